"""The commands `render`, `readback` and `pdf check`, as a person and as another program calls them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comity.cli.main import program
from comity.errors import InputError
from tests.drafting.readback.editing import typed
from tests.drafting.render.sample import SAMPLE


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text("instrument: pres_provider\n" + SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def test_render_writes_what_it_tells(draft: Path, tmp_path: Path) -> None:
    done = run("render", draft, "--out", tmp_path / "out", "--lang", "en", "--lang", "fa", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [(row["format"], row["lang"], row["form"]) for row in told["files"]] == [
        (format_, language, "short") for language in ("en", "fa") for format_ in ("docx", "pdf", "html")
    ]
    for row in told["files"]:
        assert hashlib.sha256(Path(row["path"]).read_bytes()).hexdigest() == row["sha256"]
        assert row["reviewed_by_native_lawyer"] is False
        assert row["complete"] is True
    assert told["missing"] == []
    assert [row["lang"] for row in told["untranslated"]] == ["fa"]


def test_render_in_the_full_size_and_one_format(draft: Path, tmp_path: Path) -> None:
    done = run("render", draft, "--out", tmp_path / "out", "--form", "full", "--format", "txt", "--json")
    assert [row["template"] for row in json.loads(done.stdout)["files"]] == ["preservation-24-7.en"]
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == ["draft.full.en.txt", "render.json"]


def test_what_is_missing_is_listed_and_final_refuses(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("instrument: pres_provider\n", encoding="utf-8")
    done = run("render", path, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 0
    missing = json.loads(done.stdout)["missing"]
    assert {"field": "preservation.necessity", "index": None, "question": "why preservation is needed"} in missing
    refused = run("render", path, "--out", tmp_path / "final", "--final")
    assert refused.exit_code == 1
    assert "preservation.necessity" in refused.stderr
    assert not (tmp_path / "final").exists()


def test_an_edited_letter_is_not_overwritten_but_read_back(draft: Path, tmp_path: Path) -> None:
    run("render", draft, "--out", tmp_path, "--format", "docx")
    letter = tmp_path / "draft.short.en.docx"
    letter.write_bytes(typed(letter.read_bytes(), "target.identifier[1]", "help@invest.example"))
    again = run("render", draft, "--out", tmp_path, "--format", "docx")
    assert isinstance(again.exception, InputError)
    assert "draft.short.en.docx" in again.exception.message
    done = run("readback", letter, "--draft", draft, "--out", tmp_path / "new.yaml", "--json")
    told = json.loads(done.stdout)
    assert [
        (row["field"], row["index"], row["status"], row["old"], row["new"]) for row in told["fields"] if row["status"] != "unchanged"
    ] == [("target.identifier", 1, "changed", "support@invest.example", "help@invest.example")]
    assert told["words_changed"] == []
    assert {"rule", "severity", "message", "fix"} <= set(told["findings"][0])
    assert run("render", tmp_path / "new.yaml", "--out", tmp_path / "new", "--format", "txt").exit_code == 0
    assert "help@invest.example" in (tmp_path / "new" / "new.short.en.txt").read_text(encoding="utf-8")
    assert isinstance(run("readback", letter, "--draft", draft, "--out", tmp_path / "new.yaml").exception, InputError)


def test_readback_tells_in_words(draft: Path, tmp_path: Path) -> None:
    run("render", draft, "--out", tmp_path, "--format", "docx")
    letter = tmp_path / "draft.short.en.docx"
    letter.write_bytes(typed(letter.read_bytes(), "data.date_from", "not a day"))
    done = run("readback", letter, "--draft", draft)
    assert done.exit_code == 1
    assert "not a day" in done.output
    assert "data.date_from" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["render", "no-such.yaml", "--out", "out"], "no-such.yaml"),
        (["readback", "no-such.docx", "--draft", "DRAFT"], "no-such.docx"),
        (["pdf", "check", "no-such.pdf"], "no-such.pdf"),
        (["render", "DRAFT", "--out", "DRAFT"], "draft.yaml"),
        (["render", "DRAFT", "--out", "out", "--lang", "xx"], "--lang"),
    ],
)
def test_bad_input_is_told_with_its_place(
    arguments: list[str], place: str, draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*[str(draft) if word == "DRAFT" else word for word in arguments])
    assert isinstance(done.exception, InputError)
    assert place in str(done.exception.place)
    assert not (tmp_path / "out").exists()


def test_pdf_check_names_marks_and_leaves_with_one_when_one_is_missing(draft: Path, tmp_path: Path) -> None:
    run("render", draft, "--out", tmp_path, "--format", "pdf")
    good = tmp_path / "draft.short.en.pdf"
    done = run("pdf", "check", good, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["claims"] == ["PDF/A-2a", "PDF/UA-1"]
    import pikepdf

    with pikepdf.open(good) as pdf:
        del pdf.Root.Lang
        pdf.save(tmp_path / "bad.pdf")
    bad = run("pdf", "check", tmp_path / "bad.pdf")
    assert bad.exit_code == 1
    assert "language" in [line.split()[1] for line in bad.output.splitlines() if line.startswith("✗")]

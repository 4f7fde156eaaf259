"""`comity lint` as other programs and people meet it: JSON, lines, exit codes, overrides kept in the draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from comity.cli.main import main
from comity.drafting.draft_file import read_draft, write_draft
from comity.drafting.lint.example_drafts import complete_draft
from comity.drafting.lint.rule_book import SHIPPED

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "lint"
GOOD = SHIPPED.parent / "examples" / "mla_stored_content.yaml"
REASON = "The court asked for the whole street because the victim was seen there twice that night."


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["lint", *map(str, arguments)])
    printed = capsys.readouterr()
    code = left.value.code
    return int(code) if code is not None else 0, printed.out, printed.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = run(capsys, *arguments, "--json")
    found: dict[str, Any] = json.loads(out)
    return code, found


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(
        GOOD.read_text(encoding="utf-8")
        .replace("data:\n", "data:\n  bulk_or_reverse: true\n")
        .replace("  proportionality:", "  format:", 0)
    )
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("  proportionality:"))
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  ") and not lines[n].startswith("   "))
    path.write_text("\n".join(lines[:start] + lines[end:]) + "\n", encoding="utf-8")
    return path


def test_a_good_draft_leaves_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = document(capsys, GOOD)
    assert code == 0
    assert not [one for one in found["findings"] if one["severity"] in {"block", "error"}]
    assert found["not_determined"] == []
    assert found["read"]["targets[0].identifier"] == "17841400000000001"
    assert found["read"]["pc.facts[0].source"].startswith("statement")
    assert found["instrument"] == "mla_stored_content"


def test_findings_name_rule_place_reason_and_source(capsys: pytest.CaptureFixture[str], blocked: Path) -> None:
    code, found = document(capsys, blocked)
    assert code == 1
    (one,) = (one for one in found["findings"] if one["rule"] == "SC-016")
    assert one["severity"] == "block"
    assert one["outcome"] == "overbroad"
    assert one["where"] == {"field": "data.bulk_or_reverse"}
    assert one["message"]
    assert one["why"]
    assert one["fix"]
    assert one["overridden_by"] is None


def test_people_read_lines_with_place_reason_and_next_step(capsys: pytest.CaptureFixture[str], blocked: Path) -> None:
    code, out, _ = run(capsys, blocked, "--lang", "ru")
    assert code == 1
    assert "draft.yaml: data.bulk_or_reverse: " in out
    assert " SC-016: Обратный поиск" in out
    assert "overbroad" in out
    lines = out.splitlines()
    severities = [next(n for n, line in enumerate(lines) if code in line) for code in ("SC-016", "HR-002")]
    assert severities == sorted(severities)


def test_an_override_is_kept_in_the_draft_and_shown(capsys: pytest.CaptureFixture[str], blocked: Path) -> None:
    code, found = document(capsys, blocked, "--override", "SC-016", "--by", "Aigul Senior", "--reason", REASON)
    (one,) = (one for one in found["findings"] if one["rule"] == "SC-016")
    assert one["overridden_by"] == {"by": "Aigul Senior", "reason": REASON}
    assert [(kept.rule, kept.by, kept.reason) for kept in read_draft(blocked).overrides] == [("SC-016", "Aigul Senior", REASON)]
    assert code == 1, "HR-002 is an error and stands"
    _, again = document(capsys, blocked)
    assert next(one for one in again["findings"] if one["rule"] == "SC-016")["overridden_by"]["by"] == "Aigul Senior"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--override", "SC-016", "--by", "Aigul Senior", "--reason", "ok"), "too little"),
        (("--override", "SC-016"), "a name and a reason"),
        (("--by", "Aigul Senior"), "a name and a reason"),
        (("--override", "HR-002", "--by", "Aigul Senior", "--reason", REASON), "not a block"),
        (("--override", "ID-001", "--by", "Aigul Senior", "--reason", REASON), "finds nothing"),
        (("--instrument", "nothing"), "no instrument"),
        (("--from", "ZZ"), "ZZ"),
        (("--to", "instagrm"), "did you mean instagram?"),
        (("--other-language", "other.txt"), "no text to compare"),
        (("--overlay", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], blocked: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = blocked.read_bytes()
    code, out, err = run(capsys, blocked, *arguments)
    assert code == 2
    assert told in err
    assert out == ""
    assert blocked.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("draft.yaml", b"data.date_frm: 1", "data.date_from"),
        ("draft.yaml", b"data.date_from: 14.03.2026", "2026-03-14"),
        ("draft.yaml", b"\xff\xfe", "UTF-8"),
        ("letter.docx", b"PK\x03\x04 broken", "letter.docx"),
        ("letter.pdf", b"%PDF-1.7 broken", "letter.pdf"),
    ],
)
def test_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, out, err = run(capsys, path)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_who_asks_and_who_is_asked_may_be_said_on_the_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("instrument: vol_subscriber\naddressee.legal_entity: Proton AG\ndata.categories: subscriber\n", encoding="utf-8")
    _, foreign = document(capsys, path, "--from", "KG", "--to", "proton")
    _, home = document(capsys, path, "--from", "CH", "--to", "proton")
    assert "CH-029" in {one["rule"] for one in foreign["findings"]}
    assert "CH-029" not in {one["rule"] for one in home["findings"]}


def test_a_rule_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    main_arguments = ["lint", "--explain", "id-025", "--lang", "ru"]
    with pytest.raises(SystemExit) as left:
        main(main_arguments)
    assert not left.value.code
    out = capsys.readouterr().out
    assert out.startswith("# ID-025: Местное время")
    assert "happens_twice" in out
    code, _, err = run(capsys, "--explain", "ID-999")
    assert code == 2
    assert "ID-999" in err
    assert run(capsys)[0] == 2


def test_the_other_language_of_a_draft_with_a_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from dataclasses import replace

    draft = complete_draft("mla_stored_content")
    body = "To the United States Department of Justice, Office of International Affairs. Account 17841400000000001, 14 March 2026."
    path, other = tmp_path / "draft.yaml", tmp_path / "other.txt"
    write_draft(replace(draft, request=replace(draft.request, body=body)), path)
    other.write_text("Учётная запись 17841400000000001, 14 марта 2026 года.", encoding="utf-8")
    assert "FO-003" not in {one["rule"] for one in document(capsys, path, "--other-language", other)[1]["findings"]}
    other.write_text("Учётная запись 17841400000000011, 14 марта 2026 года.", encoding="utf-8")
    code, found = document(capsys, path, "--other-language", other)
    assert code == 1
    (one,) = (one for one in found["findings"] if one["rule"] == "FO-003")
    assert body[one["where"]["start"] : one["where"]["end"]] == "17841400000000001"
    assert "17841400000000011" in one["message"]


def test_what_is_merely_unstated_comes_last_as_one_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("request.instrument: mla_stored_content\n", encoding="utf-8")
    _, out, _ = run(capsys, draft)
    head, unstated = out.split("error RF-001: not stated, though the instrument demands it:")
    assert "RF-001" not in head
    assert "authority.issuing_name" in unstated
    assert "why:" not in unstated

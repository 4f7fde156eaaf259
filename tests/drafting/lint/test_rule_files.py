"""A rule file that is not as it should be is an error of its editor, with file, key and next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity.drafting.lint.rule_book import SHIPPED, RuleBook
from comity.errors import InputError, KnowledgeError

GOOD = (SHIPPED / "id-001.yaml").read_text(encoding="utf-8").replace("ID-001", "ZZ-001")

WRONG: list[tuple[str, str, str]] = [
    ("scope: target", "scope: everywhere", "scope"),
    ("severity: block", "severity: awful", "severity"),
    ("severity: block", "sevrity: block", "unknown key"),
    ("basis: read_summary", "basis: heard", "basis"),
    ("field: target.ip_timestamp", "field: target.ip_timestmp", "did you mean"),
    ('missing("target.ip_timestamp")', 'mising("target.ip_timestamp")', "did you mean"),
    ('missing("target.ip_timestamp")', 'missing("target.ip_timestmp")', "did you mean"),
    ('missing("target.ip_timestamp")', 'missing("target.ip_timestamp"', "not an expression"),
    ('missing("target.ip_timestamp")', "().__class__", "may not stand here"),
    ("code: ZZ-001", "code: zz1", "code"),
    ("  ru: IP-адрес без времени использования", "  ru: IP-адрес {nobody}", "nothing fills"),
    ("how: read_summary}", "how: gossip}", "source"),
    ("  good:", "  fine:", "examples"),
    ("refusal_code:", "refusal_kode:", "unknown key"),
    ("why:", "why: because\nwhere:", "unknown key"),
]


def overlay(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "drafting" / "lint" / "rules"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_unchanged_file_is_a_rule(tmp_path: Path) -> None:
    assert "ZZ-001" in RuleBook.open(overlay(tmp_path, zz_001=GOOD))


@pytest.mark.parametrize(("good", "wrong", "told"), WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, good: str, wrong: str, told: str) -> None:
    assert good in GOOD
    with pytest.raises(KnowledgeError) as error:
        RuleBook.open(overlay(tmp_path, zz_001=GOOD.replace(good, wrong)))
    assert "zz-001.yaml" in str(error.value)
    assert told in f"{error.value} {error.value.hint}"
    assert error.value.hint
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"zz_002": GOOD}, "name the file"),
        ({"zz_001": "- a\n- b\n"}, "a rule is a list of keys"),
        ({"zz_001": "code: [\n"}, "YAML"),
        ({"zz_001": ""}, "a rule is a list of keys"),
    ],
)
def test_a_file_that_is_no_rule(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        RuleBook.open(overlay(tmp_path, **files))
    assert told in f"{error.value} {error.value.hint}"


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    root = overlay(tmp_path)
    (root / "drafting" / "lint" / "rules" / "zz-001.yaml").write_bytes(b"code: \xff")
    with pytest.raises(KnowledgeError, match="UTF-8"):
        RuleBook.open(root)


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        RuleBook.open(tmp_path / "nowhere")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    lines: list[Any] = [line for line in GOOD.splitlines() if not line.startswith("basis:")]
    with pytest.raises(KnowledgeError, match="'basis' is missing"):
        RuleBook.open(overlay(tmp_path, zz_001="\n".join(lines)))

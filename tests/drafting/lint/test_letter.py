"""Letters written elsewhere: what can be read is checked with its place, what cannot is never held against them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from comity.drafting.lint.check import Linter
from comity.drafting.lint.letter import LetterResult, lint_letter
from comity.drafting.lint.report import finding_row, span_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "lint"
IN_BOTH = {"CH-001", "CH-028", "FA-001", "FO-007", "FO-017", "ID-001", "ID-003", "ID-005", "LB-002", "SC-001", "SC-003", "SC-018"}


def lint(linter: Linter, name: str, **options: str | None) -> LetterResult:
    return lint_letter(linter, SAMPLES / name, **options)  # type: ignore[arg-type]  # the options are all optional texts


@pytest.mark.parametrize("name", ["careless.en.md", "careless.ru.md"])
def test_a_careless_letter_is_told_what_would_get_it_refused(linter: Linter, name: str) -> None:
    found = lint(linter, name, sender="KG")
    assert {one.rule for one in found.result.findings} >= IN_BOTH
    assert found.result.standing


@pytest.mark.parametrize(
    ("name", "rule", "words"),
    [
        ("careless.ru.md", "SC-003", "любую информацию"),
        ("careless.ru.md", "SC-018", "в дальнейшем контролировать"),
        ("careless.ru.md", "FO-007", "[указать ФИО]"),
        ("careless.ru.md", "FA-007", "По оперативным данным"),
        ("careless.en.md", "SC-003", "any and all"),
        ("careless.en.md", "FA-013", "03/04/2026"),
        ("careless.en.md", "FO-007", "[insert name]"),
        ("careless.en.md", "ID-005", "192.168.1.20"),
        ("careless.en.md", "CH-036", "sledstvie.test@mail.ru"),
    ],
)
def test_a_finding_points_at_the_words(linter: Linter, name: str, rule: str, words: str) -> None:
    found = lint(linter, name)
    spans = [span_of(one.where, found.spans) for one in found.result.findings if one.rule == rule]
    assert words in {found.text[span[0] : span[1]] for span in spans if span is not None}


@pytest.mark.parametrize("name", ["careful.en.md", "careful.ru.md"])
def test_a_careful_letter_has_nothing_against_it(linter: Linter, name: str) -> None:
    found = lint(linter, name)
    assert found.request.request.instrument == "pres_provider"
    assert [f"{one.rule} {one.where.field}: {one.message}" for one in found.result.standing] == []


@pytest.mark.parametrize("name", ["careful.en.md", "careless.ru.md"])
def test_what_is_not_determined_is_listed_and_yields_no_finding(linter: Linter, name: str) -> None:
    found = lint(linter, name)
    open_facts = set(found.result.not_determined)
    assert {"addressee.contact_verified_on", "target.captured_at"} & open_facts
    for one in found.result.findings:
        if one.rule.startswith("RF-"):
            assert one.where.field not in open_facts
    assert "request.body" not in open_facts


def test_two_language_versions_are_compared(linter: Linter) -> None:
    other = (SAMPLES / "careful.ru.md").read_text(encoding="utf-8")
    same = lint(linter, "careful.en.md", other_text=other)
    assert "FO-003" not in {one.rule for one in same.result.findings}
    changed = lint(
        linter, "careful.en.md", other_text=other.replace("17841400000000001", "17841400000000011").replace("85 000,50", "85 000,05")
    )
    differing = [one for one in changed.result.findings if one.rule == "FO-003"]
    assert {changed.text[one.where.start : one.where.end] for one in differing} == {"17841400000000001", "85 000.50 KGS"}
    assert any("17841400000000011" in one.message for one in differing)


def test_what_the_reader_is_told_counts(linter: Linter) -> None:
    found = lint(linter, "careful.en.md", instrument="mla_stored_content", sender="KG", addressee="US")
    assert "LB-001" in {one.rule for one in found.result.findings} or "request.legal_basis_international" in found.result.not_determined
    assert found.request.authority.issuing_state == "KG"


def test_a_mailbox_that_nobody_knows_is_left_open(linter: Linter, tmp_path: Path) -> None:
    letter = tmp_path / "letter.md"
    letter.write_text((SAMPLES / "careful.en.md").read_text(encoding="utf-8").replace("mvd.gov.example", "unit9.example"), encoding="utf-8")
    found = lint_letter(linter, letter)
    assert "authority.email_official_domain" in found.result.not_determined
    assert "CH-010" not in {one.rule for one in found.result.findings}
    assert "CH-010" in {one.rule for one in lint(linter, "careless.en.md").result.findings}


def test_the_row_of_a_finding_says_field_and_span(linter: Linter) -> None:
    found = lint(linter, "careless.en.md")
    rows = [finding_row(one, found.spans) for one in found.result.findings]
    (row,) = (row for row in rows if row["rule"] == "FA-013")
    assert row["where"]["field"] == "request.body"
    assert found.text[row["where"]["start"] : row["where"]["end"]] == "03/04/2026"
    assert all({"rule", "severity", "outcome", "where", "message", "why", "fix", "sources", "overridden_by"} <= set(row) for row in rows)
    bare = finding_row(replace(found.result.findings[0]))
    assert set(bare["where"]) <= {"field", "index", "start", "end"}


def test_a_letter_that_may_be_several_instruments_is_told_what_is_wrong_under_each(linter: Linter, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(
        "To: Google\nPlease send us all information about the user of 203.0.113.5. Intercept further messages.\n", encoding="utf-8"
    )
    found = lint_letter(linter, path, sender="KG", addressee="google")
    assert found.request.request.instrument is None
    assert "request.instrument" in found.result.not_determined
    assert {one.rule for one in found.result.findings} >= {"SC-001", "SC-003", "SC-018", "LB-002"}

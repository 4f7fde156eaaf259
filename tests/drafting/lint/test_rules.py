"""Every rule: its examples hold, its words are there in both languages, and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.drafting.fields import request_fields
from comity.drafting.lint.check import Linter
from comity.drafting.lint.example_drafts import complete_draft, example_draft, names
from comity.drafting.lint.rule import Rule, Scope
from comity.drafting.lint.rule_book import SHIPPED, RuleBook
from comity.model.category import DataCategory

CODES = sorted(path.stem.upper() for path in SHIPPED.glob("*.yaml"))

# How many rules of each family the compiled knowledge held; each has a file of its own name.
COMPILED = {
    "AS": 9, "CF": 5, "CH": 26, "EM": 8, "EV": 8, "FA": 15, "FO": 16, "HR": 11, "ID": 22, "IN": 3,
    "JT": 1, "LB": 16, "PR": 9, "SC": 17, "SP": 2, "TP": 1, "TR": 7, "VC": 2,
}  # fmt: skip
COMPILED_CODES = [f"{family}-{number:03d}" for family, count in COMPILED.items() for number in range(1, count + 1)]
KNOWLEDGE = Path(__file__).resolve().parents[4] / "shared" / "knowledge" / "lint_rules.yaml"
LITERAL = re.compile(r"(?:eq|isin|has)\(\"([a-z_.]+)\"((?:,\s*(?:\"[^\"]*\"|[\d.]+))+)\)")


def rows() -> list[dict[str, Any]]:
    """The compiled rules, where the raw knowledge lies beside the project."""
    if not KNOWLEDGE.is_file():
        return []
    found: list[dict[str, Any]] = yaml.load(KNOWLEDGE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rules"]
    return found


def codes_in_family(findings: Any, family: str) -> list[str]:
    return sorted({one.rule for one in findings if one.rule.startswith(f"{family}-")})


@pytest.mark.parametrize("code", CODES)
def test_a_bad_example_fires_this_rule_and_no_other_of_its_family(linter: Linter, code: str) -> None:
    rule = linter.rules[code]
    for example in rule.bad:
        found = linter.lint(example_draft(example, rule.origin))
        assert codes_in_family(found, rule.family) == [code], example


@pytest.mark.parametrize("code", CODES)
def test_a_good_example_does_not_fire_it(linter: Linter, code: str) -> None:
    rule = linter.rules[code]
    for example in rule.good:
        assert code not in {one.rule for one in linter.lint(example_draft(example, rule.origin))}, example


@pytest.mark.parametrize("name", names())
def test_a_complete_draft_has_no_block_and_no_error(linter: Linter, name: str) -> None:
    assert [f"{one.rule} {one.where.field}: {one.message}" for one in linter.run(complete_draft(name)).standing] == []


def test_every_instrument_has_a_complete_draft(linter: Linter) -> None:
    assert set(names()) == set(linter.knowledge.law.instruments)
    assert [name for name in names() if complete_draft(name).request.instrument != name] == []


def test_all_compiled_rules_have_their_file() -> None:
    assert len(COMPILED_CODES) == 178
    assert [code for code in COMPILED_CODES if not (SHIPPED / f"{code.lower()}.yaml").is_file()] == []


def test_nothing_of_the_compiled_rules_is_lost(linter: Linter) -> None:
    assert [row["id"] for row in rows() if row["id"] not in COMPILED_CODES] == []
    for row in rows():
        rule = linter.rules[row["id"]]
        assert rule.title.of("en") == row["title"]
        assert (rule.severity, rule.scope, rule.outcome, rule.basis) == (row["severity"], row["scope"], row["refusal_code"], row["basis"])
        assert set(row["applies_to"]) <= set(rule.applies_to)
        assert (rule.why.of("en"), rule.fix.of("en")) == (row["why"], row["fix"])
        assert [(one.id, one.url, one.how) for one in rule.sources] == [(one["id"], one["url"], one["how"]) for one in row["sources"]]
        assert rule.note or " ".join(row["check"].split()) == rule.check.text, "a check that differs says why"


@pytest.mark.parametrize("code", CODES)
def test_a_rule_names_only_what_exists(linter: Linter, code: str) -> None:
    rule, law = linter.rules[code], linter.knowledge.law
    families = {row.family for row in law.instruments.values()}
    for name in rule.applies_to:
        assert name == "all" or name in law.instruments or name.removeprefix("family:") in families, name
    assert rule.outcome is None or rule.outcome in law.outcomes
    assert rule.field in request_fields()
    for field, literals in LITERAL.findall(rule.check.text):
        known = law.facts[field].values + (tuple(DataCategory) if field == "data.categories" else ())
        for literal in re.findall(r"\"([^\"]*)\"", literals):
            assert not known or literal in known, f"{field} is never {literal!r}"


@pytest.mark.parametrize("code", CODES)
def test_a_rule_speaks_both_languages(linter: Linter, code: str) -> None:
    rule = linter.rules[code]
    for words in (rule.title, rule.why, rule.fix, rule.message):
        if words is not None:
            assert set(words.texts) >= {"en", "ru"}
            assert re.search(r"[А-Яа-яЁё]", words.texts["ru"])
            assert not re.search(r"[А-Яа-яЁё]", words.texts["en"].replace("«", ""))
            assert re.findall(r"\{[a-z_.]+\}", words.texts["en"]) != [] or "{" not in words.texts["ru"]


def test_own_rules_have_a_source_or_say_that_they_have_none(linter: Linter) -> None:
    for rule in linter.rules.values():
        assert rule.sources
        if rule.basis != "unverified":
            assert rule.urls, rule.code


def test_a_target_rule_reads_a_target_and_a_fact_rule_a_fact(linter: Linter) -> None:
    for rule in linter.rules.values():
        if rule.scope is Scope.FACT:
            assert rule.field is not None
            assert rule.field.startswith("fact.")
        if rule.scope is Scope.TARGET and rule.code != "SC-007":
            assert rule.field is not None
            assert rule.field.startswith("target."), rule.code


def test_the_rules_come_in_the_order_of_their_codes(linter: Linter) -> None:
    assert list(linter.rules) == CODES
    assert len(linter.rules.files_used()) == len(CODES)


def test_a_ministry_replaces_a_rule_and_adds_one(tmp_path: Path) -> None:
    folder = tmp_path / "drafting" / "lint" / "rules"
    folder.mkdir(parents=True)
    shipped = (SHIPPED / "fo-016.yaml").read_text(encoding="utf-8")
    (folder / "fo-016.yaml").write_text(shipped.replace("severity: info", "severity: error"), encoding="utf-8")
    (folder / "zz-001.yaml").write_text(shipped.replace("FO-016", "ZZ-001"), encoding="utf-8")
    book = RuleBook.open(tmp_path)
    replaced: Rule = book["FO-016"]
    assert replaced.severity == "error"
    assert replaced.origin.startswith("overlay:")
    assert book["ZZ-001"].title == book["FO-016"].title
    assert len(book) == len(CODES) + 1
    assert sum(origin.startswith("overlay:") for origin, _ in book.files_used()) == 2

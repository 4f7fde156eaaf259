"""Dual criminality by conduct, measure and form, as a lawyer tells it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.answer import Ternary
from comity.knowledge.plain_yaml import parse
from comity.law.book import Law
from comity.law.dual_criminality import Measure, Result
from comity.law.offence import Penalty
from comity.law.penalty import Threshold, penalty_forms
from comity.model.provenance import Basis

CASES = parse((Path(__file__).parent / "questions" / "dual_criminality.yaml").read_text(encoding="utf-8"), "dual_criminality.yaml")
LAW = Law.open()
ON = date.fromisoformat(CASES["on"])


@pytest.mark.parametrize("case", CASES["questions"], ids=[case["name"] for case in CASES["questions"]])
def test_a_question_of_dual_criminality(case: dict[str, Any]) -> None:
    answer = LAW.dual_criminality(
        case["from"],
        case["to"],
        case["offence"],
        Measure(case["measure"]),
        ON,
        treaty=case.get("treaty"),
        form=case.get("form"),
        max_years=case.get("max_years"),
    )
    assert answer.value.result == case["result"]
    for words in case.get("plead", ()):
        assert any(words in fact for fact in answer.value.to_plead), answer.value.to_plead
    for state, forms in case.get("reaches", {}).items():
        found = {one.form.form: one.reaches.value for one in answer.value.forms if one.state == state}
        assert {form: found.get(form) for form in forms} == forms


def test_the_warning_of_the_kazakh_row_is_handed_on() -> None:
    answer = LAW.dual_criminality("KZ", "GE", "illegal_access", Measure.SEARCH, ON, article="205(2)")
    assert any("carry no imprisonment" in warning for warning in answer.value.warnings)
    assert [row.article for row in answer.value.requesting_rows] == ["205"]


@given(
    st.sampled_from(list(LAW.offences)),
    st.sampled_from(list(LAW.states)),
    st.sampled_from(list(LAW.states)),
    st.sampled_from(list(Measure)),
)
def test_a_yes_rests_on_read_rows_of_both_laws(offence: str, requesting: str, requested: str, measure: Measure) -> None:
    answer = LAW.dual_criminality(requesting, requested, offence, measure, ON)
    if answer.value.result is Result.YES:
        read = {ground.what for ground in answer.grounds if ground.provenance.basis is Basis.READ}
        assert any(f"national[{requesting}," in what for what in read)
        assert any(f"national[{requested}," in what for what in read)
    if answer.value.result is Result.NOT_NEEDED:
        assert answer.value.needed is Ternary.NO
    if measure is Measure.VOLUNTARY:
        assert answer.value.result is Result.NOT_NEEDED


@pytest.mark.parametrize(
    ("years", "compare", "max_years", "reached"),
    [
        (1, "at_least", 0, "no"),
        (1, "at_least", 1, "yes"),
        (1, "more_than", 1, "no"),
        (1, "more_than", 1.5, "yes"),
        (4, "at_least", 3.5, "no"),
        (1, "at_least", None, "unknown"),
    ],
)
def test_a_threshold_is_meant_as_its_text_words_it(years: float, compare: str, max_years: float | None, reached: str) -> None:
    threshold = Threshold(id="t", measure="search", years=years, compare=compare, in_law_of="both", by="x")  # type: ignore[arg-type]
    assert threshold.is_reached_by(max_years) == reached


def test_the_forms_of_an_offence_are_listed_with_what_was_read() -> None:
    forms = {
        form.form: (form.min_years, form.max_years)
        for form in penalty_forms(
            Penalty(
                max_years=2,
                aggravated_max_years=4,
                minimum_aggravated_years=1,
                important_infrastructure_years="4-6",
                internet_max_years=4,
                by_damage_AZN={"500-5,000": "up to 2 years", "over 500,000": "10-14 years"},
            )
        )
    }
    assert forms == {
        "basic": (None, 2),
        "aggravated": (1, 4),
        "important_infrastructure": (4, 6),
        "internet": (None, 4),
        "damage 500-5,000 AZN": (None, 2),
        "damage over 500,000 AZN": (10, 14),
    }
    assert penalty_forms(None) == ()


def test_every_penalty_of_the_knowledge_can_be_read_as_forms() -> None:
    for offence in LAW.offences.values():
        for row in offence.national:
            for form in penalty_forms(row.penalty):
                assert form.min_years is None or form.max_years is None or form.min_years <= form.max_years, (offence.id, row.code, form)


@pytest.mark.parametrize("threshold", list(LAW.thresholds.values()), ids=list(LAW.thresholds))
def test_a_threshold_names_a_row_that_was_read(threshold: Threshold) -> None:
    kind, rest = threshold.by.split("/")
    name, _, part = rest.partition(".")
    if kind == "jurisdictions":
        row = getattr(LAW.states[name], part)
        assert row.min_penalty_years == threshold.years
    else:
        row = next(article for article in LAW.treaties[name].articles if article.article == part)
        assert row.threshold_years == threshold.years
    assert row.confidence == "read"

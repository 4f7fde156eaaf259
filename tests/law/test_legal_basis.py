"""Which instruments bind two States, as a lawyer tells it, and properties that hold for all States, treaties and days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.answer import Ternary, Weakness
from comity.knowledge.partial_date import PartialDate
from comity.knowledge.plain_yaml import parse
from comity.law.book import Law
from comity.law.party_status import NOT_IN_FORCE
from comity.model.provenance import Basis

QUESTIONS = Path(__file__).parent / "questions"
PAIRS = parse((QUESTIONS / "state_pairs.yaml").read_text(encoding="utf-8"), "state_pairs.yaml")
POSITIONS = parse((QUESTIONS / "positions.yaml").read_text(encoding="utf-8"), "positions.yaml")["positions"]
LAW = Law.open()
STATES = sorted({*LAW.states, *(row.code for treaty in LAW.treaties.values() for row in treaty.parties)})
ROWS = [(treaty.id, row) for treaty in LAW.treaties.values() for row in treaty.parties]
DAYS = st.dates(date(1980, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize("case", PAIRS["pairs"], ids=[case["pair"] for case in PAIRS["pairs"]])
def test_the_bases_between_two_states(case: dict[str, Any]) -> None:
    requesting, requested = case["pair"].split("-")
    found = {basis.treaty: basis.mark for basis in LAW.bases(requesting, requested, date.fromisoformat(PAIRS["on"]))}
    assert {name: found.get(name) for name in case["bases"]} == case["bases"]
    assert set(found) - set(case["bases"]) == set(case["also"])
    assert not set(found) & set(case["never"])


@pytest.mark.parametrize("case", POSITIONS, ids=[f"{case['treaty']}-{case['state']}-{case['on']}" for case in POSITIONS])
def test_the_position_of_a_state(case: dict[str, Any]) -> None:
    answer = LAW.position(case["treaty"], case["state"], date.fromisoformat(case["on"]))
    assert answer.value.bound == case["bound"]
    assert answer.value.status == case["status"]
    assert answer.grounds


def test_the_newer_convention_of_the_commonwealth_may_replace_the_older() -> None:
    found = {basis.treaty: basis.superseded_by for basis in LAW.bases("KZ", "KG", date(2026, 11, 21))}
    assert found["cis_minsk_1993"] == "cis_chisinau_2002"
    assert found["cis_chisinau_2002"] is None


def test_the_most_special_instrument_comes_first() -> None:
    assert [basis.treaty for basis in LAW.bases("KZ", "US", date(2026, 11, 21))][:3] == ["mlat_kz_us", "untoc", "uncac"]


def test_a_basis_names_what_it_carries_and_on_which_condition() -> None:
    found = {basis.treaty: basis for basis in LAW.bases("AZ", "US", date(2026, 11, 21), use="preservation")}
    assert list(found) == ["budapest"]
    untoc = next(basis for basis in LAW.bases("KG", "US", date(2026, 11, 21)) if basis.treaty == "untoc")
    assert untoc.condition is not None
    assert untoc.condition.min_years == 4
    assert "транснациональный" in untoc.condition.text.told("ru-KG")


def test_reservations_of_the_requested_state_come_with_the_basis() -> None:
    budapest = next(basis for basis in LAW.bases("GE", "AZ", date(2026, 11, 21)) if basis.treaty == "budapest")
    assert {row.article for row in budapest.reservations} >= {"4", "29, 42"}


@given(st.sampled_from(STATES), st.sampled_from(STATES), DAYS)
def test_nothing_is_open_on_a_weak_fact_or_an_instrument_that_is_not_in_force(one: str, other: str, on: date) -> None:
    for basis in LAW.bases(one, other, on):
        treaty = LAW.treaties[basis.treaty]
        assert treaty.status not in NOT_IN_FORCE
        assert treaty.in_force is None or PartialDate.parse(treaty.in_force).has_come(on) is not False
        assert basis.answer.grounds
        if basis.is_open:
            assert basis.in_force is Ternary.YES
            for ground in basis.answer.grounds:
                assert ground.provenance.basis is not Basis.UNVERIFIED
                assert ground.provenance.basis is Basis.COMPUTED or (ground.provenance.review_after or date.min) >= on
        if basis.mark == "read":
            assert basis.in_force is Ternary.YES
            assert not [ground for ground in basis.answer.grounds if ground.weakness in (Weakness.UNVERIFIED, Weakness.UNKNOWN)]


@given(st.sampled_from(STATES), st.sampled_from(STATES), DAYS)
def test_being_bound_to_each_other_does_not_depend_on_who_asks(one: str, other: str, on: date) -> None:
    for name in LAW.treaties:
        assert LAW.in_force_between(name, one, other, on).value == LAW.in_force_between(name, other, one, on).value


@given(
    st.sampled_from([(treaty.id, row) for treaty in LAW.treaties.values() for row in treaty.parties if row.in_force]), st.integers(1, 4000)
)
def test_an_entry_into_force_in_the_future_is_a_no(pair: tuple[str, Any], days: int) -> None:
    name, row = pair
    entry = PartialDate.parse(row.in_force).earliest
    assert entry is not None
    assert LAW.position(name, row.code, entry - timedelta(days=days)).value.bound is not Ternary.YES


@given(st.sampled_from(ROWS), DAYS, st.integers(0, 4000))
def test_once_bound_a_state_stays_bound_as_far_as_the_row_tells(pair: tuple[str, Any], on: date, days: int) -> None:
    name, row = pair
    if LAW.position(name, row.code, on).value.bound is Ternary.YES:
        assert LAW.position(name, row.code, on + timedelta(days=days)).value.bound is Ternary.YES


@given(st.sampled_from(ROWS), DAYS, st.integers(0, 4000))
def test_a_fact_never_gets_younger(pair: tuple[str, Any], on: date, days: int) -> None:
    name, row = pair
    stale = {Weakness.STALE, Weakness.UNDATED}
    before = {ground.what for ground in LAW.position(name, row.code, on).grounds if ground.weakness in stale}
    after = {ground.what for ground in LAW.position(name, row.code, on + timedelta(days=days)).weak}
    asked = {ground.what for ground in LAW.position(name, row.code, on + timedelta(days=days)).grounds}
    assert before & asked <= after


def test_an_unknown_treaty_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        LAW.position("atlantis", "KZ", date(2026, 11, 21))


@pytest.mark.parametrize("name", ["uncc", "budapest_ap2", "coe_108plus"])
def test_what_is_not_in_force_is_never_a_basis_and_says_why(name: str) -> None:
    answer = LAW.in_force_between(name, "AM", "GE", date(2026, 11, 21))
    assert answer.value is Ternary.NO
    assert answer.note


def test_an_eu_counterpart_cannot_order_for_a_first_user() -> None:
    """Regulation (EU) 2023/1543, Article 2(4): no order in proceedings that only serve a third country."""
    assert LAW.in_force_between("eu_e_evidence", "KZ", "DE", date(2026, 11, 21)).value is Ternary.NO
    assert LAW.in_force_between("eu_e_evidence", "DE", "FR", date(2026, 11, 21)).value is Ternary.YES
    assert "Article 2(4)" in (LAW.treaties["eu_e_evidence"].status_note or "")

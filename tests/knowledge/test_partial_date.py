"""Dates of sources are never read in favour of the fact."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.partial_date import PartialDate
from comity.knowledge.shelf_life import FactKind, age, shelf_life

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-11-21", date(2026, 11, 21), date(2026, 11, 21)),
        ("undated", None, None),
        ("CLDR 47", None, None),
        ("2026-13", None, None),
        ("2026-02-30", None, None),
        ("0000", None, None),
        ("2026-1", None, None),
        ("20261121", None, None),
    ],
)
def test_a_date_spans_all_days_that_it_can_mean(text: str, earliest: date | None, latest: date | None) -> None:
    assert (PartialDate.parse(text).earliest, PartialDate.parse(text).latest) == (earliest, latest)


@given(DAYS)
def test_less_precision_never_narrows(day: date) -> None:
    whole, month, year = (PartialDate.parse(day.isoformat()[:length]) for length in (10, 7, 4))
    assert year.earliest is not None
    assert month.earliest is not None
    assert whole.earliest == whole.latest == day
    assert year.earliest <= month.earliest <= day <= (month.latest or day) <= (year.latest or day)


@given(DAYS, DAYS, st.sampled_from([4, 7, 10]))
def test_an_event_has_surely_come_only_after_its_last_possible_day(day: date, on: date, length: int) -> None:
    event = PartialDate.parse(day.isoformat()[:length])
    come = event.has_come(on)
    if come is True:
        assert on >= day
    if come is False:
        assert on < day
    assert (come is None) == (event.earliest is not None and event.latest is not None and event.earliest <= on < event.latest)


@given(DAYS, DAYS, st.integers(1, 1000), st.sampled_from([4, 7]))
def test_a_vaguer_date_is_never_younger(day: date, on: date, days: int, length: int) -> None:
    exact, vague = age(day.isoformat(), on, days), age(day.isoformat()[:length], on, days)
    assert exact.days is not None
    assert vague.days is not None
    assert vague.days >= exact.days
    assert vague.is_expired or not exact.is_expired


@given(DAYS, st.integers(1, 1000))
def test_a_fact_holds_for_its_whole_shelf_life_and_not_a_day_longer(day: date, days: int) -> None:
    last = day + timedelta(days=days)
    assert not age(day.isoformat(), last, days).is_expired
    assert age(day.isoformat(), last + timedelta(days=1), days).is_expired
    assert age(day.isoformat(), last, days).review_after == last


@given(DAYS, DAYS, DAYS, st.integers(1, 1000))
def test_a_check_never_makes_a_fact_older(as_of: date, checked: date, on: date, days: int) -> None:
    before, after = age(as_of.isoformat(), on, days), age(as_of.isoformat(), on, days, checked.isoformat())
    assert before.since is not None
    assert after.since == max(before.since, checked)
    assert before.is_expired or not after.is_expired


@pytest.mark.parametrize("as_of", [None, "undated", "CLDR 47"])
def test_a_fact_without_a_date_counts_as_expired_where_its_kind_ages(as_of: str | None) -> None:
    assert age(as_of, date(2026, 11, 21), 90).is_expired
    assert not age(as_of, date(2026, 11, 21), None).is_expired
    assert not age(as_of, date(2026, 11, 21), 90, "2026-11-01").is_expired


@pytest.mark.parametrize(
    ("kind", "jurisdiction", "days"),
    [
        (FactKind.CONTACT, None, 90),
        (FactKind.LEGAL_ENTITY, None, 90),
        (FactKind.PORTAL, None, 90),
        (FactKind.AUTHORITY, None, 180),
        (FactKind.RETENTION, None, 180),
        (FactKind.PROCESS, None, 365),
        (FactKind.IDENTIFIERS, None, 730),
        (FactKind.CRIMINAL_LAW, "KZ", 180),
        (FactKind.CRIMINAL_LAW, "KG", 30),
        (FactKind.PROCEDURAL_LAW, "KG", 30),
        (FactKind.PROCEDURAL_LAW, "UZ", 365),
        (FactKind.DEATH_PENALTY, None, 365),
        (FactKind.TREATY_TEXT, None, None),
        (FactKind.NAME, None, None),
    ],
)
def test_the_shelf_lives(kind: FactKind, jurisdiction: str | None, days: int | None) -> None:
    assert shelf_life(kind, jurisdiction) == days

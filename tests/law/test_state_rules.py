"""Rules of single States, authorities and time limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import KnowledgeError
from comity.knowledge.answer import Ternary, Weakness
from comity.law.book import Law
from comity.law.deadlines import Duration
from comity.law.state_rules import (
    data_retention,
    death_penalty,
    direct_request_abroad,
    executes_without_treaty,
    mla_languages,
    needs_death_penalty_assurance,
    preservation_power,
    voluntary_disclosure,
)
from comity.model.provenance import Basis

LAW = Law.open()
ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("state", "accepted", "by_reciprocity", "is_read"),
    [
        ("GE", ("en", "ru"), (), True),
        ("AM", ("hy", "en", "fr"), (), True),
        ("AZ", ("az",), (), True),
        ("DE", ("de",), ("en", "fr"), True),
        ("KZ", ("kk", "ru"), (), False),
    ],
)
def test_languages_of_requests(state: str, accepted: tuple[str, ...], by_reciprocity: tuple[str, ...], is_read: bool) -> None:
    answer = mla_languages(LAW.states[state], ON)
    assert (answer.value.accepted, answer.value.by_reciprocity) == (accepted, by_reciprocity)
    assert (answer.grounds[0].provenance.basis is Basis.READ) is is_read


@pytest.mark.parametrize(
    ("state", "value"), [("AZ", "never"), ("GE", "on_reciprocity"), ("SG", "on_reciprocity"), ("IE", "exceptionally"), ("KZ", "unknown")]
)
def test_execution_without_a_treaty(state: str, value: str) -> None:
    assert executes_without_treaty(LAW.states[state], ON).value == value


def test_azerbaijan_names_the_article() -> None:
    answer = executes_without_treaty(LAW.states["AZ"], ON)
    assert "488.1" in answer.note
    assert answer.grounds[0].provenance.source == LAW.states["AZ"].request_requirements.source  # type: ignore[union-attr]


def test_georgia_has_a_statute_for_direct_requests_and_nobody_else_is_said_to() -> None:
    rules = {code: direct_request_abroad(state, ON).value for code, state in LAW.states.items()}
    assert [code for code, rule in rules.items() if rule is not None] == ["GE"]
    assert "138-1" in direct_request_abroad(LAW.states["GE"], ON).note
    assert "ask at home" in direct_request_abroad(LAW.states["KG"], ON).note


def test_retention_is_a_duty_here_and_a_ceiling_there() -> None:
    kazakhstan, georgia = (data_retention(LAW.states[code], ON) for code in ("KZ", "GE"))
    assert (kazakhstan.value.rule, kazakhstan.value.days) == ("mandatory", 730)
    assert (georgia.value.rule, georgia.value.max_years) == ("permitted_maximum", 4)
    nothing = data_retention(LAW.states["UZ"], ON)
    assert nothing.value.rule == "unknown"
    assert nothing.weak


@pytest.mark.parametrize(("state", "needs"), [("TJ", "yes"), ("US", "yes"), ("KZ", "no"), ("IL", "yes"), ("GE", "no")])
def test_the_assurance_on_the_death_penalty(state: str, needs: str) -> None:
    assert needs_death_penalty_assurance(LAW.states[state], ON).value == needs


def test_unknown_stays_unknown() -> None:
    for state in LAW.states.values():
        for answer in (voluntary_disclosure(state, ON), preservation_power(state, ON), death_penalty(state, ON)):
            assert answer.value
            row = answer.grounds[0]
            if row.provenance.basis is Basis.UNVERIFIED:
                assert row.weakness is Weakness.UNVERIFIED


def test_every_published_contact_has_to_be_confirmed() -> None:
    for code in sorted({row.jurisdiction for row in LAW.authorities.values()}):
        for role in ("central_authority_mla", "contact_24_7", "ncb_interpol"):
            for answer in LAW.competent(code, role, ON):  # type: ignore[arg-type]
                assert answer.value.must_confirm
                assert answer.grounds


def test_the_surest_authority_comes_first_and_stale_ones_are_weak() -> None:
    azerbaijan = LAW.competent("AZ", "central_authority_mla", ON)
    assert azerbaijan[0].value.has_contact
    assert Weakness.STALE in {ground.weakness for ground in azerbaijan[0].grounds}
    assert LAW.competent("AM", "contact_24_7", ON)[1:], "Armenia has two 24/7 points"
    assert LAW.competent("ZZ", "central_authority_mla", ON) == ()


@pytest.mark.parametrize(
    ("limit", "start", "due", "must_confirm"),
    [
        ("budapest-29-7", date(2026, 11, 21), date(2027, 1, 20), False),
        ("budapest-16-2", date(2026, 11, 21), date(2027, 2, 19), False),
        ("uncc-42", date(2026, 11, 21), date(2027, 1, 20), True),
        ("ap2-7", date(2026, 11, 21), date(2026, 12, 21), True),
        ("us-2703f", date(2026, 11, 21), date(2027, 2, 19), False),
        ("us-2705", date(2026, 11, 21), date(2027, 2, 19), True),
        ("uncc-64", None, date(2026, 12, 31), True),
        ("eu-10-4", datetime(2026, 11, 21, 9, 0, tzinfo=UTC), datetime(2026, 11, 21, 17, 0, tzinfo=UTC), True),
        ("budapest-29-7", None, None, False),
    ],
)
def test_a_time_limit_ends_and_an_unread_one_has_to_be_confirmed(
    limit: str, start: date | None, due: date | None, must_confirm: bool
) -> None:
    answer = LAW.deadline(limit, start, ON)
    assert answer.value.due == due
    assert answer.value.must_confirm is must_confirm
    assert bool(answer.value.why) is must_confirm


def test_no_unverified_limit_drives_a_deadline_alone() -> None:
    for row in LAW.time_limits.values():
        answer = LAW.deadline(row.id, ON, ON)
        if row.confidence == "unverified" or row.unit == "working_day":
            assert answer.value.must_confirm


def test_limits_are_found_by_instrument_and_topic() -> None:
    assert {row.id for row in LAW.limits("budapest", "preservation")} == {"budapest-16-2", "budapest-29-7"}
    assert LAW.limits("atlantis") == ()


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 20), st.integers(0, 400), st.integers(0, 800))
def test_a_duration_moves_forward_and_never_loses_a_day(start: date, years: int, months: int, days: int) -> None:
    end = Duration(years, months, days).after(start)
    assert end >= start
    assert end - timedelta(days=days) <= date(start.year + years + months // 12 + 1, 12, 31)
    assert Duration(days=days).after(start) == start + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P3M", date(2026, 11, 30), date(2027, 2, 28)),
        ("P3M", date(2027, 11, 30), date(2028, 2, 29)),
        ("P1Y", date(2028, 2, 29), date(2029, 2, 28)),
        ("P60D", date(2026, 11, 21), date(2027, 1, 20)),
        ("PT96H", datetime(2026, 11, 21, 10, tzinfo=UTC), datetime(2026, 11, 25, 10, tzinfo=UTC)),
        ("PT8H", date(2026, 11, 21), datetime(2026, 11, 21, 8, tzinfo=UTC)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(text: str, start: date, end: date) -> None:
    assert Duration.parse(text).after(start) == end


@pytest.mark.parametrize("text", ["", "P", "PT", "60 days", "P60", "P1W", "-P1D", "P1.5D"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(KnowledgeError):
        Duration.parse(text)


def test_a_ternary_is_its_word() -> None:
    assert Ternary.UNKNOWN == "unknown"

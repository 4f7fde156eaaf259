"""No route is ever open on a row that nobody read, that is stale, or that is not in force: the whole knowledge base, random days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model.case import Case, CaseLead, Offence, RequestingAuthority, Urgency, Wanted
from comity.model.category import DataCategory, Purpose, UrgencyLevel
from comity.model.identifier import Identifier, IdentifierKind
from comity.model.route import Route, RouteState
from comity.model.time import Period
from comity.routing.case_times import read_instant
from comity.routing.holder import holder_of
from comity.routing.route import route
from comity.text.messages import Messages
from tests.routing.law_case import shipped
from tests.routing.open_routes import wrongs
from tests.routing.raw_rows import first_day, load, providers, states

FIRST_USERS = ("KZ", "KG", "UZ", "TJ", "TM", "AZ", "AM", "GE", "PK")
OFFENCES = ("computer_fraud", "illegal_access", "organised_group", "laundering", "csam", "racism_xenophobia", "terrorism_ict")
VALUES = {
    IdentifierKind.EMAIL: "sample.person77@mail.example",
    IdentifierKind.HANDLE: "sample_user77",
    IdentifierKind.ACCOUNT_ID: "7700000000001",
    IdentifierKind.PHONE: "+996550000142",
    IdentifierKind.IPV4: "203.0.113.77",
    IdentifierKind.TRON: "TYndZ5eqyhPXCwETS6jcFtEsVt6XgQfQdS",
    IdentifierKind.DOMAIN: "scam-site.example",
    IdentifierKind.IBAN: "GE29NB0000000101904917",
}


def case_of(
    requester: str,
    on: date,
    provider: str | None,
    kind: IdentifierKind,
    category: DataCategory,
    *,
    state: str | None = None,
    **more: object,
) -> Case:
    at = read_instant("2026-06-01T10:00:00Z", None)
    lead = CaseLead(
        Identifier(kind, VALUES[kind], VALUES[kind], provider=provider, at=at, port=51000),
        provider=provider,
        user_location=requester,
        holder_state=state,
        captured_at="2026-06-01",
    )
    fields: dict[str, object] = {
        "requesting_state": requester,
        "on": on,
        "case_number": "1",
        "offences": (Offence("computer_fraud", max_penalty_years=7),),
        "facts": "",
        "authority": RequestingAuthority("Department 9 (invented)", "police"),
        "leads": (lead,),
        "wanted": (Wanted(0, category, Period(on - timedelta(days=20), on)),),
    }
    return Case(**{**fields, **more})  # type: ignore[arg-type]


def open_routes(case: Case) -> list[Route]:
    law, catalog = shipped()
    return [one for one in route(case, law, catalog, case.on).routes if one.state is RouteState.OPEN]


@settings(max_examples=400, deadline=None)
@given(
    requester=st.sampled_from(states()),
    provider=st.one_of(st.none(), st.sampled_from(providers())),
    state=st.one_of(st.none(), st.sampled_from(states())),
    kind=st.sampled_from(sorted(VALUES)),
    category=st.sampled_from(DataCategory),
    on=st.dates(date(1995, 1, 1), date(2030, 1, 1)) | st.dates(date(2025, 6, 1), date(2026, 12, 1)),
    offences=st.lists(st.sampled_from(OFFENCES), max_size=2, unique=True),
    years=st.one_of(st.none(), st.floats(0, 20)),
    level=st.sampled_from(UrgencyLevel),
    danger=st.sampled_from([True, False, None]),
    purpose=st.sampled_from(Purpose),
)
def test_no_route_is_open_on_a_weak_row(requester, provider, state, kind, category, on, offences, years, level, danger, purpose):
    case = case_of(
        requester,
        on,
        provider,
        kind,
        category,
        state=state,
        offences=tuple(Offence(name, max_penalty_years=years) for name in offences),
        urgency=Urgency(level, danger, "a reason"),
        purpose=purpose,
    )
    for one in open_routes(case):
        assert wrongs(one, requester, on) == [], (one.channel, one.instrument, one.addressee, on)
    law, catalog = shipped()
    answered = {one.category for one in route(case, law, catalog, on).routes}
    holder = holder_of(case, case.leads[0], catalog.get(provider) if provider else None, on, Messages())
    assert category in answered or (holder.state == requester and category is DataCategory.INTELLIGENCE), "a category without any route"


@pytest.mark.parametrize("provider", providers())
def test_each_provider_just_after_its_text_was_read(provider: str):
    """The day after its own date a provider is at its freshest: whatever opens then must be right."""
    read_on = first_day(load(f"providers/catalog/{provider}.yaml").get("as_of")) or date(2026, 11, 21)
    for requester in ("KG", "GE", "US"):
        for category in (DataCategory.SUBSCRIBER, DataCategory.TRAFFIC, DataCategory.CONTENT):
            case = case_of(
                requester,
                read_on + timedelta(days=1),
                provider,
                IdentifierKind.HANDLE,
                category,
                urgency=Urgency(UrgencyLevel.EMERGENCY, threat_to_life=True, reason="a reason"),
            )
            for one in open_routes(case):
                assert wrongs(one, requester, case.on) == [], (one.channel, one.addressee)


def test_the_search_for_wrong_routes_sees_open_ones():
    """The property would hold of a router that opens nothing; this one opens routes of several channels."""
    seen = set()
    for provider in providers():
        read_on = first_day(load(f"providers/catalog/{provider}.yaml").get("as_of"))
        if read_on is None:
            continue
        for kind in (IdentifierKind.HANDLE, IdentifierKind.EMAIL):
            urgency = Urgency(UrgencyLevel.EMERGENCY, threat_to_life=True, reason="a reason")
            case = case_of("GE", read_on + timedelta(days=1), provider, kind, DataCategory.SUBSCRIBER, urgency=urgency)
            seen.update((one.channel.value, one.addressee_id) for one in open_routes(case))
    assert {channel for channel, _ in seen} >= {"preservation", "voluntary", "emergency"}
    assert len({provider for _, provider in seen}) >= 3


def test_the_judge_finds_fault_where_there_is_one():
    """An open route held against another day, State or provider is wrong, and the judge says so."""
    case = case_of("GE", date(2026, 9, 1), "x", IdentifierKind.HANDLE, DataCategory.SUBSCRIBER)
    one = next(found for found in open_routes(case) if found.channel.value == "voluntary")
    assert wrongs(one, "GE", date(2026, 9, 1)) == []
    assert wrongs(one, "GE", date(2026, 11, 21))
    assert wrongs(one, "GE", date(2030, 1, 1))

"""Which drafts a plan needs, and in which language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import CATALOG, LAW, case_of, route_of

from comity.drafting.compose.occasions import lead_number, situations_of_instrument, situations_of_plan
from comity.drafting.compose.situation import Situation
from comity.errors import InputError
from comity.model.case import Case
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import PlanStep, Route, RouteAnswer, RouteState

OIA = {"channel": ChannelKind.MLA, "addressee": "OIA", "addressee_id": "us-central_authority_mla-033", "legal_entity": None}


def planned(*routes: Route, case: Case | None = None) -> tuple[Situation, ...]:
    """The situations of a plan with one step that covers all the routes."""
    step = PlanStep(1, "today", "send", routes[0].id, tuple(route.id for route in routes))
    answer = RouteAnswer(routes, (step,), (), ask_central_authority=False, flags=())
    return situations_of_plan(case or case_of(), answer, LAW, CATALOG)


def test_categories_of_one_holder_share_a_request_under_the_gravest_instrument() -> None:
    [found] = planned(
        route_of(1, DataCategory.SUBSCRIBER, "mla_stored_subscriber", **OIA),
        route_of(1, DataCategory.CONTENT, "mla_stored_content", **OIA),
    )
    assert found.instrument.id == "mla_stored_content"
    assert found.categories == (DataCategory.SUBSCRIBER, DataCategory.CONTENT)
    assert found.provider is not None
    assert found.provider.id == "google"


def test_a_state_is_asked_about_each_holder_apart() -> None:
    found = planned(
        route_of(0, DataCategory.SUBSCRIBER, "mla_stored_subscriber", **OIA),
        route_of(1, DataCategory.SUBSCRIBER, "mla_stored_subscriber", **OIA),
    )
    assert [situation.leads for situation in found] == [(0,), (1,)]


def test_leads_at_one_provider_share_a_request() -> None:
    routes = [route_of(lead, DataCategory.PRESERVATION, "pres_provider", addressee_id="binance", legal_entity=None) for lead in (3, 4)]
    [found] = planned(*routes)
    assert found.leads == (3, 4)
    assert found.step is not None
    assert found.step.when == "today"


@pytest.mark.parametrize(
    ("accepted", "state", "own", "wanted"),
    [
        (("en",), "US", "ru", "en"),
        (("ru", "en"), "KZ", "ru", "ru"),
        ((), "KG", "ru", "ru"),
        ((), "DE", "ru", "en"),
        (("ar",), "AE", "ru", "en"),
        (("de",), "DE", "en", "en"),
        (("uz",), "UZ", "uz", "en"),
    ],
)
def test_a_letter_is_drafted_in_the_own_language_where_the_addressee_takes_it(
    accepted: tuple[str, ...], state: str, own: str, wanted: str
) -> None:
    route = route_of(1, DataCategory.SUBSCRIBER, "vol_subscriber", languages=accepted, addressee_state=state)
    [found] = planned(route, case=case_of(language=own))
    assert found.language == wanted


def test_an_instrument_without_a_route_is_drafted_from_the_leads_alone() -> None:
    answer = RouteAnswer((), (), (), ask_central_authority=False, flags=())
    [found] = situations_of_instrument(case_of(), answer, LAW, CATALOG, "jit")
    assert (found.routes, found.leads) == ((), (0, 1, 2, 3, 4))


def test_an_open_route_goes_before_a_doubtful_one_and_a_closed_one_only_serves_alone() -> None:
    doubtful = route_of(0, DataCategory.SUBSCRIBER, "vol_subscriber", state=RouteState.CHECK, addressee_id="instagram", addressee="Meta")
    sure = route_of(1, DataCategory.SUBSCRIBER, "vol_subscriber")
    shut = route_of(2, DataCategory.SUBSCRIBER, "vol_subscriber", state=RouteState.CLOSED, addressee_id=None, addressee="somebody")
    answer = RouteAnswer((doubtful, shut, sure), (), (), ask_central_authority=False, flags=())
    found = situations_of_instrument(case_of(), answer, LAW, CATALOG, "vol_subscriber")
    assert [situation.leads for situation in found] == [(1,), (0,)]
    alone = situations_of_instrument(case_of(), replace(answer, routes=(shut,)), LAW, CATALOG, "vol_subscriber")
    assert [situation.route and situation.route.state for situation in alone] == [RouteState.CLOSED]


def test_an_unknown_instrument_is_told() -> None:
    answer = RouteAnswer((), (), (), ask_central_authority=False, flags=())
    with pytest.raises(InputError, match="no instrument") as caught:
        situations_of_instrument(case_of(), answer, LAW, CATALOG, "pres_providr")
    assert "pres_provider" in str(caught.value.hint)


def test_a_lead_is_found_by_its_number_from_zero_and_by_its_value() -> None:
    case = case_of()
    assert [lead_number(case, str(number)) for number in range(len(case.leads))] == list(range(len(case.leads)))
    assert [lead_number(case, lead.identifier.value) for lead in case.leads] == list(range(len(case.leads)))


@pytest.mark.parametrize("named", ["5", "-1", "", "somebody.else", "٣"])
def test_a_lead_that_is_not_there_is_told(named: str) -> None:
    with pytest.raises(InputError, match="no such lead") as caught:
        lead_number(case_of(), named)
    assert "from 0 to 4" in str(caught.value.hint)

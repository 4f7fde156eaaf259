"""Which drafts a case needs: one for each instrument, addressee and holder of data, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from comity.drafting.compose.situation import Situation
from comity.errors import InputError
from comity.law.book import Law
from comity.model.case import Case
from comity.model.category import ChannelKind
from comity.model.route import Route, RouteAnswer, RouteState
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider
from comity.routing.typed_reading import did_you_mean
from comity.text.languages import find_language
from comity.text.messages import say

_STATES = (RouteState.OPEN, RouteState.CHECK, RouteState.CLOSED)


def lead_number(case: Case, named: str) -> int:
    """Find a lead by its value or by its number.

    Args:
        case: the case.
        named: the value as the case file writes it or in normal form, or the number, counted from 0.

    Raises:
        InputError: the case has no such lead.
    """
    for number, lead in enumerate(case.leads):
        if named in {lead.identifier.value, lead.identifier.raw}:
            return number
    if named.isascii() and named.isdigit() and int(named) < len(case.leads):
        return int(named)
    hint = (
        say("give the value of a lead, or its number from 0 to {last}", last=len(case.leads) - 1)
        if case.leads
        else say("list the leads under leads:")
    )
    raise InputError(say("there is no such lead: {lead}", lead=named[:60]), place="--lead", hint=hint)


def situations_of_plan(
    case: Case, answer: RouteAnswer, law: Law, catalog: Catalog, *, language: str | None = None, training: bool = False
) -> tuple[Situation, ...]:
    """Make a situation of every request that the plan sends.

    Routes to one addressee by one instrument share a request. Requests for legal assistance are one for each holder of data, for
    all its categories, under the instrument of the gravest of them.

    Args:
        case: the case.
        answer: its routes and plan.
        law: the law book.
        catalog: the providers.
        language: language of the letters; None takes the case's own where the addressee accepts it, else English.
        training: whether the case is an exercise.
    """
    by_id = {route.id: route for route in answer.routes}
    found: dict[_Key, Situation] = {}
    for step in answer.plan:
        for key, routes in _grouped(case, [by_id[covered] for covered in step.covers]).items():
            found.setdefault(key, replace(_situation(case, routes, law, catalog, language, training), step=step))
    return tuple(found.values())


def situations_of_instrument(
    case: Case,
    answer: RouteAnswer,
    law: Law,
    catalog: Catalog,
    instrument: str,
    *,
    lead: int | None = None,
    language: str | None = None,
    training: bool = False,
) -> tuple[Situation, ...]:
    """Make the situations of one instrument, the surest route first; without any route one situation of the leads alone.

    Args:
        case: the case.
        answer: its routes and plan.
        law: the law book.
        catalog: the providers.
        instrument: id of the instrument.
        lead: number of the only lead, from 0; None for all.
        language: as for `situations_of_plan`.
        training: whether the case is an exercise.

    Raises:
        InputError: there is no such instrument.
    """
    if instrument not in law.instruments:
        hint = did_you_mean(instrument, law.instruments) or say("one of: {keys}", keys=", ".join(law.instruments))
        raise InputError(say("no instrument of this id: {id}", id=instrument), place="--instrument", hint=hint)
    fitting = [route for route in answer.routes if route.instrument == instrument and lead in {None, route.lead}]
    for states in (frozenset({RouteState.OPEN, RouteState.CHECK}), frozenset({RouteState.CLOSED})):
        routes = sorted((route for route in fitting if route.state in states), key=lambda route: _STATES.index(route.state))
        if routes:
            return tuple(_situation(case, group, law, catalog, language, training) for group in _grouped(case, routes).values())
    leads = tuple(range(len(case.leads))) if lead is None else (lead,)
    provider = _provider(case, leads, catalog)
    return (Situation(case, law.instruments[instrument], leads, law, catalog, language or case.language, (), provider, training),)


_Key = tuple[str, str, str, str]

_LADDERS = (("mla_stored_content", "mla_stored_traffic", "mla_stored_subscriber"), ("vol_traffic", "vol_subscriber"))
"""Instruments that one request to one addressee can join, the gravest first: what it demands covers the others."""


def _ladder(instrument: str) -> tuple[str, ...]:
    return next((ladder for ladder in _LADDERS if instrument in ladder), (instrument,))


def _grouped(case: Case, routes: Iterable[Route]) -> dict[_Key, tuple[Route, ...]]:
    groups: dict[_Key, tuple[Route, ...]] = {}
    for route in routes:
        key = _key(case, route)
        groups[key] = (*groups.get(key, ()), route)
    return groups


def _key(case: Case, route: Route) -> _Key:
    """Routes with one key fit into one request; a State is asked about each holder of data apart."""
    lead = case.leads[route.lead] if route.lead is not None else None
    holder = (lead.provider or lead.identifier.value) if lead is not None and route.channel is ChannelKind.MLA else ""
    return _ladder(route.instrument)[0], route.addressee_id or route.addressee, route.legal_entity or "", holder


def _situation(case: Case, routes: tuple[Route, ...], law: Law, catalog: Catalog, language: str | None, training: bool) -> Situation:
    ladder = _ladder(routes[0].instrument)
    first = min(routes, key=lambda route: ladder.index(route.instrument))
    ordered = (first, *(route for route in routes if route is not first))
    leads = tuple(sorted({route.lead for route in routes if route.lead is not None})) or tuple(range(len(case.leads)))
    spoken = language or _language(case, first)
    named = catalog.get(first.addressee_id) if first.addressee_id else None
    provider = named or _provider(case, leads, catalog)
    return Situation(case, law.instruments[first.instrument], leads, law, catalog, spoken, ordered, provider, training)


_COMPOSED = ("en", "ru")
"""Languages in which a draft can be composed; a letter in another one is translated from it."""


def _language(case: Case, route: Route) -> str:
    """The case's own language where the addressee accepts it or is at home, else English."""
    accepted = {found.tag for tag in route.languages if (found := find_language(tag)) is not None}
    own = find_language(case.language)
    is_at_home = route.addressee_state == case.requesting_state
    return own.tag if own is not None and own.tag in _COMPOSED and (own.tag in accepted or (is_at_home and not accepted)) else _COMPOSED[0]


def _provider(case: Case, leads: tuple[int, ...], catalog: Catalog) -> Provider | None:
    """The provider that holds the data of all these leads; None when there are several or none."""
    ids = {case.leads[number].provider for number in leads}
    only = ids.pop() if len(ids) == 1 else None
    return catalog[only] if only is not None and only in catalog else None

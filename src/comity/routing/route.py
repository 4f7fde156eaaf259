"""Find the way for a case: every channel for every lead and category, and one plan.

    answer = route(read_case("case.yaml"), Law.open(), Catalog.open(), date(2026, 11, 21), "en")

The day is given, the clock is never asked: the same case, knowledge and day give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from comity.law.book import Law
from comity.model.case import Case
from comity.model.category import DataCategory
from comity.model.route import Route, RouteAnswer, RouteState
from comity.model.time import Period
from comity.plugins.walk import walk
from comity.providers.catalog import Catalog
from comity.routing.ask import Ask
from comity.routing.channel import CHANNELS, Channel
from comity.routing.flags import flags_of
from comity.routing.holder import holder_of
from comity.routing.holdings import is_stored
from comity.routing.not_possible import not_possible
from comity.routing.plan import make_plan
from comity.routing.route_draft import RouteDraft
from comity.routing.safeguards import questions_of, safeguards_of
from comity.routing.signals import signals_in
from comity.text.messages import Messages

_ORDER = {RouteState.OPEN: 0, RouteState.CHECK: 1, RouteState.CLOSED: 2}


def route(case: Case, law: Law, catalog: Catalog, on: date, language: str = "en") -> RouteAnswer:
    """Compute every route of a case, and the plan.

    Args:
        case: the case.
        law: the law book, with the ministry's overlay if there is one.
        catalog: the providers, likewise.
        on: the day on which the law is asked.
        language: BCP 47 tag of the reader.
    """
    t = Messages(language)
    asks = tuple(_asks(case, law, catalog, on, t))
    routes = tuple(_routes(asks))
    plan = make_plan(case, routes, asks[0].signals if asks else frozenset(), on, t)
    taken = {step.route for step in plan if step.route}
    return RouteAnswer(
        routes=routes,
        plan=plan,
        not_possible=not_possible(asks, routes),
        ask_central_authority=any(one.state is RouteState.CHECK for one in routes if one.id in taken),
        flags=flags_of(case, asks),
        files=tuple(sorted({*law.files_used(), *catalog.files_used()})),
    )


def _asks(case: Case, law: Law, catalog: Catalog, on: date, t: Messages) -> Iterator[Ask]:
    """Ask for what is wanted of each lead, and for preservation before anything that is stored."""
    signals = signals_in(_told(case))
    for number, lead in enumerate(case.leads):
        wanted = [one for one in case.wanted if one.lead == number]
        provider = catalog.get(lead.provider) if lead.provider else None
        holder = holder_of(case, lead, provider, on, t)
        common = Ask(
            case,
            law,
            catalog,
            on,
            t,
            number,
            lead,
            DataCategory.PRESERVATION,
            _whole(one.period for one in wanted),
            provider,
            holder,
            signals,
        )
        if (not wanted and provider is not None) or any(
            is_stored(one.category) or one.category is DataCategory.PRESERVATION for one in wanted
        ):
            yield common
        seen: set[DataCategory] = {DataCategory.PRESERVATION}
        for one in wanted:
            if one.category not in seen:
                seen.add(one.category)
                yield replace(
                    common, category=one.category, period=_whole(other.period for other in wanted if other.category is one.category)
                )


def _routes(asks: Iterable[Ask]) -> Iterator[Route]:
    channels = [channel() for _, channel in walk(CHANNELS, Channel)]  # type: ignore[type-abstract]
    number = 0
    for ask in asks:
        drafts = sorted((draft for channel in channels for draft in channel.routes(ask)), key=_place)
        for draft in drafts:
            number += 1
            safeguards = safeguards_of(draft)
            for question in questions_of(ask, safeguards):
                draft.question(question.id, question.text, question.if_not_met)
            yield draft.finish(f"r{number}", safeguards)


def _place(draft: RouteDraft) -> tuple[int, str, str, str]:
    return (_ORDER[draft.state], draft.channel.value, draft.instrument, draft.addressee)


def _told(case: Case) -> str:
    """Gather the words of the case in which signals are looked for."""
    notes = [text for lead in case.leads for text in (lead.note, lead.offence_link) if text]
    offences = [text for offence in case.offences for text in (offence.national_article, offence.text) if text]
    return "\n".join([case.facts, case.urgency.reason or "", case.secrecy.reason or "", *notes, *offences])


def _whole(periods: Iterable[Period]) -> Period:
    """Span several periods; an open bound of one of them leaves the whole open."""
    bounds = list(periods)
    if not bounds:
        return Period(None, None)
    starts, ends = [one.start for one in bounds], [one.end for one in bounds]
    start = None if None in starts else min((one for one in starts if one is not None), key=lambda one: one.isoformat(), default=None)
    end = None if None in ends else max((one for one in ends if one is not None), key=lambda one: one.isoformat(), default=None)
    return Period(start, end, bounds[0].zone)

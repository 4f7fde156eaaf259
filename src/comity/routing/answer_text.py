"""The answer of the router for people: the plan first, then the routes of each lead with the reason for each state."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.case import Case
from comity.model.route import Reason, Route, RouteAnswer, RouteState
from comity.routing.flags import WORDS
from comity.routing.words import CATEGORIES, CHANNELS
from comity.text.messages import Messages, mark

STATES = {RouteState.OPEN: mark("open"), RouteState.CHECK: mark("check"), RouteState.CLOSED: mark("closed")}
_OPENING = {"answers_directly", "answers_on_conditions", "legal_basis", "domestic_holder", "freeze_voluntary"}
_WHEN = {"today": mark("today"), "parallel": mark("in parallel")}


def answer_lines(answer: RouteAnswer, case: Case, t: Messages, *, why: bool = False) -> Iterator[str]:
    """Tell the answer line by line.

    Args:
        answer: the answer.
        case: the case it is about.
        t: messages of the reader's language.
        why: whether to tell every reason with its source, what has to be answered first, and the clocks; else one line a route.
    """
    yield from _flags(answer, t)
    yield t("PLAN")
    for step in answer.plan:
        yield f"{step.step:>3}. {_when(step.when, t)}: {step.text}" + (f"  [{step.route}]" if step.route else "")
    if answer.not_possible:
        yield ""
        yield t("DO NOT SEND")
        for one in answer.not_possible:
            lead = "" if one.lead is None else case.leads[one.lead].identifier.value
            yield f"  {lead} ({t(CATEGORIES[one.category])}): {one.text} [{one.code}]"
    for number, lead_ in enumerate(case.leads):
        routes = [one for one in answer.routes if one.lead == number]
        if routes:
            yield ""
            yield f"{lead_.identifier.kind.value} {lead_.identifier.value}"
            shut = [] if why else [one for one in routes if one.state is RouteState.CLOSED]
            yield from (line for one in routes if one not in shut for line in _route(one, t, why=why))
            yield from _closed(shut, t)
    yield ""
    if not why:
        yield t("every reason with its source, the questions and the clocks: add --why")


def _flags(answer: RouteAnswer, t: Messages) -> Iterator[str]:
    for code in answer.flags:
        yield f"! {t(WORDS[code])} [{code}]"
    if answer.ask_central_authority:
        yield "! " + t("at least one route of the plan rests on a weak fact: ask the central authority")
    if answer.flags or answer.ask_central_authority:
        yield ""


def _route(one: Route, t: Messages, *, why: bool) -> Iterator[str]:
    head = f"  {one.id:<5} {t(STATES[one.state]):<8} {t(CATEGORIES[one.category])} · {t(CHANNELS[one.channel])}"
    yield f"{head} · {one.addressee} [{one.instrument}]"
    if not why:
        yield f"        {_foremost(one).text}"
        return
    yield from (f"        {line}" for line in _details(one, t))


def _closed(routes: list[Route], t: Messages) -> Iterator[str]:
    """Tell the closed routes in short: one line for each channel and reason, with the categories it holds for."""
    groups: dict[tuple[str, str], list[Route]] = {}
    for one in routes:
        groups.setdefault((t(CHANNELS[one.channel]), one.reasons[0].text), []).append(one)
    for (channel, text), group in groups.items():
        categories = ", ".join(dict.fromkeys(t(CATEGORIES[one.category]) for one in group))
        yield f"  {group[0].id:<5} {t(STATES[RouteState.CLOSED]):<8} {categories} · {channel}: {text} [{group[0].reasons[0].code}]"


def _foremost(one: Route) -> Reason:
    """Return the reason to tell first: the gravest; of an open route the one that opens it."""
    return next((why for why in one.reasons if why.code in _OPENING), one.reasons[0]) if one.state is RouteState.OPEN else one.reasons[0]


def _details(one: Route, t: Messages) -> Iterator[str]:
    yield from (_reason(reason) for reason in one.reasons)
    if one.legal_entity:
        yield t("legal entity: {entity}", entity=one.legal_entity)
    yield t("signs: {who}", who=one.signs)
    yield t("yields: {what}", what=one.yields)
    if one.languages:
        yield t("languages: {languages}", languages=", ".join(one.languages))
    if one.usual_days:
        yield t("usual time: {time}", time=one.usual_days)
    for needed in one.prerequisites:
        yield t("needed first: {what}", what=needed)
    for clock in one.clocks:
        due = clock.due.isoformat() if clock.due else t("not yet known")
        yield t("clock {id}: {due}, from {start}", id=clock.id, due=due, start=clock.starts_from)
    for asked in one.questions:
        yield f"? {asked.text} [{asked.id}: {asked.if_not_met}]"


def _reason(reason: Reason) -> str:
    source = f" <{reason.source}" + (f", {reason.as_of}>" if reason.as_of else ">") if reason.source else ""
    sign = {RouteState.OPEN: "+", RouteState.CHECK: "~", RouteState.CLOSED: "-"}[reason.weakens]
    return f"{sign} {reason.text} [{reason.code}]{source}"


def _when(when: str, t: Messages) -> str:
    if when.startswith("after:"):
        return t("after step {number}", number=when.removeprefix("after:"))
    return t(_WHEN[when]) if when in _WHEN else when

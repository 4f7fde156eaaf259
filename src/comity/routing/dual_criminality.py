"""Dual criminality of a case, told for a route: needed or not, met or not, and which facts and which form of the offence decide."""

from __future__ import annotations

import re

from comity.knowledge.answer import Answer, Ternary
from comity.law.dual_criminality import DualCriminality, Measure, Result
from comity.model.case import Offence
from comity.routing.route_draft import RouteDraft

_ORDER = (Result.YES, Result.NOT_NEEDED, Result.UNKNOWN, Result.NO)
_NUMBER = re.compile(r"\d+(?:[-.]\d+)*(?:\(\d+\))?")


def weigh_dual_criminality(draft: RouteDraft, measure: Measure, treaty: str | None) -> None:
    """Weigh dual criminality towards the State of a draft and let the draft rest on it.

    One offence for which it is met carries the request; the others are for the lawyer.

    Args:
        draft: a draft with the requested State.
        measure: how far the measure reaches into rights.
        treaty: id of the treaty relied on; None for reciprocity.
    """
    ask, requested = draft.ask, draft.addressee_state or ""
    offences = [offence for offence in ask.case.offences if offence.id]
    if not offences:
        draft.dual_criminality = "unknown"
        draft.because("no_offence")
        return
    answers = [(offence, _inquire(draft, offence, measure, treaty)) for offence in offences]
    offence, best = min(answers, key=lambda pair: _ORDER.index(pair[1].value.result))
    value = best.value
    draft.dual_criminality = value.result.value
    title = ask.law.offences[offence.id or ""].title.told(ask.t.language)
    head = best.grounds[0].provenance if best.grounds else None
    state = ask.state_name(requested)
    if value.result is Result.NOT_NEEDED:
        draft.rests_on(best)
        draft.because("dual_criminality_not_needed", head, state=state)
        return
    _tell_forms(draft, value, title)
    if value.result is Result.NO:
        needed = value.threshold.years if value.threshold else 0
        if value.conduct is Ternary.NO:
            draft.because("dual_criminality_fails", head, state=state, offence=title)
        else:
            draft.because("penalty_too_low", head, offence=title, state=state, needed=_years(needed))
        return
    draft.rests_on(best)
    if value.result is Result.YES:
        draft.because("dual_criminality_met", head, offence=title)
    else:
        _tell_doubts(draft, best, title, state)
    _ask_what_to_plead(draft, value, title)


def _inquire(draft: RouteDraft, offence: Offence, measure: Measure, treaty: str | None) -> Answer[DualCriminality]:
    ask = draft.ask
    return ask.law.dual_criminality(
        ask.requester,
        draft.addressee_state or "",
        offence.id or "",
        measure,
        ask.on,
        treaty=treaty,
        article=_article(offence),
        max_years=offence.max_penalty_years,
    )


def _article(offence: Offence) -> str | None:
    """Take the number out of an article as people cite it («статья 209 Уголовного кодекса»)."""
    found = _NUMBER.search(offence.national_article or "")
    return found[0] if found else None


def _tell_doubts(draft: RouteDraft, found: Answer[DualCriminality], title: str, state: str) -> None:
    value = found.value
    if value.needed is Ternary.UNKNOWN:
        draft.because("dual_criminality_stance", state=state)
    if value.conduct is not Ternary.YES:
        draft.because("dual_criminality_unknown", offence=title, why=found.note or "; ".join(value.missing) or "–")
    if value.penalty is Ternary.UNKNOWN and value.threshold is not None:
        draft.because("penalty_unknown", state=state, needed=_years(value.threshold.years), offence=title)


def _tell_forms(draft: RouteDraft, value: DualCriminality, title: str) -> None:
    """Say of each form of the offence that does not reach the threshold how many years it carries; several carry none at all."""
    if value.threshold is None:
        return
    for one in value.forms:
        if one.reaches is Ternary.NO:
            law = f"{one.state} {one.article or ''}".strip()
            draft.because(
                "form_below",
                law=law,
                offence=title,
                form=one.form.form,
                years=_years(one.form.max_years or 0),
                needed=_years(value.threshold.years),
            )


def _ask_what_to_plead(draft: RouteDraft, value: DualCriminality, title: str) -> None:
    t = draft.ask.t
    if value.to_plead:
        draft.because("dual_criminality_plead", offence=title, facts="; ".join(str(draft.ask.told(fact)) for fact in value.to_plead))
        for number, fact in enumerate(value.to_plead, start=1):
            draft.question(f"plead_{number}", t("Which facts of the case show this: {fact}?", fact=draft.ask.told(fact)), "warn")
    for warning in value.warnings:
        draft.because("law_warning", warning=warning)


def _years(value: float) -> str:
    return f"{value:g}"

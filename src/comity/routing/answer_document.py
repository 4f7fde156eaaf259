"""The answer of the router as one JSON document (docs/reference/schemas/commands/route.schema.json)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from comity.model.case import Case
from comity.model.route import NotPossible, Reason, Route, RouteAnswer, RunningClock
from comity.model.time import as_rfc3339


def answer_document(answer: RouteAnswer, case: Case) -> dict[str, Any]:
    """Make the document.

    Args:
        answer: the answer.
        case: the case it is about; it knows the values of the leads.
    """
    return {
        "routes": [_route(one, case) for one in answer.routes],
        "plan": [
            {"step": one.step, "when": one.when, "text": one.text, "route": one.route, "covers": list(one.covers)} for one in answer.plan
        ],
        "not_possible": [_impossible(one, case) for one in answer.not_possible],
        "ask_central_authority": answer.ask_central_authority,
        "flags": list(answer.flags),
        "files": [{"origin": origin, "sha256": digest} for origin, digest in answer.files],
    }


def _route(one: Route, case: Case) -> dict[str, Any]:
    return {
        "id": one.id,
        "lead": _value(one.lead, case),
        "lead_index": one.lead,
        "category": one.category.value,
        "channel": one.channel.value,
        "instrument": one.instrument,
        "addressee": one.addressee,
        "addressee_id": one.addressee_id,
        "addressee_state": one.addressee_state,
        "legal_entity": one.legal_entity,
        "state": one.state.value,
        "duty": one.duty.value,
        "reasons": [_reason(why) for why in one.reasons],
        "bases": [
            {
                "treaty": basis.treaty,
                "articles": basis.articles,
                "state": basis.state.value,
                "basis": basis.basis.value,
                "weak": list(basis.weak),
            }
            for basis in one.bases
        ],
        "dual_criminality": one.dual_criminality,
        "safeguards": list(one.safeguards),
        "questions": [{"id": asked.id, "text": asked.text, "if_not_met": asked.if_not_met} for asked in one.questions],
        "clocks": [_clock(clock) for clock in one.clocks],
        "signs": one.signs,
        "languages": list(one.languages),
        "yields": one.yields,
        "usual_time": one.usual_days,
        "prerequisites": list(one.prerequisites),
    }


def _reason(why: Reason) -> dict[str, Any]:
    return {
        "code": why.code,
        "text": why.text,
        "basis": why.basis.value,
        "source": why.source,
        "as_of": why.as_of,
        "weakens": why.weakens.value,
    }


def _clock(clock: RunningClock) -> dict[str, Any]:
    return {
        "id": clock.id,
        "due": _moment(clock.due),
        "starts_from": clock.starts_from,
        "basis": clock.basis.value,
        "source": clock.source,
    }


def _impossible(one: NotPossible, case: Case) -> dict[str, Any]:
    return {"lead": _value(one.lead, case), "lead_index": one.lead, "category": one.category.value, "code": one.code, "text": one.text}


def _value(lead: int | None, case: Case) -> str | None:
    return None if lead is None else case.leads[lead].identifier.value


def _moment(due: date | datetime | None) -> str | None:
    if due is None:
        return None
    return as_rfc3339(due) if isinstance(due, datetime) else due.isoformat()

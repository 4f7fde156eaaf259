"""Instruments that only some States can use (`law/instruments/*.yaml`, key `reserved`): no letter leaves under them for anybody else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from comity.errors import InputError
from comity.knowledge.answer import Ternary
from comity.law.book import Law
from comity.law.instrument import Reserved
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.time import system_clock
from comity.text.messages import Worded, say

_UNION = "EU"


def refuse_reserved(request: EvidenceRequest, overlay: Path | None = None) -> None:
    """Refuse a draft whose instrument its State cannot use, or for which the law prescribes a form of its own.

    Whether a State is a party is asked as of the day of the draft. A State that is not told, or of which it is not known, is not refused:
    the lint asks for it.

    Raises:
        InputError: says why, and which instruments reach the same data.
    """
    law = Law.open(overlay)
    instrument = request.request.instrument or ""
    reserved = law.instruments[instrument].reserved if instrument in law.instruments else None
    if reserved is None or not (reserved.own_form or _is_shut_out(reserved, request, law)):
        return
    why = Worded({"en": reserved.why.en, "ru": reserved.why.ru or reserved.why.en})
    raise InputError(
        say("no letter can be written under {instrument}: {why}", instrument=instrument, why=why),
        place="request.instrument",
        hint=say("what reaches the same data: {instruments}", instruments=", ".join(reserved.instead)),
    )


def _is_shut_out(reserved: Reserved, request: EvidenceRequest, law: Law) -> bool:
    state = request.authority.issuing_state
    if state is None or state not in law.states:
        return False
    if reserved.to == _UNION:
        return not law.states[state].eu_member
    return law.position(reserved.to, state, _day(request)).value.bound is Ternary.NO


def _day(request: EvidenceRequest) -> date:
    moment = request.request.date or request.today
    if moment is None:
        return system_clock().date()
    return moment.date() if isinstance(moment, datetime) else moment

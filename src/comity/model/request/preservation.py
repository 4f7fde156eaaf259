"""Facts about preservation, before and after (ids `preservation.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Number, Statement


@dataclass(frozen=True, slots=True)
class PreservationFacts:
    """Facts about preservation, before and after (ids `preservation.*`).

    Attributes:
        requested_on: date.
        reference: holder's reference.
        confirmed_on: date confirmed.
        expires_on: expiry.
        extension_requested_on: date.
        extensions_used: count.
        max_extensions: limit under the instrument.
        intent_mla: statement that an MLA or production request will follow.
        holder: who holds.
        scope: what was preserved.
        mla_filed_on: date the production request was filed.
        lifted_on: date lifted.
        necessity: why preservation is needed.
        still_needed: still needed.
    """

    requested_on: Moment | None = None
    reference: str | None = None
    confirmed_on: Moment | None = None
    expires_on: Moment | None = None
    extension_requested_on: Moment | None = None
    extensions_used: Number | None = None
    max_extensions: Number | None = None
    intent_mla: Statement | None = None
    holder: str | None = None
    scope: tuple[str, ...] = ()
    mla_filed_on: Moment | None = None
    lifted_on: Moment | None = None
    necessity: str | None = None
    still_needed: Statement | None = None

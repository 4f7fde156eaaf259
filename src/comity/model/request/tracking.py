"""Facts about what happened after sending (ids `tracking.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Number, Statement


@dataclass(frozen=True, slots=True)
class TrackingFacts:
    """Facts about what happened after sending (ids `tracking.*`).

    Attributes:
        sent_on: sent.
        ack_on: acknowledged.
        last_contact_on: last contact.
        status: status.
        outcome_code: coded outcome.
        clarification_received_on: clarification asked on.
        clarification_answered_on: answered on.
        received_on: data received.
        reconciled: asked against received reconciled.
        conditions_of_use: conditions.
        deletion_due: deletion or return due.
        typical_days: typical duration of this channel in days.
        case_closed_on: case closed on.
    """

    sent_on: Moment | None = None
    ack_on: Moment | None = None
    last_contact_on: Moment | None = None
    status: str | None = None
    outcome_code: str | None = None
    clarification_received_on: Moment | None = None
    clarification_answered_on: Moment | None = None
    received_on: Moment | None = None
    reconciled: Statement | None = None
    conditions_of_use: str | None = None
    deletion_due: Moment | None = None
    typical_days: Number | None = None
    case_closed_on: Moment | None = None

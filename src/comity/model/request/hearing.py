"""Facts about a hearing by video (ids `hearing.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Statement


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """Facts about a hearing by video (ids `hearing.*`).

    Attributes:
        person: person.
        status: witness | expert | suspect.
        address: address.
        questions: list of questions.
        rights_notice: rights notice.
        oath: oath or affirmation.
        interpreter: interpreter.
        endpoint: technical endpoint.
        date_proposed: date.
        consent_accused: consent of the accused.
    """

    person: str | None = None
    status: str | None = None
    address: str | None = None
    questions: tuple[str, ...] = ()
    rights_notice: Statement | None = None
    oath: str | None = None
    interpreter: str | None = None
    endpoint: str | None = None
    date_proposed: Moment | None = None
    consent_accused: Statement | None = None

"""Facts about data that does not exist yet (ids `interception.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Number, Statement


@dataclass(frozen=True, slots=True)
class InterceptionFacts:
    """Facts about data that does not exist yet (ids `interception.*`).

    Attributes:
        order_court: court.
        order_date: date.
        start: start.
        end: end.
        max_days_domestic: maximum in issuing law.
        technical: technical details and delivery.
        execution_possible: requested state can execute for foreign requests.
    """

    order_court: str | None = None
    order_date: Moment | None = None
    start: Moment | None = None
    end: Moment | None = None
    max_days_domestic: Number | None = None
    technical: str | None = None
    execution_possible: Statement | None = None

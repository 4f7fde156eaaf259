"""The request for what is still missing: the request as it was sent, less what has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from comity.model.request.evidence_request import EvidenceRequest


def remainder(
    request: EvidenceRequest, missing: Iterable[tuple[str, str]], *, today: date | None = None, received: date | datetime | None = None
) -> EvidenceRequest:
    """Draft the request that follows an answer.

    Args:
        request: the request as sent.
        missing: identifier and category of each thing that has not come, or not for the whole period.
        today: day of the draft; None leaves it open.
        received: when the answer came.

    Returns:
        The same request with the missing identifiers and categories alone, unsigned, told to be a follow-up. Where one identifier misses
        what another has, the categories are those of both: the letter must not ask for less than is missing.
    """
    pairs = list(missing)
    identifiers = {identifier for identifier, _ in pairs}
    wanted = {category for _, category in pairs}
    categories = tuple(category for category in request.data.categories if category in wanted)
    targets = tuple(target for target in request.targets if target.identifier in identifiers)
    head = replace(
        request.request,
        date=today,
        status_new_or_followup="follow_up",
        signed=None,
        body=None,
        body_translated=None,
        response_deadline=None,
    )
    earlier = request.request.reference
    description = f"What is missing of the answer to {earlier}: {', '.join(categories)}" if earlier else request.data.description
    return replace(
        request,
        request=head,
        data=replace(request.data, categories=categories, description=description),
        tracking=replace(request.tracking, received_on=received, reconciled=True, status=None, outcome_code=None),
        targets=targets,
        today=today,
        overrides=(),
    )

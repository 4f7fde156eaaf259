"""Whether a request asks about an identifier of the exercise.

An address is an address at a moment: it counts as asked only with its second, zone and port, and a wall clock without a zone, planted to
mislead, counts as asked when its reading is taken over without the correction that a true record gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from comity.training.scenario import PlantedIdentifier


def asks_about(request: EvidenceRequest, wanted: PlantedIdentifier, all_identifiers: Iterable[PlantedIdentifier]) -> bool:
    """Tell whether a request names an identifier.

    Args:
        request: the request as sent.
        wanted: the identifier.
        all_identifiers: those of the exercise; a wall clock is no trap where the target says what a true record of the same address says.
    """
    if wanted.kind == "text":
        return any(wanted.value.casefold() in text.casefold() for text in texts_of(request))
    if wanted.time is None:
        return any(_same_word(wanted, said) for said in _named_in(request))
    same = [one for one in all_identifiers if one.value == wanted.value and _is_true_record(one)]
    if _is_true_record(wanted):
        return any(_is_record(target, wanted) for target in request.targets)
    return any(_is_wall_clock(target, wanted) and not any(_is_record(target, one) for one in same) for target in request.targets)


def _is_true_record(identifier: PlantedIdentifier) -> bool:
    return identifier.time is not None and identifier.time.endswith("Z")


def _same_word(wanted: PlantedIdentifier, said: str) -> bool:
    told = said.strip().removeprefix("@").casefold()
    names = {wanted.value.casefold()}
    if wanted.handle_at:
        names |= {wanted.handle_at.casefold(), wanted.handle_at.partition("@")[0].casefold()}
    return told in names


def _named_in(request: EvidenceRequest) -> Iterable[str]:
    for target in request.targets:
        parts = (target.identifier, target.url, target.ip_address, target.phone, target.email, target.imei, target.numeric_id)
        yield from (part for part in parts if part)
        yield from (target.tx_hash or "").replace(";", " ").split()
    if request.asset.identifier:
        yield request.asset.identifier
    yield from request.asset.txids
    yield from request.data.filters


def _is_record(target: Target, wanted: PlantedIdentifier) -> bool:
    if wanted.value not in {target.ip_address, target.identifier} or wanted.time is None:
        return False
    if wanted.port is not None and str(target.ip_source_port or "") != str(wanted.port):
        return False
    return _utc(target) == datetime.fromisoformat(wanted.time).astimezone(UTC)


def _is_wall_clock(target: Target, wanted: PlantedIdentifier) -> bool:
    if wanted.value not in {target.ip_address, target.identifier} or wanted.time is None or not target.ip_timestamp:
        return False
    try:
        written = datetime.fromisoformat(target.ip_timestamp)
    except ValueError:
        return False
    return written.replace(tzinfo=None) == datetime.fromisoformat(wanted.time)


def _utc(target: Target) -> datetime | None:
    """Read the moment of a target; None where it states no zone."""
    try:
        written = datetime.fromisoformat(target.ip_timestamp or "")
        if written.tzinfo is None:
            written = written.replace(tzinfo=ZoneInfo(target.ip_time_zone or ""))
    except (ValueError, ZoneInfoNotFoundError):
        return None
    return written.astimezone(UTC)


def texts_of(request: object) -> Iterable[str]:
    """Yield every text that a request holds."""
    if isinstance(request, str):
        yield request
    elif isinstance(request, tuple):
        for member in request:
            yield from texts_of(member)
    elif is_dataclass(request) and not isinstance(request, type):
        for field in fields(request):
            yield from texts_of(getattr(request, field.name))

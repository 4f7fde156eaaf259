"""Which events are looked at: a span of time, kinds, a source, somebody who takes part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from comity.model.event import EVENT_KINDS

_TAKES_PART = "event_id in (select event_id from link where entity_id = ? or substr(entity_id, instr(entity_id, ':') + 1) = ?)"
CONVERSATION_KINDS = ("message", "mail", "sms", "call", "media", "reaction")

Box = tuple[float, float, float, float]
"""West, south, east and north, degrees."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of events. What a preservation repeats of the production is left out.

    Attributes:
        since: first moment; None without a beginning.
        until: first moment after it; None without an end.
        kinds: kinds of events; empty for all.
        source: key of a member of an original (`member_key`); empty for all.
        who: an identifier that takes part, as text or as `kind:value`; empty for all.
        events: events by id; None for all.
        undated: only those whose moment is not known.
        box: only those whose position lies in it.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    source: str = ""
    who: str = ""
    events: tuple[str, ...] | None = None
    undated: bool = False
    box: Box | None = None

    def where(self) -> tuple[str, list[object]]:
        """Return the condition in SQL and the values for its marks."""
        parts, values = ["duplicate_of is null"], list[object]()
        if self.undated:
            parts.append("ts_utc is null")
        if self.since is not None:
            parts.append("ts_utc >= ?")
            values.append(self.since)
        if self.until is not None:
            parts.append("ts_utc < ?")
            values.append(self.until)
        known = [kind for kind in self.kinds if kind in EVENT_KINDS]
        if known:
            parts.append("list_contains(?, kind)")
            values.append(known)
        if self.source:
            parts.append("starts_with(event_id, ?)")
            values.append(f"{self.source}-")
        if self.who:
            parts.append(_TAKES_PART)
            values += [self.who, self.who]
        if self.events is not None:
            parts.append("list_contains(?, event_id)")
            values.append(list(self.events))
        if self.box is not None:
            parts.append("lon >= ? and lat >= ? and lon <= ? and lat <= ?")
            values += self.box
        return " and ".join(parts), values


def member_key(source_sha256: str, member_path: str) -> str:
    """Return the key with which the ids of all events of a member begin."""
    return hashlib.sha256(f"{source_sha256}\n{member_path}".encode()).hexdigest()[:14]

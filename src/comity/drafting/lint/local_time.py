"""A local time and its zone as a draft states them, read for the functions that weigh them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from comity.errors import InputError
from comity.model.time import Instant
from comity.text.times.find import find_times
from comity.text.times.zones import resolve


@lru_cache(maxsize=1024)
def local_time(text: str) -> datetime | None:
    """Read the wall-clock reading of a time as written; None when there is none or it states its own offset."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        found = find_times(text)
        local = found[0].instant.local if found else None
        return local.replace(tzinfo=None) if local is not None else None
    return None if read.tzinfo is not None else read


@lru_cache(maxsize=1024)
def instant_of(text: str, zone: str) -> Instant | None:
    """Read a local time in its zone; None when either cannot be read."""
    local = local_time(text)
    if local is None:
        return None
    try:
        return resolve(local, zone.strip(), text)
    except InputError:
        return None

"""What an iOS backup says of the telephone (`Info.plist`): IMEI, serial number, telephone number, owner's name for it, time of the backup.

Dates in property lists are in UTC. A list is read without entities; an `IMEI` twin of two SIM cards is kept.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError

from comity.readers.moments import NOTHING, from_datetime
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_LARGEST = 64 << 20
_MARKS = (b"Product Type", b"Last Backup Date", b"Target Identifier", b"Unique Identifier")


class IosBackupInfo(Reader):
    """One event: the telephone."""

    slug = "ios_backup_info"
    version = 1
    product = "Backup"
    roles = {"device_id": "device", "sim_id": "sim", "account_id": "phone"}

    def detect(self, source: Source) -> float:
        if not source.head.lstrip().startswith((b"<?xml", b"bplist00")) or source.size > _LARGEST:
            return 0.0
        return 0.9 if sum(source.data.find(mark) >= 0 for mark in _MARKS) >= 3 else 0.0

    def count(self, source: Source) -> int:
        return 1 if source.size else 0

    def read(self, source: Source) -> Iterator[Yield]:
        locator = f"@0+{source.size}"
        try:
            facts = plistlib.loads(bytes(source.data[:]))
        except (
            plistlib.InvalidFileException,
            ExpatError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            RecursionError,
            OverflowError,
        ) as problem:
            yield Unreadable(locator, f"no property list that can be read: {type(problem).__name__}: {problem}"[:200])
            return
        if not isinstance(facts, dict):
            yield Unreadable(locator, "a property list without names")
            return
        made = facts.get("Last Backup Date")
        yield Record(
            kind="device",
            locator=locator,
            at=from_datetime(made.replace(tzinfo=UTC), made.isoformat(), "stated_utc", "UTC") if isinstance(made, datetime) else NOTHING,
            ts_kind="last_seen",
            device_id=_text(facts.get("IMEI")) or _text(facts.get("Serial Number")),
            sim_id=_text(facts.get("ICCID")),
            account_id=_text(facts.get("Phone Number")),
            text=_text(facts.get("Device Name")) or _text(facts.get("Display Name")),
            attrs={
                str(name): _plain(value) for name, value in facts.items() if isinstance(value, (str, int, float, datetime, list, bytes))
            },
        )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, list):
        return [str(item) for item in value[:10_000]]
    return value.isoformat() if isinstance(value, datetime) else value

"""Discord's answer about an account as text: fields with their values in a column, then sessions with time and address.

The labels state UTC (`Registration Time (UTC)`, `Session Start (UTC)`); `Not found` is the provider's word for what it does not hold. The
number of an account holds the time of its making, which the registration is checked against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING, Moment
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_FIELD = re.compile(r"\s*([A-Z][A-Za-z ()]{1,40}?):\s*(.*)")
_SESSION = re.compile(r"\s*(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s+(\S+)\s*")
_DATED = re.compile(r"\s*\d{4}-\d\d-\d\d ")
_TELLING = (b"User ID:", b"Registration Time (UTC)", b"Session Start (UTC)", b"Last Seen Time (UTC)")
_KINDS = {"registration time (utc)": "registration", "registration ip": "registration", "phone number": "contact", "last seen ip": "login",
          "last seen time (utc)": "login"}  # fmt: skip
_EPOCH_MS = 1_420_070_400_000
_ABSENT = "not found"
_DAY_US = 86_400_000_000


class DiscordAccount(Reader):
    """One event a field that the provider holds, and one a session."""

    slug = "discord_account"
    version = 1
    provider = "discord"
    roles = {"account_id": "account"}

    def detect(self, source: Source) -> float:
        return 0.93 if sum(mark in source.head for mark in _TELLING) >= 2 and b"User ID:" in source.head else 0.0

    def count(self, source: Source) -> int:
        """Count lines that begin with a day, and lines with a colon whose value is held."""
        lines = [line for _, _, line in source.lines()]
        dated = sum(bool(_DATED.match(line)) for line in lines)
        return dated + sum(bool(_held(line)) for line in lines if not _DATED.match(line))

    def read(self, source: Source) -> Iterator[Yield]:
        account: str | None = None
        for place, length, line in source.lines():
            locator = f"@{place}+{length}"
            if _DATED.match(line):
                session = _SESSION.fullmatch(line)
                if session is None:
                    yield Unreadable(locator, "time and address of a session expected")
                    continue
                at = _utc(session[1], source)
                yield Record(kind="login", locator=locator, at=at, ts_kind="started", account_id=account, ip=session[2].lower())
            elif held := _held(line):
                label, value = held
                account = value if label == "User ID" else account
                yield _field(locator, label, value, account, source)
            elif found := _FIELD.match(line):
                source.note_unknown(f"section without data: {found[1]}")


def _held(line: str) -> tuple[str, str] | None:
    found = _FIELD.match(line)
    value = found[2].strip() if found else ""
    return (found[1], value) if found and value and value.lower() != _ABSENT else None


def _field(locator: str, label: str, value: str, account: str | None, source: Source) -> Record:
    is_address, is_time = label.endswith("IP"), "Time" in label
    at = _utc(value, source) if is_time else NOTHING
    defects = ["time_differs_from_account_id"] if label.startswith("Registration Time") and _differs(account, at) else None
    return Record(
        kind=_KINDS.get(label.lower(), "subscriber"),
        locator=locator,
        at=at,
        account_id=account,
        ip=value.lower() if is_address else None,
        text=None if is_address else value,
        attrs={"field": label, "value": value},
        defects=defects,
    )


def _utc(text: str, source: Source) -> Moment:
    """Read a time whose label states UTC."""
    return source.moment(f"{text} UTC")._replace(raw=text)


def _differs(account: str | None, at: Moment) -> bool:
    if account is None or at.us is None or not re.fullmatch(r"\d{15,20}", account):
        return False
    return abs(at.us - ((int(account) >> 22) + _EPOCH_MS) * 1000) > _DAY_US

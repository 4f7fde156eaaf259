"""Yahoo's answer about an account as text: `Label: value` lines of the account management tool, then its logins.

The layout is that of answers which courts have published: account fields first (`Login Name`, `GUID`, `Registration IP address`, `Account
Created (reg)`, `Account Status`), then a table of logins with name, address and time (`Fri 08:00:00 (GMT) 05-Jan-2024`). No production is
public as a file; lines that are not understood are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING, Moment
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_FIELD = re.compile(r"\s*([A-Z][A-Za-z /()-]{2,40}?)\s*:\s+(.*)")
_LOGIN = re.compile(
    r"\s*(\S+)\s+((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)\s+(\w{3}\s+\d\d:\d\d:\d\d\s+\((?:GMT|UTC)\)\s+\d{1,2}-\w{3}-\d{4})"
)
_TIME = re.compile(r"(?:\w{3}\s+)?(\d\d:\d\d:\d\d)\s+\((GMT|UTC)\)\s+(\d{1,2})-(\w{3})-(\d{4})")
_LONG = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) (GMT|UTC)")
_TELLING = (b"Account Management Tool", b"Yahoo Mail Name", b"Login Name:", b"GUID:")
_KINDS = {"account created (reg)": "registration", "registration ip address": "registration", "account status": "account_change"}


class YahooAccount(Reader):
    """One event a field of the account, and one a login."""

    slug = "yahoo_account"
    version = 1
    provider = "yahoo"
    roles = {"account_id": "account"}

    def detect(self, source: Source) -> float:
        found = sum(mark.lower() in source.head.lower() for mark in _TELLING)
        return 0.9 if found >= 3 or (found == 2 and b"yahoo" in source.head.lower()) else 0.0

    def count(self, source: Source) -> int:
        """Count the lines that hold a field with a value, or an address after a name."""
        return sum(1 for _, _, line in source.lines() if _looks_like_record(line))

    def read(self, source: Source) -> Iterator[Yield]:
        account: str | None = None
        for place, length, line in source.lines():
            locator = f"@{place}+{length}"
            if not _looks_like_record(line):
                if line.strip() and not line.rstrip().endswith(":"):
                    source.note_unknown(f"line: {line.strip()[:120]}")
                continue
            field = _FIELD.match(line)
            if field and not _LOGIN.match(line):
                account = field[2].strip() if field[1] == "Login Name" else account
                yield _field(locator, field[1], field[2].strip(), account, source)
                continue
            login = _LOGIN.match(line)
            if login is None:
                yield Unreadable(locator, "name, address and time of a login expected")
                continue
            yield Record(kind="login", locator=locator, at=_time(login[3], source), account_id=login[1], ip=login[2].lower())


def _looks_like_record(line: str) -> bool:
    field = _FIELD.match(line)
    if field and field[2].strip():
        return True
    parts = line.split()
    return (
        len(parts) >= 2
        and bool(re.fullmatch(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]+", parts[1]))
        and not parts[0].endswith(":")
    )


def _field(locator: str, label: str, value: str, account: str | None, source: Source) -> Record:
    kind = _KINDS.get(label.lower(), "subscriber")
    is_address = "ip address" in label.lower()
    return Record(
        kind=kind,
        locator=locator,
        at=_time(value, source) if "created" in label.lower() else NOTHING,
        account_id=account,
        ip=value.lower() if is_address else None,
        text=None if is_address else value,
        attrs={"field": label, "value": value},
    )


def _time(raw: str, source: Source) -> Moment:
    if found := _TIME.search(raw):
        return source.moment(f"{found[3]} {found[4]} {found[5]} {found[1]} {found[2]}")._replace(raw=raw)
    if found := _LONG.search(raw):
        return source.moment(f"{found[2]} {found[1]} {found[4]} {found[3]} {found[5]}")._replace(raw=raw)
    return source.moment(raw)

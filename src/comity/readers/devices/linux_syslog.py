"""System logs of Linux (`syslog`, `auth.log`, `messages`, `secure`): both ages of the line, logins and logouts told apart.

Old lines (RFC 3164 section 4.1.2) state neither year nor zone: `Jan 5 08:00:00 host sshd[12]: ...`. The year is a decision of the analyst
(setting `year`: that of the first line; it goes on by one where December turns into January); until then such times wait, and so they do
for the zone. New lines state an offset (RFC 5424 section 6.2.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.readers.moments import Moment
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_OLD = re.compile(
    r"(?:<\d{1,3}>)?(?P<time>(?P<mon>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s(?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?))\s(?P<host>\S+)\s(?P<rest>.*)"
)
_NEW = re.compile(
    r"(?:<\d{1,3}>1?\s?)?(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))\s(?P<host>\S+)\s(?P<rest>.*)"
)
_PROGRAM = re.compile(r"(?P<name>[^\s\[:]+)(?:\[(?P<pid>\d+)\])?:\s(?P<text>.*)")
_SSH = re.compile(
    r"(?P<what>Accepted|Failed) (?P<how>\S+) for (?P<invalid>invalid user )?(?P<user>\S*) from (?P<ip>\S+) port (?P<port>\d+)"
)
_SESSION = re.compile(r"session (?P<what>opened|closed) for user (?P<user>[^\s(]+)")
_NEW_USER = re.compile(r"new user: name=(?P<user>[^\s,]+)")
_REPEATED = re.compile(r"last message repeated (\d+) times")


@dataclass
class _Year:
    """The year of the line at hand, counted on where the months start again."""

    now: int | None
    last: int = 0

    def of(self, month: int) -> int | None:
        if self.now is not None and self.last == 12 and month == 1:
            self.now += 1
        self.last = month
        return self.now


class LinuxSyslog(Reader):
    """One event a line; a line that is none goes into quarantine."""

    slug = "linux_syslog"
    version = 1
    product = "syslog"
    roles = {"actor_id": "account", "device_id": "device"}

    def detect(self, source: Source) -> float:
        lines = [line for line in source.head_text.splitlines()[:60] if line.strip()]
        fits = sum(bool(_match(line)) for line in lines)
        return 0.82 if lines and fits >= 0.8 * len(lines) else 0.0

    def count(self, source: Source) -> int:
        return sum(1 for line in bytes(source.utf8()[:]).split(b"\n") if line.strip(b"\r\xef\xbb\xbf"))

    def read(self, source: Source) -> Iterator[Yield]:
        stated = source.settings.get("year")
        year = _Year(stated if isinstance(stated, int) else None)
        for place, size, line in source.lines():
            if not line:
                continue
            found = _match(line)
            locator = f"@{place}+{size}"
            if not found:
                yield Unreadable(locator, "no line of a system log")
                continue
            yield _record(found, locator, _time(found, year, source))


def _match(line: str) -> re.Match[str] | None:
    found = _OLD.match(line)
    return found if found and found["mon"] in _MONTHS else _NEW.match(line)


def _time(found: re.Match[str], year: _Year, source: Source) -> Moment:
    if "mon" not in found.re.groupindex:
        return source.moment(found["time"])
    number = year.of(_MONTHS[found["mon"]])
    if number is None:
        return Moment(None, found["time"], "unknown", None, "second", "no_year")
    at = source.moment(f"{number:04d}-{_MONTHS[found['mon']]:02d}-{int(found['day']):02d} {found['clock']}")
    return at._replace(raw=found["time"])


def _record(found: re.Match[str], locator: str, at: Moment) -> Record:
    told = _PROGRAM.fullmatch(found["rest"])
    text = told["text"] if told else found["rest"]
    more: dict[str, object] = {"host": found["host"]}
    if told:
        more |= {"program": told["name"]} | ({"pid": told["pid"]} if told["pid"] else {})
    record = Record(kind="other", locator=locator, at=at, ts_kind="registered", device_id=found["host"], text=text, attrs=more)
    if ssh := _SSH.search(text):
        record.kind, record.actor_id, record.ip, record.port = "login", ssh["user"] or None, ssh["ip"], int(ssh["port"]) & 0xFFFF
        more |= {"result": ssh["what"].lower(), "method": ssh["how"], "invalid_user": bool(ssh["invalid"])}
    elif session := _SESSION.search(text):
        record.kind, record.actor_id = "login" if session["what"] == "opened" else "logout", session["user"]
    elif made := _NEW_USER.search(text):
        record.kind, record.actor_id = "registration", made["user"]
    elif again := _REPEATED.search(text):
        more["repeated"] = int(again[1])
    return record

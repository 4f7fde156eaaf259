"""Chats that a user exported from WhatsApp: iOS `[date, time] name: text`, Android `date, time - name: text`.

Times are those of the telephone, in the manner of its country and without a zone. Whether the day or the month stands first is told by the
whole file (a number above 12, or the order in which messages follow each other); where both remain possible, the time stays open.
Lines without a time continue the message above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_START = re.compile(
    r"^[\u200e\u200f\ufeff]*\[?(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?),?\s+(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?)"
    r"(?:\]\s*|\s+[-–]\s+)(?P<rest>.*)$",
    re.DOTALL,
)
_BYTES = re.compile(
    rb"(?m)^(?:\xe2\x80[\x8e\x8f]|\xef\xbb\xbf)*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?,?(?:[ \t]|\xe2\x80\xaf|\xc2\xa0)+\d{1,2}[:.]\d{2}"
    rb"(?:[:.]\d{2})?(?:(?:[ \t]|\xe2\x80\xaf|\xc2\xa0)?[AaPp]\.?(?:[ \t]|\xe2\x80\xaf|\xc2\xa0)?[Mm]\.?)?"
    rb"(?:\]|(?:[ \t]|\xe2\x80\xaf|\xc2\xa0)+(?:-|\xe2\x80\x93)(?:[ \t]|\xc2\xa0))"
)
_SENDER = re.compile(r"^[\u200e\u200f~\s\u202a\u202c]*(?P<name>[^:\n]{1,100}?): (?P<text>.*)$", re.DOTALL)
_FILE = re.compile(r"<[^<>:]{2,30}: (?P<a>[^<>]+)>|(?P<b>[\w.-]+\.\w{2,4}) \([^()]{5,40}\)")
_MARKS = "\u200e\u200f\u202a\u202c"


@dataclass(slots=True)
class _Message:
    """A message while its lines are gathered."""

    start: int
    end: int
    date: str
    time: str
    lines: list[str] = field(default_factory=list)


class WhatsappChat(Reader):
    """One event a message; lines of the program itself (encryption, groups) are events of kind other."""

    slug = "whatsapp_chat"
    version = 1
    provider = "whatsapp"
    roles = {"actor_id": "person"}

    def detect(self, source: Source) -> float:
        lines = [line for line in source.head_text.splitlines()[:60] if line.strip()]
        starts = [found for line in lines if (found := _START.match(line))]
        if len(starts) < 2 or not lines or not _START.match(lines[0]):
            return 0.0
        named = sum(bool(_SENDER.match(found["rest"])) for found in starts)
        return 0.85 if named else 0.0

    def count(self, source: Source) -> int:
        """Count the beginnings of messages in the bytes, and the lines above the first."""
        data = source.utf8()
        first = _BYTES.search(data)
        above = bytes(data[: first.start()] if first else data[:])
        return sum(1 for _ in _BYTES.finditer(data)) + sum(bool(line.strip()) for line in above.split(b"\n"))

    def read(self, source: Source) -> Iterator[Yield]:
        day_first = _order(source)
        if day_first is None:
            source.note_defect("the order of day and month cannot be told: times stay open")
        for item in _messages(source):
            yield item if isinstance(item, Unreadable) else _record(item, source, day_first=day_first)


def _messages(source: Source) -> Iterator[_Message | Unreadable]:
    current: _Message | None = None
    for place, length, line in source.lines():
        found = _START.match(line)
        if found:
            if current:
                yield current
            current = _Message(place, place + length, found["date"], found["time"], [found["rest"]])
        elif current:
            current.lines.append(line)
            current.end = place + length
        elif line.strip():
            yield Unreadable(f"@{place}+{length}", "no time at the beginning, and no message above")
    if current:
        yield current


def _order(source: Source) -> bool | None:
    """Tell by the whole file whether the day stands first; None when both orders fit."""
    dates = [_numbers(item.date) for item in _messages(source) if isinstance(item, _Message)]
    if any(first > 31 for first, _, _ in dates):
        return False
    fits = {True: all(b <= 12 for _, b, _ in dates), False: all(a <= 12 for a, _, _ in dates)}
    if fits[True] != fits[False]:
        return fits[True]
    falls = {
        True: sum((y1, b1, a1) > (y2, b2, a2) for (a1, b1, y1), (a2, b2, y2) in pairwise(dates)),
        False: sum((y1, a1, b1) > (y2, a2, b2) for (a1, b1, y1), (a2, b2, y2) in pairwise(dates)),
    }
    if falls[True] != falls[False]:
        return falls[True] < falls[False]
    return True if all(a == b for a, b, _ in dates) else None


def _numbers(date: str) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in re.split(r"[./-]", date.rstrip(".")))
    return first, second, third


def _record(item: _Message, source: Source, *, day_first: bool | None) -> Record:
    body = "\n".join(item.lines).rstrip("\n")
    found = _SENDER.match(body)
    attached = _FILE.search(body) if found else None
    text = (found["text"] if found else body).strip(_MARKS)
    date = item.date.rstrip(".")
    if re.match(r"\d{1,2}\.\d{1,2}\.", date) and day_first is not None:
        date = date.replace(".", "/")
    clock = re.sub(r"(?<=\d)\.(?=\d)", ":", item.time)
    at = source.moment(f"{date} {clock}", day_first=day_first)
    return Record(
        kind="message" if found else "other",
        locator=f"@{item.start}+{item.end - item.start}",
        at=at._replace(raw=f"{item.date}, {item.time}"),
        ts_kind="sent",
        actor_id=found["name"].strip(_MARKS + " ~\u00a0") if found else None,
        thread_id=source.name,
        text=text,
        attrs={"attachment": (attached["a"] or attached["b"]).strip(_MARKS)} if attached else None,
    )

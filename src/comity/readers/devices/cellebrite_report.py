"""Cellebrite's report of a telephone (`report.xml`, the core of a UFDR file): calls, messages, chats, contacts, places, pages, accounts.

The file is streamed: nothing but the record at hand is held. Declarations of entities are refused. A chat is a record, and each message
in it is one too. Times carry their offset. What was deleted and recovered says so (`deleted_state`), and so does the decoder's own
confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from comity.readers.moments import NOTHING, Moment
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_SPACE = b"pa.cellebrite.com/report"
_PIECE = 1 << 20
_MOST_TEXT, _DEEPEST = 16 << 20, 60
_INNER = "InstantMessage"
_KINDS = {
    "Call": "call", "SMS": "sms", "MMS": "sms", "InstantMessage": "message", "Chat": "other", "Email": "mail", "Contact": "contact",
    "Location": "location", "VisitedPage": "visit", "WebBookmark": "other", "SearchedItem": "search", "UserAccount": "subscriber",
    "DeviceInfo": "device", "File": "file", "Attachment": "media", "Note": "other", "CalendarEntry": "other", "Password": "other",
}  # fmt: skip
_TIMES = ("TimeStamp", "StartDate", "TimeCreated", "LastVisited", "StartTime", "DateTime", "Creation time")
_WORDS = ("Body", "Subject", "Text", "Value", "Title", "Name", "Summary")
_TOKEN = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(?P<end>/)?model(?P<type>Type)?(?=[\s/>])(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_TYPE = re.compile(rb"\btype=[\"']([^\"']*)[\"']")


@dataclass
class _Model:
    """A record while it is read: its fields, and the models in them."""

    type: str
    start: int
    marks: dict[str, str]
    fields: dict[str, list[str]] = field(default_factory=dict)
    inner: dict[str, list[_Model]] = field(default_factory=dict)


class CellebriteReport(Reader):
    """One event a record of the report, and one a message within a chat."""

    slug = "cellebrite_report"
    version = 1
    product = "Cellebrite report"
    roles = {"actor_id": "phone", "target_ids": "phone"}

    def detect(self, source: Source) -> float:
        return 0.95 if _SPACE in source.head[:4096] and b"<project" in source.head else 0.0

    def count(self, source: Source) -> int:
        inside, depth, found = 0, 0, 0
        end = source.settings.get(_END)
        for token in _TOKEN.finditer(source.data):
            if isinstance(end, int) and token.end() > end:  # a mark that the parser did not get through
                break
            if token["rest"] is None:
                continue
            closed = token["rest"].rstrip().endswith(b"/")
            if token["type"]:
                inside += 0 if closed else -1 if token["end"] else 1
            elif inside and token["end"]:
                depth -= 1
            elif inside:
                kind = _TYPE.search(token["rest"])
                found += depth == 0 or (kind is not None and kind[1] == _INNER.encode())
                depth += not closed
        return found + source.units

    def read(self, source: Source) -> Iterator[Yield]:
        walk = _Walk(source)
        while True:
            try:
                finished = walk.step()
            except (expat.ExpatError, ValueError) as problem:
                yield from walk.broken(str(problem))
                return
            yield from walk.taken()
            if finished:
                return


_END = "report_breaks_off_at"
"""Where reading ended early: counting ends there too."""


class _Walk:
    """Walks the report with expat, piece by piece."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.place = 0
        self.stack: list[_Model] = []
        self.names: list[str] = []
        self.done: list[Record] = []
        self.inside = 0
        self.depth = 0
        self.characters: list[str] | None = None
        self.size = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refused

    def step(self) -> bool:
        piece = bytes(self.source.data[self.place : self.place + _PIECE])
        self.place += len(piece)
        finished = self.place >= self.source.size
        self.parser.Parse(piece, finished)
        return finished

    def taken(self) -> list[Record]:
        done, self.done = self.done, []
        return done

    def broken(self, why: str) -> Iterator[Yield]:
        """Give what was whole; the record at hand, and the rest of the file, go into quarantine."""
        yield from self.taken()
        at = max(self.parser.ErrorByteIndex, 0)
        self.source.settings[_END] = at
        lost = [model for number, model in enumerate(self.stack) if number == 0 or model.type == _INNER]
        for model in lost:
            yield Unreadable(f"@{model.start}+{self.source.size - model.start}", f"the report breaks off here: {why}")
        if not lost:
            yield Unreadable(f"@{at}+{self.source.size - at}", f"the report breaks off here: {why}")
            self.source.units += 1

    def _refused(self, *_: object) -> None:
        raise ValueError("the report declares entities: refused")

    def _start(self, tag: str, marks: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"deeper than {_DEEPEST} elements")
        name = tag.rpartition(":")[2]
        if name == "modelType":
            self.inside += 1
        elif name == "model" and self.inside:
            self.stack.append(_Model(marks.get("type", ""), self.parser.CurrentByteIndex, marks))
        elif name in {"field", "modelField", "multiModelField", "multiField"} and self.stack:
            self.names.append(marks.get("name", ""))
        elif name == "value" and self.stack:
            self.characters = []

    def _text(self, text: str) -> None:
        if self.characters is not None:
            self.size += len(text)
            if self.size > _MOST_TEXT:
                raise ValueError(f"a record of more than {_MOST_TEXT} letters")
            self.characters.append(text)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        name = tag.rpartition(":")[2]
        if name == "modelType":
            self.inside -= 1
        elif name == "value" and self.characters is not None and self.stack and self.names:
            self.stack[-1].fields.setdefault(self.names[-1], []).append("".join(self.characters).strip())
            self.characters = None
        elif name in {"field", "modelField", "multiModelField", "multiField"} and self.names:
            self.names.pop()
        elif name == "model" and self.stack:
            self._finish(self.stack.pop())

    def _finish(self, model: _Model) -> None:
        end = self.source.data.find(b">", self.parser.CurrentByteIndex) + 1
        if not self.stack or model.type == _INNER:
            if model.type not in _KINDS:
                self.source.note_unknown(f"kind: {model.type}")
            self.done.append(_record(model, end - model.start, self.stack[0] if self.stack else None, self.source))
        if self.stack and model.type != _INNER and self.names:
            self.stack[-1].inner.setdefault(self.names[-1], []).append(model)
        if not self.stack:
            self.size = 0


def _record(model: _Model, size: int, chat: _Model | None, source: Source) -> Record:
    sender, receivers = _parties(model)
    outward = _first(model, "Type", "Direction").lower() in {"outgoing", "sent"} or _first(model, "Folder").lower() == "sent"
    position = next(iter(model.inner.get("Position", [])), model)
    direction = (
        "out" if outward else "in" if _first(model, "Type", "Direction", "Folder").lower() in {"incoming", "missed", "inbox"} else None
    )
    more: dict[str, object] = {name: values[0] if len(values) == 1 else values for name, values in model.fields.items()}
    more.update({name: [one.fields for one in models] for name, models in model.inner.items()})
    more["model"] = model.type
    more.update({name: model.marks[name] for name in ("id", "deleted_state", "decoding_confidence") if name in model.marks})
    return Record(
        kind=_KINDS.get(model.type, "other"),
        locator=f"@{model.start}+{size}",
        at=_time(model, source),
        ts_kind="started" if model.type == "Call" else None,
        actor_id=sender,
        target_ids=receivers or ([_first(model, "Url")] if _first(model, "Url") else None),
        thread_id=(chat.marks.get("id") or _first(chat, "Id")) if chat else model.marks.get("id") if model.type == "Chat" else None,
        lat=_number(_first(position, "Latitude")),
        lon=_number(_first(position, "Longitude")),
        text=_first(model, *_WORDS) or None,
        direction=direction,
        product=_first(model, "Source") or None,
        attrs=more,
        defects=["recovered"] if model.marks.get("deleted_state") == "Deleted" else None,
    )


def _parties(model: _Model) -> tuple[str | None, list[str]]:
    sender, receivers = None, []
    for name, people in model.inner.items():
        for person in people:
            who = _first(person, "Identifier", "Name", "Value")
            if not who or person.type not in {"Party", "PhoneNumber"}:
                continue
            if name == "From" or _first(person, "Role").lower() == "from":
                sender = who
            else:
                receivers.append(who)
    return sender, receivers


def _time(model: _Model, source: Source) -> Moment:
    stamp = _first(model, *_TIMES)
    return source.moment(stamp) if stamp else NOTHING


def _first(model: _Model, *names: str) -> str:
    return next((values[0] for name in names if (values := model.fields.get(name)) and values[0]), "")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

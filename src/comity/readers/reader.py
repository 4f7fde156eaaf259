r"""The base of readers: an open source in, records out, nothing dropped in silence.

How to write a reader
    One file in `returns/` (productions and exports of providers) or `devices/` (telephones and computers), one class:

        class ExampleLogins(Reader):
            '''Yields one login a line.'''

            slug = "example_logins"            the name of the file
            version = 1                        raised when the same bytes give other records
            provider = "example"               id in the provider catalogue; "" when the format belongs to nobody

            def detect(self, source):          how sure, 0 to 1, by content; never raise
                return 0.9 if source.head.startswith(b"EXAMPLE LOGINS") else 0.0

            def count(self, source):           how many records the file holds, found another way than `read` finds them
                return source.data[:].count(b"\n") - 1

            def read(self, source):            every record, readable or not
                for place, line in source.lines():
                    ...
                    yield Record(kind="login", locator=f"@{place}+{len(line)}", at=source.moment(text), ip=address)
                    ...
                    yield Unreadable(f"@{place}+{len(line)}", "three columns expected")

    Tables (CSV, XLSX) are simpler still: `readers.tables.reader.TableReader` needs the names of the columns only.
    The surest reader takes the file; two that are equally sure are an error of the readers and are reported as one.
    `records in = records out + quarantined` is checked for every file; a run where it does not hold is red.
    A reader opens nothing but its source: no other file, no socket. It runs in a child process that could not.
"""

from __future__ import annotations

import mmap
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import msgspec

from comity.readers.moments import Moment, read_moment
from comity.text.encodings import Decoded, decode

if TYPE_CHECKING:
    import polars as pl

HEAD = 1 << 16
"""Bytes that detection looks at, unless a reader has reason to look further."""
_WHOLE_TEXT = 512 << 20
_FEW = 50
NO_TIME = Moment(None, None, None, None, None)


class Record(msgspec.Struct, kw_only=True, gc=False):
    """One event as a reader found it. The fields are the columns of `comity.model.event`; the store fills in the rest.

    Attributes:
        kind: one of `EVENT_KINDS`.
        locator: place of the record in the member.
        at: its time.
        until: its end.
        attrs: every field that has no column of its own.
        further: True for a second and further event of the same record (it is stored, but not counted as a record).
        defects: what is wrong or doubtful.
    """

    kind: str
    locator: str
    at: Moment = NO_TIME
    until: Moment = NO_TIME
    ts_kind: str | None = None
    actor_id: str | None = None
    target_ids: list[str] | None = None
    account_id: str | None = None
    thread_id: str | None = None
    ip: str | None = None
    port: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    cell: str | None = None
    device_id: str | None = None
    sim_id: str | None = None
    amount: str | None = None
    asset: str | None = None
    txid: str | None = None
    text: str | None = None
    direction: str | None = None
    attrs: object = None
    product: str | None = None
    further: bool = False
    defects: list[str] | None = None


class Unreadable(msgspec.Struct, gc=False):
    """A record that could not be read: where it stands, and why.

    Attributes:
        locator: its place, in the form of `Record.locator`.
        reason: what is wrong with it, in words.
    """

    locator: str
    reason: str


class Batch(msgspec.Struct):
    """Many records as columns: what tables yield, thousands at a time.

    Attributes:
        frame: some of the columns of the event table; one row a record.
    """

    frame: pl.DataFrame


Yield = Record | Unreadable | Batch


class Source:
    """One open file or member of an archive.

    Attributes:
        path: path within the archive or folder.
        data: its bytes; memory-mapped where the file is large.
        zone: the zone that the analyst gave for times without one; None when no decision was made.
        settings: further decisions of the analyst, such as the saved profile of an operator's columns.
        beside: gives the bytes of the file beside this one that has its name and an ending (`-wal`); None when there is none.
        units: records found so far, where counting is part of splitting (tables).
        unknown: columns, sections and kinds that the reader does not know.
        defects: what is wrong with the file as a whole.
    """

    def __init__(
        self, path: str, data: bytes | mmap.mmap, zone: str | None = None, settings: dict[str, object] | None = None, whole: str = ""
    ) -> None:
        self.path = path
        self.data = data
        self.zone = zone
        self.settings = settings or {}
        self.whole_path = whole or path
        self.beside: Callable[[str], bytes | None] = lambda _: None
        self.units = 0
        self.unknown: dict[str, None] = {}
        self.defects: dict[str, int] = {}

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.data)

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]

    @cached_property
    def head(self) -> bytes:
        """Return the first bytes."""
        return bytes(self.data[:HEAD])

    @cached_property
    def tail(self) -> bytes:
        """Return the last bytes."""
        return bytes(self.data[-HEAD:]) if self.size else b""

    @cached_property
    def head_text(self) -> str:
        """Return the first characters; empty when the bytes are no text."""
        found = decode(self.head[:-8] if self.size > HEAD else self.head)
        return found.text if found else ""

    @cached_property
    def encoding(self) -> Decoded | None:
        """Tell the encoding by the first megabyte; None when the bytes are no text."""
        sample = bytes(self.data[: 1 << 20])
        found = decode(sample)
        if found is None and sample.count(0) * _FEW < len(sample):
            found = decode(sample.replace(b"\0", b" "))  # a stray zero byte does not make a binary file of a text
        return found

    def text(self) -> str | None:
        """Return the whole text, line ends as they are; None when the bytes are no text or too many to hold."""
        if self.size > _WHOLE_TEXT or self.encoding is None:
            return None
        return bytes(self.data[:]).decode(self.encoding.encoding, errors="replace")

    def utf8(self) -> bytes | mmap.mmap:
        """Return the text in a form whose ASCII letters are single bytes; a UTF-16 file is converted, and the source says so."""
        found = self.encoding
        if found is not None and found.encoding.startswith(("utf-16", "utf-32")):
            self.note_defect(f"converted from {found.encoding}: places count in UTF-8")
            return bytes(self.data[:]).decode(found.encoding, "replace").encode()
        return self.data

    @property
    def codec(self) -> str:
        """Return the codec of what `utf8` returns."""
        found = self.encoding
        wide = found is None or found.encoding.startswith(("utf-16", "utf-32", "utf-8"))
        return "utf-8" if wide or found is None else found.encoding

    def lines(self) -> Iterator[tuple[int, int, str]]:
        """Yield each line of a text: place, length in bytes without the line end, text."""
        data, codec, place = self.utf8(), self.codec, 0
        while place < len(data):
            end = data.find(b"\n", place)
            end = len(data) if end < 0 else end
            raw = bytes(data[place:end]).rstrip(b"\r")
            yield place, len(raw), raw.removeprefix(b"\xef\xbb\xbf").decode(codec, "replace") if not place else raw.decode(codec, "replace")
            place = end + 1

    def moment(self, text: str | None, *, day_first: bool | None = None) -> Moment:
        """Read a time as this source writes it; without a zone of its own it takes the analyst's, or waits."""
        return read_moment(text, self.zone, day_first=day_first)

    def note_unknown(self, what: str) -> None:
        """Remember a column, section or kind that the reader does not know (once each)."""
        if len(self.unknown) < 1000:
            self.unknown[what] = None

    def note_defect(self, what: str) -> None:
        """Remember what is wrong with the file, and how often."""
        self.defects[what] = self.defects.get(what, 0) + 1

    @cached_property
    def snapshot(self) -> str:
        """Tell whether this is what was preserved, or what was produced later; providers say so in the path."""
        path = self.whole_path.lower()
        return "preservation" if ".preserved" in path or "preservation" in path or "preserved_" in path else "production"


class Reader(ABC):
    """One format.

    Attributes:
        slug: name of the reader, and of its file.
        version: raised when the same bytes give other records.
        provider: id of the provider; empty when the format belongs to nobody in particular.
        product: service of the provider, where all records are of one.
        roles: what the identifiers in the columns are (`actor_id`, `target_ids`, `account_id`, `device_id`, `sim_id`): kind of entity.
    """

    slug: ClassVar[str]
    version: ClassVar[int] = 1
    provider: ClassVar[str] = ""
    product: ClassVar[str] = ""
    roles: ClassVar[dict[str, str]] = {}

    @abstractmethod
    def detect(self, source: Source) -> float:
        """Tell how sure this reader is that it reads the source, from 0 to 1, by content; never raise."""

    @abstractmethod
    def count(self, source: Source) -> int:
        """Count the records of the source, another way than `read` finds them; called after `read` is through."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Yield]:
        """Yield every record, readable or not: nothing is dropped in silence."""

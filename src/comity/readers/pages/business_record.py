"""Meta's records for authorities as the pages are written since 2026 (Facebook, Instagram, WhatsApp): fields within fields, cut into pages.

A field is `<div class="t o"><div class="t i">LABEL<div class="m"><div>VALUE<div class="p"></div>`; a value may hold fields again. Sections
are `<div id="property-NAME">`. The printed page may end anywhere, even within a value: the rest then stands in a field without a label on
the next page, after `<div class="pageBreak">… Business Record Page N</div>`, and is put back where it belongs.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from comity.readers.pages.markup import words

Data = bytes | mmap.mmap
_TOKEN = re.compile(
    rb'<div\b[^>]*?\bid="property-([A-Za-z0-9_]+)"'
    rb'|<div class="t i">([^<]*)<div class="m">(?:<div>)?'
    rb'((?:[^<]|<div class="p">\s*</div>|<br\s*/?>|<div class="pageBreak">[^<]*</div>|</?(?:a|b|i|u|span|img|em)\b[^>]*>)*)'
    rb'|(<div class="m">)'
)
VALUE = b'<div class="m">'
_PAGE = re.compile(rb'<div class="pageBreak">[^<]*</div>')
_LINE = re.compile(rb'<div class="p">\s*</div>')
_PRINTED = re.compile(rb"(?:Meta Platforms|WhatsApp) Business Record Page \d+")
_LETTERS = re.compile(r"[^a-z]")


@dataclass(slots=True)
class Group:
    """The fields of one record.

    Attributes:
        section: name of the section.
        start: place of its first byte.
        end: place after its last.
        fields: values by label, in the order of the page.
    """

    section: str
    start: int
    end: int
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def locator(self) -> str:
        """Return its place."""
        return f"@{self.start}+{self.end - self.start}"

    def first(self, *labels: str) -> str | None:
        """Return the first value of the first label that has one."""
        return next((value for label in labels for value in self.fields.get(label, []) if value), None)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title or definition: a field that is no part of a record."""

    label: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A value whose label or mark is broken."""

    start: int
    end: int


@dataclass(slots=True)
class _Field:
    section: str
    label: str
    value: str
    start: int
    end: int


def is_business_record(head: bytes) -> bool:
    """Tell whether a page is written in this way."""
    return b'<div class="t i">' in head and (b'id="property-' in head or b"Business Record" in head)


Starts = Mapping[str, Mapping[str, bool]]
"""Labels that begin a record, by section: always, or only where the record has one already (so that a missing field shifts nothing)."""


def groups(data: Data, starts: Starts) -> Iterator[Group | Heading | Stray]:
    """Yield the records; everything that stands on the page comes out once, as a field of one of them or by itself.

    Args:
        data: the page.
        starts: labels that begin a record; in other sections a record begins where its first label comes again.
    """
    current: Group | None = None
    for item in _fields(data):
        if isinstance(item, Stray):
            yield item
            continue
        if current is not None and current.section != item.section:
            yield current
            current = None
        if _is_heading(item, starts, is_first=current is None):
            yield Heading(item.label)
            continue
        if current is not None and _begins(item, current, starts.get(item.section)):
            yield current
            current = None
        if current is None:
            current = Group(item.section, item.start, item.end)
        current.fields.setdefault(item.label, []).append(item.value)
        current.end = item.end
    if current is not None:
        yield current


def continued(data: Data) -> int:
    """Count the fields without a label, which continue the one before them."""
    return sum(1 for found in _TOKEN.finditer(data) if found[2] is not None and not found[2].strip())


def _fields(data: Data) -> Iterator[_Field | Stray]:
    section = ""
    waiting: _Field | None = None
    for found in _TOKEN.finditer(data):
        if found[1] is not None:
            if waiting:
                yield waiting
            section, waiting = found[1].decode(), None
        elif found[4] is not None:
            yield Stray(found.start(), found.end())
        else:
            label = words(_PRINTED.sub(b"", found[2]))
            value = words(_LINE.sub(b"<br>", _PRINTED.sub(b"", _PAGE.sub(b"", found[3]))))
            if not label and waiting is not None:
                waiting.value = f"{waiting.value}\n{value}" if waiting.value and value else waiting.value or value
                waiting.end = found.end()
                continue
            if waiting:
                yield waiting
            waiting = _Field(section, label, value, found.start(), found.end())
    if waiting:
        yield waiting


def _is_heading(item: _Field, starts: Starts, *, is_first: bool) -> bool:
    if item.label.endswith("Definition"):
        return True
    label, section = (_LETTERS.sub("", text.lower()).rstrip("s") for text in (item.label, item.section))
    is_title = not item.value and label == section and item.label not in starts.get(item.section, {})
    return is_title and is_first


def _begins(item: _Field, current: Group, starts: Mapping[str, bool] | None) -> bool:
    if starts:
        return item.label in starts and (starts[item.label] or item.label in current.fields)
    return item.label == next(iter(current.fields), None)

"""Lines of a PDF's text layer, each with its page and number: what stands on printed answers of providers.

A place is `page:3 line:40+5`: five lines from line 40 of page 3 on, counted on over the pages. The text layer is what the program that made
the file put there; a scanned page has none and is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from comity.readers.reader import Source

MAGIC = b"%PDF-"
_LARGEST = 512 << 20
_MOST_PAGES = 20_000
_ENDS = re.compile(r"\r\n?|\n")
_PLACE = re.compile(r"page:(\d+) line:(\d+)\+(\d+)")
_told: WeakKeyDictionary[Source, tuple[Line, ...]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its page and number, both from one."""

    page: int
    number: int
    text: str


def is_pdf(source: Source) -> bool:
    """Tell by the first bytes."""
    return MAGIC in source.head[:1024] and source.size <= _LARGEST


def lines(source: Source) -> tuple[Line, ...]:
    """Return all lines of a PDF; none where it is broken or locked, which the source then says."""
    found = _told.get(source)
    if found is None:
        found = _told[source] = _read(source)
    return found


def first_page(source: Source) -> list[str]:
    """Return the lines of the first page alone: what detection looks at."""
    return [line.text for line in _told.get(source) or _read(source, 1) if line.page == 1]


def place(first: Line, count: int) -> str:
    """Write the place of some lines."""
    return f"page:{first.page} line:{first.number}+{count}"


def reopened(source: Source, locator: str) -> bytes | None:
    """Return the lines at a place; None when the locator is of another kind, or there is no such place."""
    found = _PLACE.fullmatch(locator)
    if found is None:
        return None
    page, number, count = (int(part) for part in found.groups())
    everything = lines(source)
    start = next((index for index, line in enumerate(everything) if (line.page, line.number) == (page, number)), None)
    if start is None or start + count > len(everything):
        return None
    return "\n".join(line.text for line in everything[start : start + count]).encode()


def _read(source: Source, pages: int = _MOST_PAGES) -> tuple[Line, ...]:
    import pypdfium2

    found: list[Line] = []
    try:
        document = pypdfium2.PdfDocument(bytes(source.data[:]))
    except pypdfium2.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        source.defects["the PDF is locked: save a copy without a password" if locked else "the PDF is broken or cut short"] = 1
        return ()
    try:
        for number in range(min(len(document), pages)):
            found += _page(document, number)
    except pypdfium2.PdfiumError:
        source.defects["a page of the PDF is broken"] = 1
    finally:
        document.close()
    return tuple(found)


def _page(document: object, number: int) -> list[Line]:
    page = document[number]  # type: ignore[index]  # the library has no types
    text = page.get_textpage().get_text_bounded()
    rows = [row.strip() for row in _ENDS.split(text)]
    return [Line(number + 1, index, row) for index, row in enumerate((row for row in rows if row), start=1)]

"""The sheets of a workbook (XLSX, XLS, ODS) as frames of text: whole numbers stay whole, hidden sheets are told, places are cells.

Excel keeps fifteen digits of a number. A longer number that was not written as text has lost its end, and its record says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from weakref import WeakKeyDictionary

import polars as pl

from comity.readers.reader import Source, Unreadable
from comity.readers.tables.frames import DEFECT, unique_names

_ROWS = 20_000
_FIRST_ROWS = 40
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_LARGEST = 256 << 20
_WHOLE_DIGITS = 15


def is_workbook(source: Source) -> bool:
    """Tell by the first bytes and the parts named in them whether this is a workbook."""
    if not source.head.startswith(_MAGIC) or source.size > _LARGEST:
        return False
    if source.head.startswith(b"PK"):
        return b"xl/" in source.head or b"xl/" in source.tail or b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in source.head
    return b"W\0o\0r\0k\0b\0o\0o\0k\0" in bytes(source.data[: 1 << 22]) or b"W\0o\0r\0k\0b\0o\0o\0k\0" in source.tail


Rows = Iterator[pl.DataFrame | Unreadable]
_Sheet = tuple[str, str, Sequence[Sequence[object]]]
_opened: WeakKeyDictionary[Source, tuple[list[_Sheet], str]] = WeakKeyDictionary()


def sheets_of(
    source: Source, fit: Callable[[tuple[str, ...]], float], note: Source | None = None
) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Yield the sheets that hold a table of the wanted kind: name, header, rows as frames.

    Args:
        source: the workbook.
        fit: tells how well names (as written) fit as a header, 0 when not at all.
        note: where to tell what was passed over; None while detecting.
    """
    opened = _opened.get(source)
    if opened is None:
        opened = _opened[source] = _sheets(source)
    sheets, problem = opened
    for name, visible, rows in sheets:
        place, header = _header(rows, fit)
        if note is not None:
            _tell(note, name, visible, place, rows)
        if header:
            yield name, header, _frames(name, header, rows[place + 1 :], place + 2)
    if problem and note is not None:
        note.note_defect(f"the workbook is broken or locked: {problem}")


def _sheets(source: Source) -> tuple[list[_Sheet], str]:
    """Open a workbook once for all readers that look at it: name, whether it is hidden, and rows of each sheet; what went wrong."""
    from python_calamine import CalamineError, CalamineWorkbook

    found: list[_Sheet] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(bytes(source.data[:])))
        for sheet in book.sheets_metadata:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False) if "Work" in str(sheet.typ) else []
            found.append((sheet.name, str(sheet.visible), rows))
    except (CalamineError, OSError, ValueError) as problem:
        return found, str(problem) or type(problem).__name__
    return found, ""


def _tell(note: Source, name: str, visible: str, place: int, rows: Sequence[Sequence[object]]) -> None:
    if "Visible" not in visible:
        note.note_defect(f"hidden sheet: {name}")
    if place < 0 and any(any(_text(cell) for cell in row) for row in rows):
        note.note_unknown(f"sheet: {name}")
    elif place > 0:
        above = " | ".join(text for row in rows[:place] for cell in row if (text := _text(cell)))
        if above:
            note.note_unknown(f"lines before the header of {name}: {above[:200]}")


def _header(rows: Sequence[Sequence[object]], fit: Callable[[tuple[str, ...]], float]) -> tuple[int, tuple[str, ...]]:
    best, place = 0.0, -1
    names: tuple[str, ...] = ()
    for number, row in enumerate(rows[:_FIRST_ROWS]):
        cells = [_text(cell) or "" for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) < 2:
            continue
        candidate = tuple(unique_names(cells))
        score = fit(candidate)
        if score > best:
            best, place, names = score, number, candidate
    return place, names


def _frames(sheet: str, header: tuple[str, ...], rows: Sequence[Sequence[object]], first: int) -> Rows:
    schema = dict.fromkeys(header, pl.String) | {"locator": pl.String, DEFECT: pl.String}
    gathered: list[tuple[str | None, ...]] = []
    for number, row in enumerate(rows, start=first):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if any(cells[len(header) :]):
            yield Unreadable(f"{sheet}!A{number}", f"{len(header)} columns expected, {len(cells)} found")
            continue
        cells = (cells + [None] * len(header))[: len(header)]
        lost = any(isinstance(cell, float) and abs(cell) >= 10**_WHOLE_DIGITS for cell in row)
        gathered.append((*cells, f"{sheet}!A{number}", "digits_lost" if lost else None))
        if len(gathered) >= _ROWS:
            yield pl.DataFrame(gathered, schema=schema, orient="row")
            gathered = []
    if gathered:
        yield pl.DataFrame(gathered, schema=schema, orient="row")


def _text(cell: object) -> str | None:
    """Write a cell as text: whole numbers without a fraction, times as they stand on the sheet."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="microseconds" if cell.microsecond else "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)

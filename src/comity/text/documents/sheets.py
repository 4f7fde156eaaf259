"""The sheets of a workbook (ISO/IEC 29500-1 section 18): shared strings, styles that make a number a date, cells, links, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from comity.errors import InputError
from comity.text.documents.package import Package
from comity.text.extracted import TextBuilder
from comity.text.messages import say

if TYPE_CHECKING:
    from lxml.etree import _Element

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
_SAFE_DIGITS = 15
"""Excel keeps fifteen digits of a number; more are lost when the file is saved (ECMA-376 stores IEEE 754 doubles)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the member that holds it, whether it is hidden."""

    name: str
    member: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to.

    Attributes:
        sheets: the sheets in their order.
        strings: the shared strings.
        dates: the style numbers that show a number as a date or time.
        since_1904: whether days count from 1904 (old Macintosh files).
    """

    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...]
    dates: frozenset[int]
    since_1904: bool

    @classmethod
    def read(cls, package: Package, main: str) -> Workbook:
        """Read the workbook part and the parts it names."""
        root = package.xml(main)
        related = package.relationships(main)
        by_kind = {kind: target for kind, target, outside in related.values() if not outside}
        sheets = []
        for row in _named(root, "sheet"):
            kind, target, _ = related.get(row.get(_R_ID, ""), ("", "", False))
            if kind == "worksheet" and package.has(target):
                sheets.append(Sheet(row.get("name", "?"), target, row.get("state", "visible") != "visible"))
        strings = by_kind.get("sharedStrings", "")
        styles = by_kind.get("styles", "")
        return cls(
            tuple(sheets),
            tuple(_rich_text(item) for item in _named(package.xml(strings), "si")) if package.has(strings) else (),
            _date_styles(package.xml(styles)) if package.has(styles) else frozenset(),
            any(row.get("date1904") in {"1", "true"} for row in _named(root, "workbookPr")),
        )


def read_sheet(package: Package, workbook: Workbook, sheet: Sheet, builder: TextBuilder) -> None:
    """Write the rows of a sheet, then its links and notes."""
    root = package.xml(sheet.member)
    for number, row in enumerate(_named(root, "row"), start=1):
        cells = [(column, text) for column, text in _cells(row, workbook, builder) if text]
        if cells:
            place = int(row.get("r", number)) if row.get("r", "1").isdigit() else number
            builder.add_row([text for _, text in cells], sheet.name, place, tuple(column for column, _ in cells))
    related = package.relationships(sheet.member)
    for link in _named(root, "hyperlink"):
        _, target, outside = related.get(link.get(_R_ID, ""), ("", "", False))
        if outside and target:
            builder.add(target, say("{sheet}!{cell}", sheet=sheet.name, cell=link.get("ref", "?")))
    for kind, target, outside in related.values():
        if kind in {"comments", "threadedComment"} and not outside and package.has(target):
            for note in (*_named(package.xml(target), "comment"), *_named(package.xml(target), "threadedComment")):
                builder.add(_rich_text(note), say("{sheet}!{cell}, note", sheet=sheet.name, cell=note.get("ref", "?")))


def _cells(row: _Element, workbook: Workbook, builder: TextBuilder) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row:
        if _local(cell) != "c":
            continue
        address = _CELL.match(cell.get("r", ""))
        column = _column_number(address[1]) if address else column + 1
        yield column, _cell_text(cell, workbook, builder)


def _cell_text(cell: _Element, workbook: Workbook, builder: TextBuilder) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _rich_text(cell)
    raw = next((child.text or "" for child in cell if _local(child) == "v"), "")
    if kind == "s":
        if not (raw.isdigit() and int(raw) < len(workbook.strings)):
            raise InputError(
                say("a cell refers to a text that is not there: {cell}", cell=cell.get("r", "?")),
                place=builder.name,
                hint=say("open the workbook, let it be repaired, and save a copy"),
            )
        return workbook.strings[int(raw)]
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
    if kind != "n" or not raw:
        return raw
    style = cell.get("s", "0")
    if style.isdigit() and int(style) in workbook.dates:
        return _date_text(raw, since_1904=workbook.since_1904)
    return _number_text(raw, builder)


def _number_text(raw: str, builder: TextBuilder) -> str:
    """Write a number with all its digits, without exponent."""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return raw
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return raw
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if number.adjusted() >= _SAFE_DIGITS:
        builder.note(
            say(
                "numbers of more than {digits} digits stand in the sheet; Excel may have lost their last digits: {number}",
                digits=_SAFE_DIGITS,
                number=text,
            )
        )
    return text


def _date_text(raw: str, *, since_1904: bool) -> str:
    """Write a day count as ISO 8601; below one day it is a time of day."""
    try:
        days = float(raw)
        if not 0 <= days < 2_958_466:  # 9999-12-31, the last day that Excel knows
            return raw
        # Excel counts a 29 February 1900 that never was: days before it are one off
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001 - a cell has no zone
        moment = start + timedelta(milliseconds=round(days * 86_400_000))
    except (ValueError, OverflowError):
        return raw
    if moment.microsecond < 1000 and not moment.microsecond:
        if days < 1:
            return moment.strftime("%H:%M:%S")
        return moment.strftime("%Y-%m-%d") if not (moment.hour or moment.minute or moment.second) else moment.isoformat(" ", "seconds")
    return moment.isoformat(" ", "milliseconds")


def _date_styles(root: _Element) -> frozenset[int]:
    formats = {row.get("numFmtId", ""): row.get("formatCode", "") for row in _named(root, "numFmt")}
    lists = [part for part in root if _local(part) == "cellXfs"]
    found = set()
    for number, style in enumerate(style for part in lists for style in part if _local(style) == "xf"):
        code = style.get("numFmtId", "0")
        shown = _LITERALS.sub("", formats.get(code, "")).lower()
        if (code in formats and re.search(r"[ymdhs]", shown) and "general" not in shown) or (
            code.isdigit() and int(code) in _BUILT_IN_DATES
        ):
            found.add(number)
    return frozenset(found)


def _rich_text(item: _Element) -> str:
    """Join the runs of a text; the reading aids of East Asian scripts (`rPh`) are left out."""
    texts = (text for text in item.iter() if _local(text) in {"t", "text"})
    return "".join(text.text or "" for text in texts if not any(_local(outer) == "rPh" for outer in text.iterancestors()))


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return (element for element in root.iter(f"{{*}}{name}"))


def _local(element: _Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

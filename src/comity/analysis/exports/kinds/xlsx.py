"""A workbook (ISO/IEC 29500): every text is a text, never a formula or a link; long numbers keep all their digits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from comity.analysis.exports.export import Export, Row
from comity.analysis.exports.spreadsheet_safety import plain_text, shortened
from comity.model.event import EVENT_COLUMNS

_ROWS = 1_000_000
"""Rows of one sheet; Excel holds 1,048,576."""


class Xlsx(Export):
    """All columns, one row an event; further sheets where one is full."""

    slug = "xlsx"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        from xlsxwriter import Workbook

        names = [column.name for column in EVENT_COLUMNS]
        count = 0
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with Workbook(str(target), {**options, "tmpdir": str(target.parent)}) as book:
            sheet = book.add_worksheet("events 1")
            sheet.write_row(0, 0, names)
            for row in rows:
                place = count % _ROWS + 1
                if count and place == 1:
                    sheet = book.add_worksheet(f"events {count // _ROWS + 1}")
                    sheet.write_row(0, 0, names)
                for column, name in enumerate(names):
                    value = row[name]
                    if isinstance(value, (int, float)):
                        sheet.write_number(place, column, value)
                    elif value not in (None, []):
                        sheet.write_string(place, column, shortened(plain_text(value)))
                count += 1
        return count

"""CSV (RFC 4180) that a spreadsheet may open: no cell is run as a formula; UTF-8 with a mark, so that Excel reads the letters."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from comity.analysis.exports.export import Export, Row
from comity.analysis.exports.spreadsheet_safety import safe_cell
from comity.model.event import EVENT_COLUMNS


class Csv(Export):
    """All columns, one line an event."""

    slug = "csv"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        names = [column.name for column in EVENT_COLUMNS]
        count = 0
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            for row in rows:
                writer.writerow([safe_cell(row[name]) for name in names])
                count += 1
        return count

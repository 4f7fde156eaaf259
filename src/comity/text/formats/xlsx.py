"""Excel workbooks (ISO/IEC 29500-1, SpreadsheetML): every cell with its address, numbers with all their digits.

The cells are read as they are stored, not through floating point: an IMEI stays `353456789012345` and never becomes 3.5E+14. Dates
are written as ISO 8601 without a zone, because a cell has none. Sheets are read cell by cell, so that one stray cell in the last
corner costs nothing. Link targets and notes follow the rows of their sheet.
"""

from __future__ import annotations

from comity.errors import InputError
from comity.text.documents.package import Package, member_names
from comity.text.documents.sheets import Workbook, read_sheet
from comity.text.extracted import ExtractedText, TextBuilder
from comity.text.format import Format, Source
from comity.text.messages import say

_MAIN = "xl/workbook.xml"


class ExcelWorkbook(Format):
    """A package with a workbook."""

    slug = "xlsx"

    def detect(self, source: Source) -> float:
        return 1.0 if _MAIN in member_names(source.data) else 0.0

    def read(self, source: Source) -> ExtractedText:
        package = Package.open(source.data, source.name)
        workbook = Workbook.read(package, _MAIN)
        builder = TextBuilder(source.name)
        for sheet in workbook.sheets:
            if sheet.hidden:
                builder.note(say("hidden sheet, read as well: {sheet}", sheet=sheet.name))
            read_sheet(package, workbook, sheet, builder)
        if builder.is_blank:
            raise InputError(
                say("the workbook holds no text and no numbers"), place=source.name, hint=say("check that the right file was chosen")
            )
        return builder.build(self.slug)

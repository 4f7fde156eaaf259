"""Simple files that generators of answers need: a workbook of sheets with lines above the header, a PDF of lines."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from comity.readers.generators.made import START


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Write sheets; text stays text, numbers stay numbers, None stays empty."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": START})  # the same bytes for the same sheets
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, (int, float)):
                        sheet.write_number(row, column, cell)
                    elif cell is not None:
                        sheet.write_string(row, column, str(cell))
    return out.getvalue()


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Write pages of lines (letters of ASCII) as a PDF of the simplest kind (ISO 32000)."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        text = "".join(f"({_escaped(line)}) Tj 0 -14 Td\n" for line in page)
        stream = f"BT /F1 10 Tf 40 800 Td\n{text}ET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode("ascii", "replace")
    table = len(out)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\n".encode()
    out += f"startxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")

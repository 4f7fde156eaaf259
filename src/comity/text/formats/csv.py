"""Tables in plain text (CSV, TSV): the separator is found by counting, the encoding as for any text (RFC 4180; Excel's `sep=` line)."""

from __future__ import annotations

import csv
import io
import sys
from itertools import islice

from comity.errors import InputError
from comity.text.encoded import builder_for
from comity.text.extracted import ExtractedText
from comity.text.format import Format, Source
from comity.text.messages import say

_SEPARATORS = ";\t,|"
_NAMES = frozenset({"csv", "tsv", "tab"})
_SAMPLE_LINES = 50
_FEWEST_ROWS = 3


class SeparatedValues(Format):
    """Lines with the same number of the same separator; the name may help where lines are few."""

    slug = "csv"

    def detect(self, source: Source) -> float:
        if not source.opening:
            return 0.0
        separator, columns, rows = _shape(source.opening)
        if not separator:
            return 0.0
        if source.suffix in _NAMES:
            return 0.5
        # commas also stand in prose: without a name that says so, only three columns and more count
        return 0.4 if rows >= _FEWEST_ROWS and columns >= (2 if separator in ";\t|" else 3) else 0.0

    def read(self, source: Source) -> ExtractedText:
        decoded, builder = builder_for(source)
        text = decoded.text
        separator, _, _ = _shape(text[:65536])
        first, _, rest = text.partition("\n")
        skipped = 0
        if first.strip().lower() == f"sep={separator}":
            text, skipped = rest, 1
        csv.field_size_limit(sys.maxsize)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or ",", skipinitialspace=True)
        try:
            for number, row in enumerate(reader, start=1 + skipped):
                builder.add_row(row, "", number)
        except csv.Error as problem:
            raise InputError(
                say("not a table: {problem}", problem=problem),
                place=f"{source.name}:{reader.line_num + skipped}",
                hint=say("save the table again as CSV, or give it as XLSX"),
            ) from problem
        return builder.build(self.slug, decoded.encoding)


def _shape(text: str) -> tuple[str, int, int]:
    """Find the separator that splits every line alike.

    Returns:
        The separator (empty when there is none), the number of columns, the number of lines looked at.
    """
    lines = text.split("\n")
    complete = lines[:-1] if len(lines) > 1 and len(text) >= 4000 else lines
    first = complete[0].strip().lower() if complete else ""
    if len(first) == 5 and first.startswith("sep="):
        return first[4], 2, len(complete)
    best = ("", 0, 0)
    for separator in _SEPARATORS:
        try:
            rows = [row for row in islice(csv.reader(complete, delimiter=separator, skipinitialspace=True), _SAMPLE_LINES) if row]
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if rows and len(widths) == 1 and (columns := widths.pop()) > 1 and columns > best[1]:
            best = (separator, columns, len(rows))
    return best

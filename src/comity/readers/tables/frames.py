"""Turn blocks of records into frames of text columns; what does not fit the header is yielded as unreadable, record by record.

Two ways lead to the same frame: the whole block at once through Polars where all records fit and are UTF-8, else record by record
through the `csv` module. Each way accounts for each record.
"""

from __future__ import annotations

import csv
import io
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from comity.readers.reader import Unreadable
from comity.readers.tables.split import BLOCK, Block, split
from comity.text.encodings import decode

OFFSET, LENGTH, DEFECT = "\x00offset", "\x00length", "\x00defect"
"""Columns that stand beside those of the file; no header holds a NUL."""
_CELL_LIMIT = 256 << 20
_UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii"})
_UTF8_PAIR = re.compile(rb"[\xd0-\xd3][\x80-\xbf]")
"""Cyrillic in UTF-8; in one-byte code pages hardly any word has these two."""


@dataclass(slots=True)
class Table:
    """A table in a text.

    Attributes:
        data: the member.
        header: names of the columns, each once.
        start: place of the first record after the header.
        end: place after the last.
        delimiter: one ASCII character.
        encoding: codec of the member; one whose ASCII letters are single bytes.
        header_line: bytes of the header, to know it when it is repeated.
        quoted: whether double quotes protect.
        records: number of records seen so far.
    """

    data: bytes | mmap.mmap
    header: list[str]
    start: int
    end: int
    delimiter: str
    encoding: str = "utf-8"
    header_line: bytes = b""
    quoted: bool = True
    records: int = field(default=0)

    def frames(self, size: int = BLOCK) -> Iterator[pl.DataFrame | Unreadable]:
        """Yield the records as frames of text columns with `OFFSET`, `LENGTH` and `DEFECT` beside them."""
        for block in split(self.data, self.start, self.end, self.delimiter, size=size, quoted=self.quoted):
            self.records += len(block.starts)
            frame = self._at_once(block)
            if frame is not None:
                yield frame
            else:
                yield from self._apart(block)

    def _apart(self, block: Block) -> Iterator[pl.DataFrame | Unreadable]:
        """Read the records that do not fit one by one, and the others at once; they come in the order of the file."""
        odd = self._odd(block)
        frame = self._at_once(block.without(odd)) if 0 < odd.sum() < len(odd) // 2 else None
        if frame is None:
            yield from self._one_by_one(block)
            return
        frames = [frame]
        for item in self._one_by_one(block.only(odd)):
            if isinstance(item, Unreadable):
                yield item
            else:
                frames.append(item)
        yield frame if len(frames) == 1 else pl.concat(frames).sort(OFFSET)

    def _odd(self, block: Block) -> npt.NDArray[np.bool_]:
        """Tell which records do not fit: fields, zero bytes, quotes within words, letters of another encoding, the header again."""
        odd: npt.NDArray[np.bool_] = block.fields() != len(self.header)
        places = [found.start() for found in re.finditer(b"\0", block.data)]
        if self.header_line:
            places += [found.start() for found in re.finditer(re.escape(self.header_line), block.data)]
        odd[block.records_at(np.array(places, np.int64))] = True
        odd[block.records_at(block.stray_quotes())] = True
        if not block.data.isascii():
            foreign = block.records_at(np.flatnonzero(np.frombuffer(block.data, np.uint8) >= 0x80))
            odd[[number for number in foreign.tolist() if self._is_foreign(block.record(number))]] = True
        return odd

    def _is_foreign(self, raw: bytes) -> bool:
        if self.encoding not in _UTF8 and _UTF8_PAIR.search(raw):
            return True
        try:
            raw.decode(self.encoding)
        except UnicodeDecodeError:
            return True
        return False

    def _at_once(self, block: Block) -> pl.DataFrame | None:
        if not len(block.starts) or b"\0" in block.data:
            return None
        # Polars refuses a record with too many fields, and fills one with too few: as many delimiters as there have to be means that
        # every record has its own
        if block.separators() != len(block.starts) * (len(self.header) - 1):
            return None
        if self.header_line and self.header_line in block.data:
            return None
        text = block.data
        if self.encoding not in _UTF8:
            if _UTF8_PAIR.search(text):
                return None
            text = text.decode(self.encoding, errors="replace").encode()
            if b"\xef\xbf\xbd" in text:
                return None
        try:
            frame = pl.read_csv(
                text,
                has_header=False,
                new_columns=self.header,
                separator=self.delimiter,
                quote_char='"' if self.quoted else None,
                infer_schema=False,
                encoding="utf8",
                eol_char="\r" if b"\n" not in text else "\n",
                raise_if_empty=False,
            )
        except pl.exceptions.PolarsError:
            return None
        if frame.height != len(block.starts) or frame.width != len(self.header):
            return None
        if b'""' in text:  # an empty cell is empty with quotes and without
            frame = frame.with_columns(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))
        return frame.with_columns(
            pl.Series(OFFSET, block.starts + block.base),
            pl.Series(LENGTH, block.ends - block.starts),
            pl.lit(None, pl.String).alias(DEFECT),
        )

    def _one_by_one(self, block: Block) -> Iterator[pl.DataFrame | Unreadable]:
        rows: list[tuple[object, ...]] = []
        for start, end in zip(block.starts.tolist(), block.ends.tolist(), strict=True):
            for offset, raw in self._physical(block.data[start:end], block.base + start):
                answer = self._row(raw, offset)
                if isinstance(answer, Unreadable):
                    yield answer
                else:
                    rows.append(answer)
        if rows:
            schema = dict.fromkeys(self.header, pl.String) | {OFFSET: pl.Int64, LENGTH: pl.Int64, DEFECT: pl.String}
            yield pl.DataFrame(rows, schema=schema, orient="row")

    def _physical(self, raw: bytes, offset: int) -> list[tuple[int, bytes]]:
        """Take a record apart into its lines where a quote was left open: a line that fits the header alone gives it away."""
        if b"\n" not in raw or self._fits(raw):
            return [(offset, raw)]
        lines = raw.split(b"\n")
        if not any(self._fits(line) for line in lines):
            return [(offset, raw)]
        places, found = offset, []
        for line in lines:
            if line.strip(b"\r"):
                found.append((places, line.rstrip(b"\r")))
            places += len(line) + 1
        self.records += len(found) - 1
        return found

    def _fits(self, raw: bytes) -> bool:
        cells = self._cells(raw.decode("latin-1"))
        return cells is not None and len(cells) == len(self.header)

    def _row(self, raw: bytes, offset: int) -> tuple[object, ...] | Unreadable:
        locator = f"@{offset}+{len(raw)}"
        if self.header_line and raw.strip() == self.header_line:
            return Unreadable(locator, "the header is repeated")
        text, defect = self._decoded(raw)
        if "\0" in text:
            text, defect = text.replace("\0", ""), "nul_bytes"
        cells = self._cells(text)
        if cells is None:
            return Unreadable(locator, "the quotes of the record do not close")
        if len(cells) > len(self.header) and not any(cells[len(self.header) :]):
            cells = cells[: len(self.header)]
        if len(cells) != len(self.header):
            return Unreadable(locator, f"{len(self.header)} columns expected, {len(cells)} found")
        return (*(cell or None for cell in cells), offset, len(raw), defect)

    def _decoded(self, raw: bytes) -> tuple[str, str | None]:
        if self.encoding != "utf-8" and _UTF8_PAIR.search(raw):
            try:
                return raw.decode("utf-8"), "encoding_guessed"  # a row of another program in a file of one-byte letters
            except UnicodeDecodeError:
                pass
        try:
            return raw.decode(self.encoding), None
        except UnicodeDecodeError:
            found = decode(raw)
            return (found.text, "encoding_guessed") if found else (raw.decode("latin-1"), "encoding_unknown")

    def _cells(self, text: str) -> list[str] | None:
        csv.field_size_limit(_CELL_LIMIT)
        try:
            rows = list(
                csv.reader(
                    io.StringIO(text, newline=""),
                    delimiter=self.delimiter,
                    quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
                    strict=self.quoted,
                )
            )
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None


def unique_names(names: list[str]) -> list[str]:
    """Make each name of a header differ: empty ones are numbered, a second one gets its number."""
    seen: dict[str, int] = {}
    result = []
    for number, name in enumerate(names, start=1):
        plain = name.strip().strip("\ufeff") or f"column {number}"
        seen[plain] = seen.get(plain, 0) + 1
        result.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return result

"""Two ways lead from a text to a frame: whole blocks at once, and record by record. They tell the same, whatever stands in the text."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.readers.reader import Unreadable
from comity.readers.tables.frames import OFFSET, Table

CELL = st.sampled_from(["a", "бв", "x y", '"q,q"', '"l\nm"', '""', "", "1.5", 'z"q', "\0n", '"says ""so"""'])
ROW = st.lists(CELL, min_size=3, max_size=3) | st.lists(CELL, min_size=2, max_size=4) | st.just(["A", "B", "C"])


def told(table: Table, size: int, *, at_once: bool) -> tuple[list[tuple[object, ...]], list[tuple[str, str]], int]:
    frames, bad = [], []
    found = table.frames(size) if at_once else (item for block in blocks(table, size) for item in table._one_by_one(block))
    for item in found:
        if isinstance(item, Unreadable):
            bad.append((item.locator, item.reason))
        else:
            frames.append(item)
    return sorted(pl.concat(frames).sort(OFFSET).rows(), key=str) if frames else [], sorted(bad), table.records


def blocks(table: Table, size: int):  # type: ignore[no-untyped-def]  # those that `frames` takes
    from comity.readers.tables.split import split

    for block in split(table.data, table.start, table.end, table.delimiter, size=size, quoted=table.quoted):
        table.records += len(block.starts)
        yield block


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=25),
    end=st.sampled_from(["\n", "\r\n"]),
    foreign=st.none() | st.tuples(st.floats(0, 1), st.sampled_from([b"\xe0\xe1", b"\xff"])),
    encoding=st.sampled_from(["utf-8", "cp1251"]),
    size=st.sampled_from([64, 1 << 20]),
)
def test_both_ways_tell_the_same(rows: list[list[str]], end: str, foreign: tuple[float, bytes] | None, encoding: str, size: int) -> None:
    data = b"A,B,C\n" + end.join(",".join(row) for row in rows).encode()
    if foreign:
        place = 6 + int(foreign[0] * (len(data) - 6))
        if data[place - 1 : place] != b"\r":  # a lone carriage return within a cell is kept by one way and refused by the other
            data = data[:place] + foreign[1] + data[place:]
    tables = [Table(data, ["A", "B", "C"], 6, len(data), ",", encoding, b"A,B,C") for _ in range(2)]
    assert told(tables[0], size, at_once=True) == told(tables[1], size, at_once=False)

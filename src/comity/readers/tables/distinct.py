"""Work on the distinct values of a column instead of on all of them: in tables of records nearly every column repeats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

_MOST = 1 << 62
_BLANK, _NOT_ASCII = 0x20, 0x80


def by_distinct(column: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Change a column of text value by value, each distinct value once.

    Args:
        column: text.
        change: gives a new value for each value of a column, and null for null; it may not look at other rows.
    """
    values, codes = _numbered(column)
    if len(values) * 2 > len(column):
        return change(column)
    return change(values).gather(cast("pl.Series", pl.from_arrow(codes)))


def json_objects(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Write columns of text as one JSON object a row, as `struct.json_encode` does: `{"name":"value","other":null}`.

    Where rows are alike in all these columns, each object is written once.
    """
    columns, numbers, kinds = [], np.zeros(frame.height, np.int64), 1
    for name in names:
        values, codes = _numbered(frame[name])
        kinds *= len(values) + 1
        if kinds > _MOST:
            break
        numbers *= len(values) + 1
        numbers += codes.fill_null(len(values)).to_numpy(zero_copy_only=False)
        columns.append((values, codes))
    if len(columns) == len(names):
        found = pc.dictionary_encode(pa.array(numbers))
        if len(found.dictionary) * 2 < frame.height:
            return _objects_of(found.dictionary.to_numpy(), columns, names).gather(cast("pl.Series", pl.from_arrow(found.indices)))
    return _objects(frame, names)


def _objects_of(numbers: npt.NDArray[np.int64], columns: list[tuple[pl.Series, Any]], names: Sequence[str]) -> pl.Series:
    """Write the objects of rows that differ; a number tells which value each column has there."""
    left, rows = numbers, []
    for name, (values, _) in reversed(list(zip(names, columns, strict=True))):
        left, code = np.divmod(left, len(values) + 1)
        rows.append(values.extend_constant(None, 1).gather(code).alias(name))
    return _objects(pl.DataFrame(rows[::-1]), names)


def _objects(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    return frame.select(pl.struct(names).struct.json_encode().alias("attrs"))["attrs"]


def stripped(column: pl.Series) -> pl.Series:
    """Take the blanks around each text away; an empty one is none. A column without any is returned as it is."""
    text = _arrow(column)
    starts = np.frombuffer(text.buffers()[1], np.int64)[text.offset : text.offset + len(text) + 1]
    there = np.diff(starts) > 0
    if int(there.sum()) == len(text) - text.null_count:
        every = np.frombuffer(text.buffers()[2], np.uint8) if text.buffers()[2] is not None else np.zeros(1, np.uint8)
        outer = np.concatenate((every[starts[:-1][there]], every[starts[1:][there] - 1]))
        if not ((outer <= _BLANK) | (outer >= _NOT_ASCII)).any():
            return column
    plain = column.str.strip_chars()
    return plain.to_frame("").select(pl.when(pl.col("").str.len_bytes() > 0).then(pl.col("")))[""].alias(column.name)


def letters(column: pl.Series) -> npt.NDArray[np.uint8]:
    """Return the letters of all values of a column of text, one behind the other, as bytes of UTF-8."""
    found = _arrow(column).buffers()[2]
    return np.frombuffer(found, np.uint8) if found is not None else np.zeros(0, np.uint8)


def _arrow(column: pl.Series) -> Any:
    return cast("Any", column.rechunk().alias("").to_arrow(compat_level=pl.CompatLevel.oldest())).cast(pa.large_string())


def _numbered(column: pl.Series) -> tuple[pl.Series, Any]:
    found = pc.dictionary_encode(_arrow(column))
    return cast("pl.Series", pl.from_arrow(found.dictionary)).alias(column.name), found.indices

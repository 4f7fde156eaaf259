"""Files joined by their row groups are what their rows, one behind the other, would be; for three programs that read them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.readers.row_groups import DifferentColumnsError, join_files

ROWS = st.lists(
    st.tuples(st.none() | st.text(max_size=9), st.integers(-(2**62), 2**62), st.lists(st.text(max_size=3), max_size=3)), max_size=30
)
SCHEMA = pa.schema([("name", pa.large_string()), ("count", pa.int64()), ("tags", pa.large_list(pa.large_string()))])


def write(path: Path, rows: list[tuple[str | None, int, list[str]]], group: int) -> pa.Table:
    table = (
        pa.table([pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)], schema=SCHEMA)
        if rows
        else SCHEMA.empty_table()
    )
    pq.write_table(table, path, row_group_size=group, compression="zstd", write_page_index=True, store_schema=False)
    return table


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=st.lists(st.tuples(ROWS, st.integers(1, 9)), min_size=1, max_size=5))
def test_joined_row_groups_are_the_rows_behind_each_other(
    files: list[tuple[list[tuple[str | None, int, list[str]]], int]], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.parquet" for number in range(len(files))]
    whole = pa.concat_tables([write(path, rows, group) for path, (rows, group) in zip(paths, files, strict=True)])
    target = tmp_path / "whole.parquet"
    join_files(paths, target)
    assert pq.read_table(target).cast(SCHEMA).equals(whole)
    assert pl.read_parquet(target).rows() == [tuple(row.values()) for row in whole.to_pylist()]
    with duckdb.connect() as connection:
        assert connection.read_parquet(str(target)).fetchall() == [tuple(row.values()) for row in whole.to_pylist()]
        above = connection.read_parquet(str(target)).filter("count > 0").fetchall()
    assert len(above) == sum(row["count"] > 0 for row in whole.to_pylist())


def test_other_columns_and_other_files_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", [("x", 1, [])], 5)
    pq.write_table(pa.table({"name": ["x"]}), tmp_path / "b.parquet")
    with pytest.raises(DifferentColumnsError, match=r"b\.parquet"):
        join_files([tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "whole.parquet")
    (tmp_path / "c.parquet").write_bytes(b"no such file at all")
    with pytest.raises(ValueError, match="no Parquet file"):
        join_files([tmp_path / "c.parquet"], tmp_path / "whole.parquet")

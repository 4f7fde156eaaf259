"""Put a question with values for its marks to a store; moments come back aware, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

_BATCH = 20_000


def asked(store: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of an answer; two columns of one name stay two."""
    relation = store.sql(sql, params=list(values))
    reader = relation.to_arrow_reader(_BATCH)
    names = [str(number) for number in range(len(reader.schema))]
    return [tuple(row.values()) for batch in reader for row in batch.rename_columns(names).to_pylist()]

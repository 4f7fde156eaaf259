"""The columns of the store as Arrow and Polars have them; which of them repeat so much that they are kept as dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from comity.model.event import ENTITY_COLUMNS, EVENT_COLUMNS, LINK_COLUMNS, Column

_POLARS: dict[str, Any] = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "time": pl.Datetime("us", "UTC"),
    "integer": pl.Int64,
    "number": pl.Float64,
}
_ARROW = {
    "text": pa.large_string(),
    "texts": pa.large_list(pa.large_string()),
    "time": pa.timestamp("us", "UTC"),
    "integer": pa.int64(),
    "number": pa.float64(),
}
REPEATING = pa.dictionary(pa.int32(), pa.large_string())
SAME_IN_A_FILE = ("provider", "product", "parser", "parser_version", "source_sha256", "member_path", "snapshot", "request_id")
"""Columns that have one value for a whole file, as a rule."""
_DICTIONARIES = frozenset(
    {
        *("ts_basis", "ts_zone", "ts_precision", "ts_kind", "kind", "actor_id", "account_id", "thread_id", "ip", "cell", "device_id"),
        *("sim_id", "asset", "direction", *SAME_IN_A_FILE),
    }
)
NEVER_REPEATING = frozenset({"event_id", "locator", "ts_raw", "txid", "duplicate_of"})
"""Columns for which looking for repetition is lost work."""


def schema_of(columns: Sequence[Column]) -> dict[str, Any]:
    """Return the Polars schema of a table of the store."""
    return {column.name: _POLARS[column.type] for column in columns}


EVENT_SCHEMA = schema_of(EVENT_COLUMNS)
LINK_SCHEMA = schema_of(LINK_COLUMNS)
ENTITY_SCHEMA = schema_of(ENTITY_COLUMNS)
EVENT_TABLE = pa.schema([(column.name, REPEATING if column.name in _DICTIONARIES else _ARROW[column.type]) for column in EVENT_COLUMNS])
LINK_TABLE = pa.schema([(column.name, REPEATING) for column in LINK_COLUMNS])
ENTITY_TABLE = pa.schema([(column.name, _ARROW[column.type]) for column in ENTITY_COLUMNS])

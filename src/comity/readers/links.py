"""Who takes part in which event: the rows of `link` and `entity` that a batch of events gives.

Identifiers repeat: each is brought into its normal form once a batch, and from there on is a number in a dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from comity.readers.columns import ENTITY_TABLE, LINK_TABLE

ENTITY_COLUMNS = ("actor_id", "target_ids", "account_id", "ip", "device_id", "sim_id", "cell")
"""Columns of an event that name somebody or something."""
_ROLE_OF = {"actor_id": "actor", "target_ids": "target", "account_id": "account", "ip": "ip", "device_id": "device", "sim_id": "sim"}
_FIXED_KINDS = {"ip": "ip", "device_id": "device", "sim_id": "sim", "cell": "cell"}
_NEVER = np.iinfo(np.int64)
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Role:
    """One column of identifiers of a batch.

    Attributes:
        name: the role that it gives.
        kind: kind of entity.
        rows: row of the event of each value.
        codes: number of each value in `values`.
        values: the identifiers as written, each once.
    """

    name: str
    kind: str
    rows: Numbers
    codes: Numbers
    values: pl.Series


def links_of(events: pa.Table, roles: dict[str, str], provider: str) -> tuple[pa.Table, pa.Table] | None:
    """Tell who takes part in a batch of events.

    Args:
        events: rows of the event table; columns of identifiers are dictionaries, each of one chunk.
        roles: kind of entity in each column of identifiers.
        provider: provider of the accounts; empty when nobody's.

    Returns:
        Rows of `link` and of `entity` (as far as this batch tells about it); None where nobody takes part.
    """
    found = [role for column in ENTITY_COLUMNS if (role := _role(events, column, roles)) is not None and len(role.rows)]
    if not found:
        return None
    names, numbers = _named(found)
    codes = np.concatenate(numbers)
    rows = np.concatenate([role.rows for role in found])
    events_of = pa.DictionaryArray.from_arrays(pa.array(rows.astype(np.int32)), _whole(events["event_id"]))
    part = np.repeat(np.arange(len(found), dtype=np.int32), [len(role.rows) for role in found])
    link = pa.table(
        [
            events_of,
            pa.DictionaryArray.from_arrays(
                pa.array(codes.astype(np.int32)), names["entity_id"].to_arrow(compat_level=pl.CompatLevel.oldest())
            ),
            _named_once(part, [role.name for role in found]),
        ],
        schema=LINK_TABLE,
    )
    return link, _entities(names, codes, rows, events, provider)


def _role(events: pa.Table, column: str, roles: dict[str, str]) -> _Role | None:
    kind = roles.get(column) or _FIXED_KINDS.get(column)
    found = events[column]
    if kind is None or found.null_count == len(found):
        return None
    chunk: Any = found.chunk(0)
    parents = None
    if column == "target_ids":
        parents = chunk.value_parent_indices().to_numpy(zero_copy_only=False)
        chunk = pc.dictionary_encode(chunk.flatten())
    codes = chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    values = cast("pl.Series", pl.from_arrow(chunk.dictionary))
    empty = (values.str.len_bytes() == 0).to_numpy()
    taken = codes >= 0
    if empty.any():
        taken &= ~empty[codes]
    rows = np.flatnonzero(taken)
    return _Role(_ROLE_OF.get(column, column), kind, rows if parents is None else parents[rows], codes[rows], values)


def _named(found: list[_Role]) -> tuple[pl.DataFrame, list[Numbers]]:
    """Give each identifier its entity: one row an entity, and for each role the rows' numbers in it."""
    told = pl.concat(
        [
            pl.DataFrame({"value": role.values}).select(
                (pl.lit(f"{role.kind}:") + normal_value(pl.col("value"), role.kind)).alias("entity_id"),
                pl.lit(role.kind).alias("kind"),
                "value",
            )
            for role in found
        ]
    )
    places = np.cumsum([0, *(len(role.values) for role in found)])
    used = np.zeros(len(told), np.bool_)
    for role, place in zip(found, places, strict=False):
        used[place + role.codes] = True  # the dictionary of a batch may hold what no event of it names any more
    entities = told.filter(pl.Series(used)).group_by("entity_id", maintain_order=True).agg(pl.col("kind").first(), pl.col("value").min())
    numbered = entities.select("entity_id").with_row_index("number")
    numbers = told.join(numbered, on="entity_id", how="left", maintain_order="left")["number"].fill_null(0).to_numpy().astype(np.int64)
    return entities, [numbers[place + role.codes] for role, place in zip(found, places, strict=False)]


def _entities(names: pl.DataFrame, codes: Numbers, rows: Numbers, events: pa.Table, provider: str) -> pa.Table:
    moments = events["ts_utc"].chunk(0).cast(pa.int64())
    us = moments.fill_null(0).to_numpy(zero_copy_only=False)[rows]
    timed = codes
    if moments.null_count:
        known = moments.is_valid().to_numpy(zero_copy_only=False)[rows]
        us, timed = us[known], codes[known]
    first = np.full(len(names), _NEVER.max)
    last = np.full(len(names), _NEVER.min)
    np.minimum.at(first, timed, us)
    np.maximum.at(last, timed, us)
    never = first == _NEVER.max
    table = names.select(
        "entity_id",
        "kind",
        pl.col("entity_id").str.splitn(":", 2).struct.field("field_1").alias("value_norm"),
        pl.col("value").alias("value_raw"),
        pl.when(pl.col("kind") == "account").then(pl.lit(provider or None, pl.String)).alias("provider"),
    ).to_arrow(compat_level=pl.CompatLevel.oldest())
    for name, values in (("first_seen", first), ("last_seen", last)):
        table = table.append_column(name, pa.array(values, pa.timestamp("us", "UTC"), mask=never))
    return table.append_column("events", pa.array(np.bincount(codes, minlength=len(names)))).cast(ENTITY_TABLE)


def normal_value(value: pl.Expr, kind: str) -> pl.Expr:
    """Write identifiers in their normal form: mailboxes in small letters, international telephone numbers as `+` and digits."""
    if kind == "email":
        return value.str.strip_chars().str.to_lowercase()
    if kind == "phone":
        digits = value.str.replace_all(r"[\s().-]", "").str.replace(r"^00", "+")
        return pl.when(digits.str.contains(r"^[1-9]\d{10,14}$")).then(pl.lit("+") + digits).otherwise(digits)
    return value.str.strip_chars()


def _named_once(numbers: npt.NDArray[np.int32], names: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(names, pa.large_string()))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

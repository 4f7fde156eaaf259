"""Write events, entities and links as Parquet, batch by batch: memory stays the same whatever the size of the input.

Records become columns here, get their `event_id` and everything that is the same for the whole file, and links to the entities that
take part. The parts of one job stand in a folder of their own until the run joins them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pyarrow.parquet as pq

from comity.model.event import ENTITY_COLUMNS, EVENT_COLUMNS, LINK_COLUMNS, Column
from comity.readers.reader import Reader, Record, Source
from comity.readers.tables.frames import LENGTH, OFFSET

_TYPES: dict[str, Any] = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "time": pl.Datetime("us", "UTC"),
    "integer": pl.Int64,
    "number": pl.Float64,
}
ROWS = 20_000
"""Records that are gathered before they are written."""
COUNTED_TWICE = "\x00further"


def schema_of(columns: Sequence[Column]) -> dict[str, Any]:
    """Return the Polars schema of a table of the store."""
    return {column.name: _TYPES[column.type] for column in columns}


EVENT_SCHEMA = schema_of(EVENT_COLUMNS)
LINK_SCHEMA = schema_of(LINK_COLUMNS)
ENTITY_SCHEMA = schema_of(ENTITY_COLUMNS)
_ENTITY_COLUMNS = ("actor_id", "target_ids", "account_id", "ip", "device_id", "sim_id", "cell")
_ROLE_OF = {"actor_id": "actor", "target_ids": "target", "account_id": "account", "ip": "ip", "device_id": "device", "sim_id": "sim"}
_FIXED_KINDS = {"ip": "ip", "device_id": "device", "sim_id": "sim", "cell": "cell"}
_RECORD_FIELDS = tuple(name for name in Record.__struct_fields__ if name not in {"at", "until", "attrs", "further"})
_to_json = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Origin:
    """What is the same for every record of a file.

    Attributes:
        source_sha256: digest of the original.
        member_path: path within it.
        request_id: the request that produced it.
    """

    source_sha256: str
    member_path: str
    request_id: str | None

    @property
    def key(self) -> str:
        """Return a short name of the member that is the same in every run."""
        return hashlib.sha256(f"{self.source_sha256}\n{self.member_path}".encode()).hexdigest()[:14]


class PartWriter:
    """Writes the three tables of one job into a folder.

    Attributes:
        folder: where the parts go.
        events: number of events written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.events = 0
        self._open: dict[str, pq.ParquetWriter] = {}

    def write(self, frame: pl.DataFrame, roles: dict[str, str], provider: str) -> None:
        """Write events with their links and what they tell about entities.

        Args:
            frame: the whole event table's columns.
            roles: kind of entity in each column of identifiers.
            provider: provider of the accounts; empty when nobody's.
        """
        self.events += frame.height
        self._append("event", frame)
        links = _links(frame, roles)
        if links is None:
            return
        self._append("link", links.select(list(LINK_SCHEMA)))
        seen = links.group_by("entity_id", "entity_kind", "value").agg(
            pl.col("ts_utc").min().alias("first_seen"), pl.col("ts_utc").max().alias("last_seen"), pl.len().cast(pl.Int64).alias("events")
        )
        account = pl.when(pl.col("entity_kind") == "account").then(pl.lit(provider or None, pl.String))
        self._append(
            "entity",
            seen.select(
                "entity_id",
                pl.col("entity_kind").alias("kind"),
                pl.col("entity_id").str.splitn(":", 2).struct.field("field_1").alias("value_norm"),
                pl.col("value").alias("value_raw"),
                account.alias("provider"),
                "first_seen",
                "last_seen",
                "events",
            ),
        )

    def _append(self, table: str, frame: pl.DataFrame) -> None:
        arrow = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if table not in self._open:
            self._open[table] = pq.ParquetWriter(
                self.folder / f"{table}.parquet", arrow.schema, compression="zstd", compression_level=1, write_statistics=True
            )
        self._open[table].write_table(arrow)

    def close(self) -> None:
        """Finish the files."""
        for writer in self._open.values():
            writer.close()
        self._open.clear()


def _links(frame: pl.DataFrame, roles: dict[str, str]) -> pl.DataFrame | None:
    parts = []
    for column in _ENTITY_COLUMNS:
        kind = roles.get(column) or _FIXED_KINDS.get(column)
        if kind is None or frame[column].null_count() == frame.height:
            continue
        part = frame.select("event_id", "ts_utc", pl.col(column).alias("value"))
        if column == "target_ids":
            part = part.explode("value")
        part = part.filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
        parts.append(
            part.select(
                "event_id",
                (pl.lit(f"{kind}:") + normal_value(pl.col("value"), kind)).alias("entity_id"),
                pl.lit(_ROLE_OF.get(column, column)).alias("role"),
                "ts_utc",
                "value",
                pl.lit(kind).alias("entity_kind"),
            )
        )
    return pl.concat(parts) if parts else None


def normal_value(value: pl.Expr, kind: str) -> pl.Expr:
    """Write identifiers in their normal form: mailboxes in small letters, international telephone numbers as `+` and digits."""
    if kind == "email":
        return value.str.strip_chars().str.to_lowercase()
    if kind == "phone":
        digits = value.str.replace_all(r"[\s().-]", "").str.replace(r"^00", "+")
        return pl.when(digits.str.contains(r"^[1-9]\d{10,14}$")).then(pl.lit("+") + digits).otherwise(digits)
    return value.str.strip_chars()


def frame_of(records: list[Record]) -> pl.DataFrame:
    """Turn records into columns of the event table (those that records know)."""
    columns: dict[str, list[object]] = {name: [getattr(record, name) for record in records] for name in _RECORD_FIELDS}
    schema = {name: EVENT_SCHEMA[name] for name in _RECORD_FIELDS}
    frame = pl.DataFrame(columns, schema=schema, strict=False)
    times = pl.DataFrame(
        [(record.at.us, record.at.raw, record.at.basis, record.at.zone, record.at.precision, record.at.defect) for record in records],
        schema={"us": pl.Int64, **dict.fromkeys(("ts_raw", "ts_basis", "ts_zone", "ts_precision", "ts_defect"), pl.String)},
        orient="row",
    )
    return frame.with_columns(
        *times.drop("us").get_columns(),
        _as_time(times["us"]).alias("ts_utc"),
        _as_time(pl.Series("us", [record.until.us for record in records], pl.Int64)).alias("ts_end_utc"),
        pl.Series("attrs", [_attributes(record) for record in records], pl.String),
        pl.Series(COUNTED_TWICE, [record.further for record in records], pl.Boolean),
    )


def _attributes(record: Record) -> str | None:
    if not record.attrs:
        return None
    try:
        return _to_json(record.attrs).decode()
    except (UnicodeEncodeError, ValueError):
        return _to_json(_without_surrogates(record.attrs)).decode()


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {str(_without_surrogates(key)): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value


def _as_time(us: pl.Series) -> pl.Series:
    return us.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def complete(frame: pl.DataFrame, reader: Reader, source: Source, origin: Origin) -> pl.DataFrame:
    """Give a batch of events its identities and what is the same for the whole file; return the columns of the event table."""
    fixed = {
        "provider": reader.provider or None,
        "product": reader.product or None,
        "parser": reader.slug,
        "parser_version": str(reader.version),
        "source_sha256": origin.source_sha256,
        "member_path": origin.member_path,
        "snapshot": source.snapshot,
        "request_id": origin.request_id,
    }
    columns = [
        pl.coalesce(name, pl.lit(value, pl.String)).alias(name) if name in frame.columns else pl.lit(value, pl.String).alias(name)
        for name, value in fixed.items()
    ]
    if OFFSET in frame.columns:
        place = pl.format("{}-{}", pl.lit(origin.key), pl.col(OFFSET))
        columns += [place.alias("event_id"), pl.format("@{}+{}", pl.col(OFFSET), pl.col(LENGTH)).alias("locator")]
    else:
        columns.append(_identities(origin.key).alias("event_id"))
    columns.append(_joined_defects(frame))
    frame = frame.with_columns(columns)
    missing = [pl.lit(None, kind).alias(name) for name, kind in EVENT_SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(missing).select(list(EVENT_SCHEMA)).cast(pl.Schema(EVENT_SCHEMA))


def _identities(key: str) -> pl.Expr:
    """Name each event by the file and the place of its record; further events of one record are numbered."""
    place = pl.col("locator").str.replace(r"^@(\d+)\+\d+$", "$1")
    number = pl.int_range(pl.len()).over("locator")
    name = pl.format("{}-{}", pl.lit(key), place)
    return pl.when(number > 0).then(pl.format("{}.{}", name, number)).otherwise(name)


def _joined_defects(frame: pl.DataFrame) -> pl.Expr:
    """Join the defects of a record with that of its time, and say where an address has no port."""
    parts = []
    if "defects" in frame.columns:
        parts.append(pl.col("defects").fill_null([]))
    if "ts_defect" in frame.columns:
        parts.append(pl.when(pl.col("ts_defect").is_not_null()).then(pl.concat_list("ts_defect")).otherwise(pl.lit([], pl.List(pl.String))))
    if not parts:
        return pl.lit([], pl.List(pl.String)).alias("defects")
    joined = parts[0] if len(parts) == 1 else pl.concat_list(parts)
    return joined.alias("defects")

"""Map the columns of a table to those of an event: by name, in any order; what has no place goes to `attrs`, and is told if unknown."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from comity.readers.tables.distinct import by_distinct, json_objects, stripped
from comity.readers.tables.frames import DEFECT, LENGTH, OFFSET
from comity.readers.tables.layout import normal_name
from comity.readers.tables.times import TIME_COLUMNS, read_times

LOCATOR = "locator"
_TEXT_FIELDS = (
    *("actor_id", "account_id", "thread_id", "ip", "cell", "device_id", "sim_id", "amount", "asset", "txid"),
    *("text", "direction", "product", "ts_kind"),
)
_NUMBERS = {"port": pl.Int64, "lat": pl.Float64, "lon": pl.Float64, "accuracy_m": pl.Float64}
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$"
_ADDRESS = r"^\[?([0-9a-fA-F:]*:[0-9a-fA-F:.]+|\d{1,3}(?:\.\d{1,3}){3})\]?(?::(\d{1,5}))?$"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file is which of the event.

    Attributes:
        fields: names in the file (normal form) by column of the event; `ts`, `ts_end` and `date` + `clock` are times; `target` becomes
            `target_ids`.
        known: further names that are understood and kept in `attrs`.
        kind: the kind of every record, where no column tells it.
        kinds: kind by the value of the column `kind` (small letters); a value that is not there is told as unknown.
        day_first: order of day and month where both fit; None leaves such times open.
    """

    fields: Mapping[str, tuple[str, ...]]
    kind: str = "other"
    known: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None

    def found(self, header: Iterable[str]) -> dict[str, str]:
        """Tell which column of a header is which of the event; the first name of the list that occurs wins."""
        by_name: dict[str, str] = {}
        for name in header:
            by_name.setdefault(normal_name(name), name)
        return {
            field: by_name[name]
            for field, names in self.fields.items()
            for name in names
            if name in by_name and _first(names, by_name) == name
        }

    def unknown(self, header: Iterable[str]) -> list[str]:
        """List the columns of a header that nobody knows."""
        understood = {name for names in self.fields.values() for name in names} | self.known
        return [name for name in header if normal_name(name) not in understood]


def _first(names: tuple[str, ...], present: Mapping[str, str]) -> str | None:
    return next((name for name in names if name in present), None)


def to_events(frame: pl.DataFrame, columns: Columns, zone: str | None) -> pl.DataFrame:
    """Turn a frame of text columns into events.

    Args:
        frame: text columns, with `OFFSET`, `LENGTH` (or `locator`) and perhaps `DEFECT`.
        columns: which column is which.
        zone: the analyst's zone for times without one.
    """
    header = [name for name in frame.columns if name not in {OFFSET, LENGTH, DEFECT, LOCATOR}]
    found = columns.found(header)
    times = read_times(_raw_time(frame, found), zone, day_first=columns.day_first)
    events: list[pl.Expr | pl.Series] = [
        stripped(frame[found[name]]).alias(name) for name in _TEXT_FIELDS if name in found and name != "ip"
    ]
    events += [
        pl.col(found[name]).str.replace(",", ".").cast(kind, strict=False).alias(name) for name, kind in _NUMBERS.items() if name in found
    ]
    events.append(_kinds(frame, columns, found))
    if "target" in found:
        events.append(_targets(found["target"]))
    if "ip" in found:
        events += _addresses(frame, found)
    if rest := [name for name in header if name not in _consumed(found)]:
        events.append(json_objects(frame, rest))
    events += _defects(frame, found)
    kept = [pl.col(name) for name in (OFFSET, LENGTH, LOCATOR) if name in frame.columns]
    result = frame.select(*kept, *events)
    result = pl.concat([result, times.select(TIME_COLUMNS)], how="horizontal")
    if "ts_end" in found:
        result = result.with_columns(read_times(frame[found["ts_end"]], zone, day_first=columns.day_first)["ts_utc"].alias("ts_end_utc"))
    return result


def _raw_time(frame: pl.DataFrame, found: Mapping[str, str]) -> pl.Series:
    if "ts" in found:
        return stripped(frame[found["ts"]])
    if "date" in found and "clock" in found:
        return frame.select(
            pl.concat_str([pl.col(found["date"]).str.strip_chars(), pl.col(found["clock"]).str.strip_chars()], separator=" ")
        )[found["date"]]
    if "date" in found:
        return stripped(frame[found["date"]])
    return pl.repeat(None, frame.height, dtype=pl.String, eager=True)


def _kinds(frame: pl.DataFrame, columns: Columns, found: Mapping[str, str]) -> pl.Expr | pl.Series:
    if "kind" not in found or not columns.kinds:
        return pl.lit(columns.kind).alias("kind")
    words = dict(columns.kinds)
    return (
        by_distinct(
            frame[found["kind"]],
            lambda values: values.str.strip_chars().str.to_lowercase().replace_strict(words, default=columns.kind, return_dtype=pl.String),
        )
        .fill_null(columns.kind)
        .alias("kind")
    )


def _targets(name: str) -> pl.Expr:
    value = pl.col(name).str.strip_chars()
    return pl.when(value.is_not_null() & (value != "")).then(pl.concat_list(value)).alias("target_ids")


def _addresses(frame: pl.DataFrame, found: Mapping[str, str]) -> list[pl.Expr | pl.Series]:
    """Take addresses and the ports that stand behind them apart; the raw cell stays in `attrs` where it is no plain address."""
    raw = frame[found["ip"]]
    result: list[pl.Expr | pl.Series] = [by_distinct(raw, _address).alias("ip")]
    if "port" not in found:
        result.append(
            by_distinct(raw, lambda values: values.str.strip_chars().str.extract(_ADDRESS, 2).cast(pl.Int64, strict=False)).alias("port")
        )
    return result


def _address(values: pl.Series) -> pl.Series:
    raw = values.str.strip_chars()
    address = raw.str.extract(_ADDRESS, 1).str.to_lowercase()
    return address.to_frame("a").select(pl.coalesce("a", pl.when(raw.str.len_bytes() > 0).then(raw)))["a"]


def _no_address(values: pl.Series) -> pl.Series:
    """Tell which cells hold something that is no address: letters, or numbers above 255."""
    plain = _address(values)
    return pl.Series([None if text is None else not _is_address(text) for text in plain.to_list()], dtype=pl.Boolean).fill_null(value=False)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def _consumed(found: Mapping[str, str]) -> set[str]:
    """List the columns whose text is in the event as it stands; kinds and numbers are kept in `attrs` as written, too."""
    kept_raw = {"kind", "ts_end", "lat", "lon", "accuracy_m"}
    return {name for field, name in found.items() if field not in kept_raw}


def _defects(frame: pl.DataFrame, found: Mapping[str, str]) -> list[pl.Expr]:
    """Say which numbers a spreadsheet has destroyed (scientific notation), which addresses are none, how the text was decoded."""
    empty = pl.lit([], pl.List(pl.String))
    parts = [
        pl.when(pl.col(found[name]).str.contains(_SCIENTIFIC)).then(pl.lit([f"{name}_digits_lost"])).otherwise(empty)
        for name in ("sim_id", "device_id", "actor_id", "account_id")
        if name in found and frame[found[name]].head(2000).str.contains("E|e").any()
    ]
    if DEFECT in frame.columns and frame[DEFECT].null_count() < frame.height:
        parts.append(pl.when(pl.col(DEFECT).is_not_null()).then(pl.concat_list(DEFECT)).otherwise(empty))
    if "ip" in found and (wrong := by_distinct(frame[found["ip"]], _no_address)).any():
        parts.append(pl.when(wrong).then(pl.lit(["no_address"])).otherwise(empty))
    return [pl.concat_list(parts).alias("defects")] if parts else []

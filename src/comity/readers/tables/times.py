"""Read a column of times at once: the shape of most rows by Polars, the rest one by one, with the same meaning for both.

A shape is tried only where all its letters fit (regular expression), so that a lenient parser cannot read one shape as another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import polars as pl

from comity.readers.moments import read_moment

_FIELDS = {"us": pl.Int64, "basis": pl.String, "zone": pl.String, "precision": pl.String, "defect": pl.String}
TIME_COLUMNS = ("ts_utc", "ts_raw", "ts_basis", "ts_zone", "ts_precision", "ts_defect")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of times: what it looks like, how Polars reads it, how its zone is known."""

    pattern: str
    form: str
    basis: str
    suffix: str = ""
    day_first: bool | None = None


_SHAPES = (
    _Shape(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", "%Y-%m-%d %H:%M:%S UTC", "stated_utc"),
    _Shape(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", "%Y-%m-%dT%H:%M:%SZ", "stated_utc"),
    _Shape(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", "%Y-%m-%d %H:%M:%S", ""),
    _Shape(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$", "%Y-%m-%dT%H:%M:%S", ""),
    _Shape(r"^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$", "%d.%m.%Y %H:%M:%S", ""),
)


def read_times(raw: pl.Series, zone: str | None, *, day_first: bool | None = None) -> pl.DataFrame:
    """Read a column of times.

    Args:
        raw: text as written; null where there is none.
        zone: the analyst's zone for times without one; None leaves them open.
        day_first: order of day and month where both fit.

    Returns:
        One row for each, with the columns `TIME_COLUMNS`.
    """
    left = pl.DataFrame({"row": pl.int_range(len(raw), eager=True), "ts_raw": raw})
    done: list[pl.DataFrame] = []
    while left.height and (shape := _shape_of(left["ts_raw"])):
        local = pl.when(pl.col("ts_raw").str.contains(shape.pattern)).then(pl.col("ts_raw"))
        read = left.with_columns(local.str.to_datetime(shape.form, strict=False, time_unit="us").alias("local"))
        fits = read.filter(pl.col("local").is_not_null())
        if not fits.height:
            break
        done.append(_in_zone(fits, shape, zone).with_columns(fits["row"]))
        left = read.filter(pl.col("local").is_null()).drop("local")
    if left.height or not done:
        done.append(_one_by_one(left["ts_raw"], zone, day_first).with_columns(left["row"]))
    joined = done[0] if len(done) == 1 else pl.concat([part.select(done[0].columns) for part in done]).sort("row")
    return joined.drop("row")


def _in_zone(fits: pl.DataFrame, shape: _Shape, zone: str | None) -> pl.DataFrame:
    if shape.basis:
        return _stated(fits, shape)
    return _open(fits) if zone is None else _assumed(fits, zone)


def _shape_of(raw: pl.Series) -> _Shape | None:
    sample = raw.drop_nulls().head(1)
    if not len(sample):
        return None
    return next((shape for shape in _SHAPES if sample.str.contains(shape.pattern)[0]), None)


def _stated(frame: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return frame.select(
        pl.col("local").dt.replace_time_zone("UTC").alias("ts_utc"),
        "ts_raw",
        pl.when(pl.col("local").is_not_null()).then(pl.lit(shape.basis)).alias("ts_basis"),
        pl.when(pl.col("local").is_not_null()).then(pl.lit("UTC")).alias("ts_zone"),
        pl.when(pl.col("local").is_not_null()).then(pl.lit("second")).alias("ts_precision"),
        pl.lit(None, pl.String).alias("ts_defect"),
    )


def _open(frame: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("local").is_not_null()
    return frame.select(
        pl.lit(None, pl.Datetime("us", "UTC")).alias("ts_utc"),
        "ts_raw",
        pl.when(known).then(pl.lit("unknown")).alias("ts_basis"),
        pl.lit(None, pl.String).alias("ts_zone"),
        pl.when(known).then(pl.lit("second")).alias("ts_precision"),
        pl.when(known).then(pl.lit("no_zone")).alias("ts_defect"),
    )


def _assumed(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Give a column of local times its zone: the offset is looked up once for each day that occurs.

    On days on which the clocks change it is looked up for each quarter of an hour: every change since 1970 falls on one.
    """
    day, quarter = pl.col("local").dt.truncate("1d"), pl.col("local").dt.truncate("15m")
    days = {wall: _offset_of_day(wall, zone) for wall in frame.select(day).to_series().unique().to_list()}
    changing = [wall for wall, found in days.items() if found is None]
    table = {wall: found for wall, found in days.items() if found is not None}
    step = pl.when(day.is_in(changing)).then(quarter).otherwise(day) if changing else day
    if changing:
        quarters = frame.filter(day.is_in(changing)).select(quarter).to_series().unique().to_list()
        table |= {wall: _offset(wall, zone) for wall in quarters}
    offsets = pl.DataFrame(
        [(wall, us, defect) for wall, (us, defect) in table.items()],
        schema={"step": pl.Datetime("us"), "shift": pl.Int64, "ts_defect": pl.String},
        orient="row",
    )
    joined = frame.with_columns(step.alias("step")).join(offsets, on="step", how="left", maintain_order="left")
    known = pl.col("shift").is_not_null()
    return joined.select(
        (pl.col("local") + pl.duration(microseconds=pl.col("shift"))).dt.replace_time_zone("UTC").alias("ts_utc"),
        "ts_raw",
        pl.when(known).then(pl.lit("case_assumed_zone")).otherwise(pl.lit("unknown")).alias("ts_basis"),
        pl.lit(zone).alias("ts_zone"),
        pl.lit("second").alias("ts_precision"),
        "ts_defect",
    )


@lru_cache(maxsize=1 << 15)
def _offset_of_day(day: datetime, zone: str) -> tuple[int | None, str | None] | None:
    """Return the offset of a day; None where the clocks change on it."""
    ends = {_offset(moment, zone) for moment in (day, day + timedelta(days=1))}
    found = next(iter(ends))
    return found if len(ends) == 1 and found[1] is None else None


@lru_cache(maxsize=1 << 15)
def _offset(wall: datetime, zone: str) -> tuple[int | None, str | None]:
    written = wall.isoformat(sep=" ")
    moment, local = read_moment(written, zone), read_moment(written, "UTC")
    if moment.us is None or local.us is None:
        return None, moment.defect
    return moment.us - local.us, moment.defect


def _one_by_one(raw: pl.Series, zone: str | None, day_first: bool | None) -> pl.DataFrame:
    moments = [read_moment(text, zone, day_first=day_first) for text in raw.to_list()]
    rows = [(moment.us, moment.basis, moment.zone, moment.precision, moment.defect) for moment in moments]
    frame = pl.DataFrame(rows, schema=_FIELDS, orient="row")
    return frame.select(
        pl.col("us").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias("ts_utc"),
        raw.alias("ts_raw"),
        pl.col("basis").alias("ts_basis"),
        pl.col("zone").alias("ts_zone"),
        pl.col("precision").alias("ts_precision"),
        pl.col("defect").alias("ts_defect"),
    )

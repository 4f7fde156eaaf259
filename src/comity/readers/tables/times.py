"""Read a column of times at once: the shape of most rows by Polars, the rest one by one, with the same meaning for both.

A shape is tried only where all its letters fit (regular expression), so that a lenient parser cannot read one shape as another.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    shape = _shape_of(raw)
    if shape is None:
        return _one_by_one(raw, zone, day_first)
    frame = pl.DataFrame({"ts_raw": raw})
    fits = pl.col("ts_raw").str.contains(shape.pattern)
    local = pl.when(fits).then(pl.col("ts_raw")).str.to_datetime(shape.form, strict=False, time_unit="us")
    frame = frame.with_columns(local.alias("local"))
    if shape.basis:
        done = _stated(frame, shape)
    elif zone is None:
        done = _open(frame)
    else:
        done = _assumed(frame, zone)
    if frame["local"].null_count() == raw.null_count():
        return done
    return _mended(done, frame["local"].is_null() & raw.is_not_null(), zone, day_first)


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
    """Give a column of local times its zone: the offset is looked up once for each quarter of an hour that occurs.

    Every change of a clock since 1970 falls on a quarter of an hour, so the offset is one within each.
    """
    quarter = pl.col("local").dt.truncate("15m")
    quarters = frame.select(quarter.alias("quarter")).unique().drop_nulls()
    offsets = [_offset(wall.isoformat(sep=" "), zone) for wall in quarters["quarter"].to_list()]
    table = quarters.with_columns(
        pl.Series("shift", [us for us, _ in offsets], pl.Int64), pl.Series("ts_defect", [defect for _, defect in offsets], pl.String)
    )
    joined = frame.with_columns(quarter.alias("quarter")).join(table, on="quarter", how="left", maintain_order="left")
    known = pl.col("shift").is_not_null()
    return joined.select(
        (pl.col("local") + pl.duration(microseconds=pl.col("shift"))).dt.replace_time_zone("UTC").alias("ts_utc"),
        "ts_raw",
        pl.when(known).then(pl.lit("case_assumed_zone")).when(pl.col("local").is_not_null()).then(pl.lit("unknown")).alias("ts_basis"),
        pl.when(pl.col("local").is_not_null()).then(pl.lit(zone)).alias("ts_zone"),
        pl.when(pl.col("local").is_not_null()).then(pl.lit("second")).alias("ts_precision"),
        "ts_defect",
    )


def _offset(wall: str, zone: str) -> tuple[int | None, str | None]:
    moment = read_moment(wall, zone)
    local = read_moment(wall, "UTC")
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


def _mended(done: pl.DataFrame, rest: pl.Series, zone: str | None, day_first: bool | None) -> pl.DataFrame:
    """Read the rows that are of another shape one by one."""
    numbered = done.with_row_index("row")
    others = numbered.filter(rest)
    mended = _one_by_one(others["ts_raw"], zone, day_first).with_columns(others["row"])
    return pl.concat([numbered.filter(~rest), mended.select(numbered.columns)]).sort("row").drop("row")

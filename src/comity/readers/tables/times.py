"""Read a column of times at once: those of a known form by `clock`, the rest one by one, with the same meaning for both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from comity.readers.moments import NOTHING, Moment, read_moment
from comity.readers.tables.clock import Form, fitting

TIME_COLUMNS = ("ts_utc", "ts_raw", "ts_basis", "ts_zone", "ts_precision", "ts_defect")
_TOLD = ("ts_basis", "ts_zone", "ts_precision", "ts_defect")
_DAY, _QUARTER = 86_400_000_000, 900_000_000
_CHANGING = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_US = timedelta(microseconds=1)
Numbers = npt.NDArray[np.int64]
Told = tuple[str | None, str | None, str | None, str | None]


def read_times(raw: pl.Series, zone: str | None, *, day_first: bool | None = None) -> pl.DataFrame:
    """Read a column of times.

    Args:
        raw: text as written; null where there is none.
        zone: the analyst's zone for times without one; None leaves them open.
        day_first: order of day and month where both fit.

    Returns:
        One row for each, with the columns `TIME_COLUMNS`.
    """
    column = _Column(len(raw))
    for form, rows, wall in fitting(raw):
        column.put_form(rows, wall, form, zone)
    left = np.flatnonzero(column.told < 0)
    for row, text in zip(left.tolist(), raw.gather(left).to_list(), strict=True):
        column.put_moment(row, NOTHING if text is None else read_moment(text, zone, day_first=day_first))
    return column.frame(raw)


def with_moments(times: pl.DataFrame, rows: list[int], moments: list[Moment]) -> pl.DataFrame:
    """Put times that were read one by one into a column of times, in their rows."""
    if not rows:
        return times
    us = pl.Series([moment.us for moment in moments], dtype=pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    columns = [times["ts_utc"].scatter(rows, us)]
    for name, place in (("ts_raw", 1), ("ts_basis", 2), ("ts_zone", 3), ("ts_precision", 4), ("ts_defect", 5)):
        columns.append(times[name].scatter(rows, pl.Series([moment[place] for moment in moments], dtype=pl.String)))
    return times.with_columns(columns)


class _Column:
    """What was read so far: for each row its moment, and by a number what is told about it.

    Attributes:
        us: moments in microseconds since 1970.
        known: whether the moment is known.
        told: number of basis, zone, precision and defect; -1 where the row was not read yet.
    """

    def __init__(self, rows: int) -> None:
        self.us = np.zeros(rows, np.int64)
        self.known = np.zeros(rows, np.bool_)
        self.told = np.full(rows, -1, np.int32)
        self._numbers: dict[Told, int] = {}

    def put_moment(self, row: int, moment: Moment) -> None:
        """Take one time."""
        self.told[row] = self._number((moment.basis, moment.zone, moment.precision, moment.defect))
        if moment.us is not None:
            self.us[row], self.known[row] = moment.us, True

    def put_form(self, rows: Numbers, wall: Numbers, form: Form, zone: str | None) -> None:
        """Take the times of one form; `wall` is what their clocks show."""
        if form.basis:
            self._put(rows, wall, (form.basis, "UTC", form.precision, None))
        elif zone is None:
            self.told[rows] = self._number(("unknown", None, form.precision, "no_zone"))
        else:
            for chosen, shift, defect in _shifts(wall, zone):
                if shift is None:
                    self.told[rows[chosen]] = self._number(("unknown", zone, form.precision, defect))
                else:
                    self._put(rows[chosen], wall[chosen] + shift, ("case_assumed_zone", zone, form.precision, defect))

    def frame(self, raw: pl.Series) -> pl.DataFrame:
        """Return the columns."""
        values = {name: pl.Series(name, [told[place] for told in self._numbers], pl.String) for place, name in enumerate(_TOLD)}
        told = pl.Series(self.told)
        at = pl.Series("ts_utc", self.us).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        if not self.known.all():
            at = at.set(pl.Series(~self.known), None)
        columns = {name: values[name].gather(told) for name in _TOLD}
        return pl.DataFrame([at, raw.alias("ts_raw"), *columns.values()]).select(TIME_COLUMNS)

    def _put(self, rows: Numbers, us: Numbers, told: Told) -> None:
        self.us[rows], self.known[rows] = us, True
        self.told[rows] = self._number(told)

    def _number(self, told: Told) -> int:
        return self._numbers.setdefault(told, len(self._numbers))


def _shifts(wall: Numbers, zone: str) -> list[tuple[Numbers, int | None, str | None]]:
    """Tell what leads from local clocks to UTC: rows, microseconds to add (None where there was no such time), and what is doubtful.

    The offset is looked up once for each day that occurs; on days on which the clocks change for each quarter of an hour: every change
    since 1970 falls on one.
    """
    day_of = wall // _DAY
    first = int(day_of.min())
    day_of -= first
    table = np.full(int(day_of.max()) + 1, _CHANGING)
    for day in np.flatnonzero(np.bincount(day_of)).tolist():
        if (shift := _offset_of_day(day + first, zone)) is not None:
            table[day] = shift
    shifts = table[day_of]
    result: list[tuple[Numbers, int | None, str | None]] = [
        (np.flatnonzero(shifts == shift), shift, None) for shift in np.unique(table).tolist() if shift != _CHANGING
    ]
    rows = np.flatnonzero(shifts == _CHANGING)
    quarters, of_row = np.unique(wall[rows] // _QUARTER, return_inverse=True)
    for number, quarter in enumerate(quarters.tolist()):
        moved, defect = _offset(int(quarter) * _QUARTER, zone)
        result.append((rows[of_row == number], moved, defect))
    return result


@lru_cache(maxsize=1 << 15)
def _offset_of_day(day: int, zone: str) -> int | None:
    """Return the offset of a day; None where the clocks change on it."""
    ends = {_offset(day * _DAY, zone), _offset((day + 1) * _DAY, zone)}
    shift, defect = next(iter(ends))
    return shift if len(ends) == 1 and defect is None else None


@lru_cache(maxsize=1 << 15)
def _offset(wall: int, zone: str) -> tuple[int | None, str | None]:
    written = (_EPOCH + wall * _US).isoformat(sep=" ", timespec="seconds")
    moment, local = read_moment(written, zone), read_moment(written, "UTC")
    if moment.us is None or local.us is None:
        return None, moment.defect
    return moment.us - local.us, moment.defect

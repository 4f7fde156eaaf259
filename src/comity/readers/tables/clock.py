"""Times of one fixed form, read all at once: the digits of a column as a matrix of bytes, with NumPy.

A form is tried only where all its letters fit, so that one form is never read as another; what fits no form is left to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

_PARTS = "YMDhmsf"
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_SECOND, _DAY = 1_000_000, 86_400_000_000
_FROM, _TO = 1900, 2200
"""Years that are read here; others are rare enough to be looked at one by one."""
Numbers = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of times.

    Attributes:
        picture: year `Y`, month `M`, day `D`, hour `h`, minute `m`, second `s`, millisecond `f`; other letters stand for themselves.
        basis: how its zone is known; empty where the analyst has to give one.
        precision: finest unit written.
    """

    picture: str
    basis: str = ""
    precision: str = "second"


FORMS = (
    Form("YYYY-MM-DD hh:mm:ss UTC", "stated_utc"),
    Form("YYYY-MM-DDThh:mm:ssZ", "stated_utc"),
    Form("YYYY-MM-DDThh:mm:ss.fffZ", "stated_utc", "millisecond"),
    Form("YYYY-MM-DD hh:mm:ss"),
    Form("YYYY-MM-DDThh:mm:ss"),
    Form("DD.MM.YYYY hh:mm:ss"),
)


def fitting(raw: pl.Series) -> list[tuple[Form, Numbers, Numbers]]:
    """Read the times of a column that have a known form.

    Args:
        raw: text as written; null where there is none.

    Returns:
        For each form that occurs: the rows that have it, and what their clocks show, in microseconds since 1970 as if they stood in UTC.
    """
    text = cast("Any", raw.cast(pl.String).rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())).cast(pa.large_string())
    _, places, letters = text.buffers()
    if letters is None or not len(text):
        return []
    starts = np.frombuffer(places, np.int64)[text.offset : text.offset + len(text) + 1]
    lengths = np.diff(starts)
    every = np.frombuffer(letters, np.uint8)
    left = text.is_valid().to_numpy(zero_copy_only=False) if text.null_count else np.ones(len(text), np.bool_)
    found = []
    for form in FORMS:
        rows = np.flatnonzero(left & (lengths == len(form.picture)))
        if not len(rows):
            continue
        fits, us = _read(_matrix(every, starts, rows, len(form.picture)), form.picture)
        rows = rows[fits]
        left[rows] = False
        if len(rows):
            found.append((form, rows, us[fits]))
    return found


def _matrix(every: Letters, starts: Numbers, rows: Numbers, width: int) -> Letters:
    """Return the letters of some values as a matrix: one row a position, one column a value."""
    if len(rows) == len(starts) - 1:
        return np.ascontiguousarray(every[starts[0] : starts[-1]].reshape(-1, width).T)
    places: Numbers = starts[rows][None, :] + np.arange(width)[:, None]
    return np.take(every, places)


def _read(letters: Letters, picture: str) -> tuple[npt.NDArray[np.bool_], Numbers]:
    fits = np.ones(letters.shape[1], np.bool_)
    for place, letter in enumerate(picture):
        if letter not in _PARTS:
            fits &= letters[place] == ord(letter)
    if not fits.any():
        return fits, np.zeros(len(fits), np.int64)
    digits = letters - np.uint8(48)
    for place, letter in enumerate(picture):
        if letter in _PARTS:
            fits &= digits[place] <= 9
    digits[:, ~fits] = 0
    year, month, day, hour, minute, second, fraction = (_number(digits, picture, letter) for letter in _PARTS)
    fits &= (year >= _FROM) & (year < _TO) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    month[~fits] = 1
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    fits &= day <= _DAYS[month] + (leap & (month == 2))
    us = _days(year, month, day) * _DAY + ((hour * 60 + minute) * 60 + second) * _SECOND + fraction * 1000
    return fits, us


def _number(digits: Letters, picture: str, letter: str) -> Numbers:
    total = np.zeros(digits.shape[1], np.int16)  # four digits fit, and narrow numbers are quick
    for place, found in enumerate(picture):
        if found == letter:
            total *= 10
            total += digits[place]
    return total.astype(np.int64)


def _days(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Count the days since 1970-01-01 (Gregorian calendar; years begin in March here, so that the leap day is the last of one)."""
    years = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + of_year - 719468

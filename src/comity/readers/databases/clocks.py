"""Times as databases count them: each epoch and unit by its name.

Zero and NULL mean that there was no such moment, in all of them.
"""

from __future__ import annotations

from comity.readers.moments import NOTHING, Moment

__all__ = ["NOTHING", "apple", "filetime", "unix_ms", "unix_s", "unix_us", "webkit_us"]

_WEBKIT = 11_644_473_600 * 1_000_000
_APPLE = 978_307_200
_EARLIEST, _LATEST = -2_208_988_800_000_000, 4_102_444_800_000_000
_NANOSECONDS_FROM = 10**11
"""Apple times at or above this count nanoseconds (since 2017): as seconds they would lie three thousand years ahead."""
_NAMES = {1_000_000: "second", 1000: "millisecond", 1: "microsecond"}


def unix_s(value: object) -> Moment:
    """Read seconds since 1970."""
    return _counted(value, 1_000_000, 0)


def unix_ms(value: object) -> Moment:
    """Read milliseconds since 1970."""
    return _counted(value, 1000, 0)


def unix_us(value: object) -> Moment:
    """Read microseconds since 1970 (Mozilla's PRTime)."""
    return _counted(value, 1, 0)


def webkit_us(value: object) -> Moment:
    """Read microseconds since 1601 (Chromium)."""
    return _counted(value, 1, _WEBKIT)


def filetime(value: object) -> Moment:
    """Read 100 nanoseconds since 1601 (Windows FILETIME)."""
    if not isinstance(value, int) or not value:
        return NOTHING
    return _checked(value // 10 - _WEBKIT, value, "microsecond")


def apple(value: object) -> Moment:
    """Read seconds or nanoseconds since 2001 in UTC (Mac absolute time)."""
    if isinstance(value, int) and abs(value) >= _NANOSECONDS_FROM:
        return _checked(value // 1000 + _APPLE * 1_000_000, value, "nanosecond")
    if isinstance(value, float) and value:
        if not abs(value) < _NANOSECONDS_FROM:
            return _bad(value)
        return _checked(round(value * 1_000_000) + _APPLE * 1_000_000, value, "second" if value == int(value) else "microsecond")
    return _counted(value, 1_000_000, -_APPLE * 1_000_000)


def _counted(value: object, unit: int, before: int) -> Moment:
    if value is None or value in (0, "", "0"):
        return NOTHING
    number = value
    if isinstance(number, str) and number.lstrip("-").isdecimal() and len(number) < 20:
        number = int(number)
    if isinstance(number, float) and unit > 1 and abs(number) < 1e17:
        return _checked(round(number * unit) - before, value, "microsecond")
    if not isinstance(number, int):
        return _bad(value)
    return _checked(number * unit - before, value, _NAMES[unit])


def _checked(us: int, raw: object, precision: str) -> Moment:
    return Moment(us, str(raw), "epoch", "UTC", precision) if _EARLIEST <= us <= _LATEST else _bad(raw)


def _bad(value: object) -> Moment:
    return Moment(None, repr(value)[:80] if isinstance(value, bytes) else str(value)[:80], "unknown", None, None, "time_unreadable")

"""A chart of bars, one under the other: names at the start, values at the end, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ROW = 26
_BAR = 16
_NAME = 210
_VALUE = 110
_WIDE = 760
_MOST_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar.

    Attributes:
        name: what it is of.
        value: how long it is; not negative.
        shown: the value in words; empty writes the number.
        second: a mark further along the same bar (a 90th percentile over a median); None without.
    """

    name: str
    value: float
    shown: str = ""
    second: float | None = None


def bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """Draw the bars; without any, or where all are zero, nothing is drawn.

    Args:
        title: what the chart shows, for those who hear the page.
        rows: the bars, from the top.
    """
    most = max((max(row.value, row.second or 0) for row in rows), default=0)
    if most <= 0:
        return SafeString("")
    room = _WIDE - _NAME - _VALUE
    parts = format_html_join("", "{}", ((_bar(number, row, room / most),) for number, row in enumerate(rows)))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin meet">{}</svg>',
        _WIDE,
        _ROW * len(rows) + 4,
        title,
        parts,
    )


def _bar(number: int, row: Bar, scale: float) -> SafeString:
    top = number * _ROW + 4
    middle = top + _BAR - 4
    longest = max(row.value, row.second or 0)
    mark = SafeString("")
    if row.second is not None:
        mark = format_html(
            '<line class="mark" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><line class="span" x1="{3}" x2="{0}" y1="{4}" y2="{4}"/>',
            f"{_NAME + row.second * scale:.1f}",
            top,
            top + _BAR,
            f"{_NAME + row.value * scale:.1f}",
            top + _BAR / 2,
        )
    return format_html(
        '<text class="name" x="{}" y="{}">{}</text><rect x="{}" y="{}" width="{}" height="{}" rx="2"/>{}'
        '<text class="value" x="{}" y="{}">{}</text>',
        _NAME - 8,
        middle,
        row.name if len(row.name) <= _MOST_LETTERS else row.name[: _MOST_LETTERS - 1] + "…",
        _NAME,
        top,
        f"{max(row.value * scale, 1 if row.value else 0):.1f}",
        _BAR,
        mark,
        f"{_NAME + longest * scale + 8:.1f}",
        middle,
        row.shown or f"{row.value:g}",
    )

"""Figures of lessons, told as data and drawn as SVG: no picture to translate, and the words stay text.

`flow`      boxes one below the other with arrows between them; `via` is written beside the arrow that leads to the box
`timeline`  days on an axis: marks at a day, bars from a day to a day
`lanes`     messages between parties, in order

Colours come from the style sheet of the page through classes; without one the figure is black on white.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import Literal

import msgspec

from comity.knowledge.row import Facts

Words = dict[str, str]
WIDTH = 640
_LETTER = 7.1
_LINE = 18


class Box(Facts, frozen=True, kw_only=True):
    """A box of a flow.

    Attributes:
        tone: `plain`, `good`, `bad` or `key`.
        via: words beside the arrow that leads to it.
    """

    text: Words
    tone: Literal["plain", "good", "bad", "key"] = "plain"
    via: Words | None = None


class Mark(Facts, frozen=True, kw_only=True):
    """A row of a timeline: a day, or a bar from a day to another."""

    day: float
    text: Words
    until: float | None = None
    tone: Literal["plain", "good", "bad", "key"] = "plain"


class Message(Facts, frozen=True, kw_only=True, rename={"sender": "from"}):
    """A message between two parties, by their numbers from 0."""

    sender: int
    to: int
    text: Words
    tone: Literal["plain", "good", "bad", "key"] = "plain"


class Figure(Facts, frozen=True, kw_only=True):
    """A figure.

    Attributes:
        title: what it shows, in a sentence; read out by screen readers.
        boxes: of a flow.
        marks: of a timeline.
        axis: what is counted on the axis of a timeline.
        parties: of lanes.
        messages: of lanes.
    """

    kind: Literal["flow", "timeline", "lanes"]
    title: Words
    boxes: tuple[Box, ...] = ()
    marks: tuple[Mark, ...] = ()
    axis: Words = msgspec.field(default_factory=dict)
    parties: tuple[Words, ...] = ()
    messages: tuple[Message, ...] = ()


def draw(figure: Figure, language: str) -> str:
    """Draw a figure as an SVG element with its title."""
    parts, height = {"flow": _flow, "timeline": _timeline, "lanes": _lanes}[figure.kind](figure, language)
    title = escape(_said(figure.title, language))
    return (
        f'<svg class="figure" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}"'
        f' font-family="sans-serif" font-size="13"><title>{title}</title>{"".join(parts)}</svg>'
    )


def _said(words: Words, language: str) -> str:
    return words.get(language) or words["en"]


def _lines(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, max(8, int(width / _LETTER))) or [""]


def _text(x: float, y: float, lines: list[str], anchor: str = "start", kind: str = "f-text") -> str:
    spans = "".join(f'<tspan x="{x:g}" y="{y + number * _LINE:g}">{escape(line)}</tspan>' for number, line in enumerate(lines))
    return f'<text class="{kind}" text-anchor="{anchor}">{spans}</text>'


def _box(x: float, y: float, width: float, height: float, tone: str) -> str:
    return (
        f'<rect class="f-box f-{tone}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" fill="none" stroke="currentColor"/>'
    )


def _arrow(x1: float, y1: float, x2: float, y2: float, tone: str = "plain") -> str:
    """Draw a straight arrow, down or sideways."""
    line = f'<line class="f-line f-{tone}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="currentColor"/>'
    if x1 == x2:
        head = f"{x2 - 4:g},{y2 - 7:g} {x2 + 4:g},{y2 - 7:g} {x2:g},{y2:g}"
    else:
        back = -7 if x2 > x1 else 7
        head = f"{x2 + back:g},{y2 - 4:g} {x2 + back:g},{y2 + 4:g} {x2:g},{y2:g}"
    return f'{line}<polygon class="f-head f-{tone}" points="{head}" fill="currentColor"/>'


def _flow(figure: Figure, language: str) -> tuple[list[str], float]:
    parts: list[str] = []
    y, left, width = 6.0, 60.0, WIDTH - 120.0
    for number, box in enumerate(figure.boxes):
        if number:
            via = _lines(_said(box.via, language), width / 2 - 30) if box.via else []
            gap = max(24.0, len(via) * _LINE + 12.0)
            parts.append(_arrow(WIDTH / 2, y, WIDTH / 2, y + gap))
            parts.append(_text(WIDTH / 2 + 12, y + 18, via, kind="f-text f-soft"))
            y += gap
        lines = _lines(_said(box.text, language), width - 24)
        height = len(lines) * _LINE + 14
        parts.append(_box(left, y, width, height, box.tone))
        parts.append(_text(WIDTH / 2, y + 20, lines, "middle"))
        y += height
    return parts, y + 6


def _timeline(figure: Figure, language: str) -> tuple[list[str], float]:
    last = max((mark.until if mark.until is not None else mark.day) for mark in figure.marks) or 1
    left, right = 20.0, WIDTH - 30.0

    def place(day: float) -> float:
        return left + (right - left) * day / last

    parts: list[str] = []
    y = 10.0
    for mark in figure.marks:
        x, end = place(mark.day), place(mark.until if mark.until is not None else mark.day)
        lines = _lines(f"{mark.day:g}{f'–{mark.until:g}' if mark.until is not None else ''}  {_said(mark.text, language)}", WIDTH - 60)
        parts.append(_text(left, y + 12, lines))
        y += len(lines) * _LINE + 2
        if mark.until is not None:
            parts.append(
                f'<rect class="f-bar f-{mark.tone}" x="{x:g}" y="{y:g}" width="{max(3, end - x):g}" height="9" rx="3"'
                ' fill="currentColor" fill-opacity="0.35"/>'
            )
        else:
            parts.append(f'<circle class="f-head f-{mark.tone}" cx="{x:g}" cy="{y + 5:g}" r="5" fill="currentColor"/>')
        y += 20
    parts.append(_arrow(left, y, right + 20, y))
    parts += [
        f'<line class="f-line" x1="{place(day):g}" y1="{y - 4:g}" x2="{place(day):g}" y2="{y + 4:g}" stroke="currentColor"/>'
        + _text(place(day), y + 20, [f"{day:g}"], "middle", "f-text f-soft")
        for day in _ticks(last)
    ]
    parts.append(_text(right, y + 40, [_said(figure.axis, language)] if figure.axis else [], "end", "f-text f-soft"))
    return parts, y + 48


def _ticks(last: float) -> Iterator[float]:
    step = next(one for one in (1, 2, 5, 10, 15, 30, 60, 90, 180) if last / one <= 12)
    day = 0
    while day <= last:
        yield float(day)
        day += step


def _lanes(figure: Figure, language: str) -> tuple[list[str], float]:
    width = WIDTH / len(figure.parties)
    middles = [width * (number + 0.5) for number in range(len(figure.parties))]
    heads = [_lines(_said(party, language), width - 24) for party in figure.parties]
    top = max(len(lines) for lines in heads) * _LINE + 14
    parts: list[str] = []
    for middle, lines in zip(middles, heads, strict=True):
        parts.append(_box(middle - width / 2 + 6, 4, width - 12, top, "key"))
        parts.append(_text(middle, 24, lines, "middle"))
    y = top + 14.0
    for message in figure.messages:
        x1, x2 = middles[message.sender], middles[message.to]
        lines = _lines(_said(message.text, language), max(abs(x2 - x1), width * 1.6) - 10)
        parts.append(_text(min(max((x1 + x2) / 2, width * 0.85), WIDTH - width * 0.85), y + 12, lines, "middle"))
        y += len(lines) * _LINE + 4
        parts.append(_arrow(x1, y, x2, y, message.tone))
        y += 14
    rails = [
        f'<line class="f-rail" x1="{x:g}" y1="{top + 4:g}" x2="{x:g}" y2="{y:g}" stroke="currentColor" stroke-opacity="0.2"/>'
        for x in middles
    ]
    return [*rails, *parts], y + 6

"""Passages that stand in a text more than once are read once: quoted mail, forwarded notices, the lines of a log.

What a line yields depends on the line, on three lines to either side (a word on the line above, a time beside, an identifier broken
over two lines) and on the head of the table it stands in. Lines that agree in all of that agree in their leads. So a text with many such
lines is cut down to one of each, with its neighbours around it, read, and the leads are put back at every place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from comity.leads.making import made_identifier
from comity.leads.tables import Tables
from comity.model.identifier import Identifier
from comity.text.times import stated_zones

REACH = 3
"""How many lines to either side can matter for a line."""

_FEWEST_LINES = 40
_WORTH_IT = 0.6
_GAP = "\n" * (REACH + 2)


@dataclass(frozen=True, slots=True)
class Condensed:
    """A text cut down to one of each passage.

    Attributes:
        text: the shorter text.
        lines: for each line of the original, its first character.
        twins: for each line of the original, the number of the first line that is read for it.
        places: for each line that is read, where it begins in the shorter text.
    """

    text: str
    lines: tuple[int, ...]
    twins: tuple[int, ...]
    places: dict[int, int]

    def put_back(self, found: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
        """Return the leads of the original from those of the shorter text."""
        at_line: dict[int, list[tuple[int, Identifier]]] = {}
        starts = sorted((place, line) for line, place in self.places.items())
        number = 0
        for lead in found:
            while number + 1 < len(starts) and starts[number + 1][0] <= lead.start:
                number += 1
            place, line = starts[number]
            at_line.setdefault(line, []).append((lead.start - place, lead))
        return tuple(
            _moved(lead, start + offset)
            for start, twin in zip(self.lines, self.twins, strict=True)
            for offset, lead in at_line.get(twin, ())
        )


def condensed(text: str) -> Condensed | None:
    """Cut a text down to one of each passage; None where that would save little, as with most texts."""
    lines = text.split("\n")
    if len(lines) < _FEWEST_LINES or sum(map(len, set(lines))) > _WORTH_IT * len(text):
        return None
    starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    twins = _twins(lines, _heads(text, lines, starts))
    read = _with_neighbours(twins)
    if sum(len(lines[number]) + 1 for number in read) > _WORTH_IT * len(text):
        return None
    pieces: list[str] = []
    places: dict[int, int] = {}
    length, last = 0, -2
    tables = Tables(text)
    for number in read:
        if number != last + 1:
            opening = _GAP + tables.head_line(starts[number])
            pieces.append(opening)
            length += len(opening)
        places[number] = length
        pieces.append(lines[number] + "\n")
        length += len(lines[number]) + 1
        last = number
    shorter = "".join(pieces)
    # Where two zones are stated, the place of a line decides which of them is meant.
    return Condensed(shorter, starts, twins, places) if len(stated_zones(shorter)) < 2 else None


def _heads(text: str, lines: list[str], starts: tuple[int, ...]) -> list[str]:
    tables = Tables(text)
    return [tables.head_line(start) for start, _ in zip(starts, lines, strict=True)]


def _twins(lines: list[str], heads: list[str]) -> tuple[int, ...]:
    """For each line, find the first line that agrees with it and with its surroundings."""
    numbers: dict[str, int] = {}
    codes = [-1] * REACH + [numbers.setdefault(line, len(numbers)) for line in lines] + [-1] * REACH
    first: dict[tuple[object, ...], int] = {}
    return tuple(first.setdefault((heads[place], *codes[place : place + 2 * REACH + 1]), place) for place in range(len(lines)))


def _with_neighbours(twins: tuple[int, ...]) -> list[int]:
    kept: set[int] = set()
    for place, twin in enumerate(twins):
        if place == twin:
            kept.update(range(max(0, place - REACH), min(len(twins), place + REACH + 1)))
    return sorted(kept)


def _moved(lead: Identifier, start: int) -> Identifier:
    return made_identifier(
        lead.kind,
        lead.value,
        lead.raw,
        start,
        start + lead.end - lead.start,
        lead.verdict,
        lead.reason,
        lead.provider,
        lead.at,
        lead.port,
        lead.notes,
    )


def read_once(text: str, read: Callable[[str], tuple[Identifier, ...]]) -> tuple[Identifier, ...]:
    """Read a text, each passage once.

    Args:
        text: the text.
        read: the recogniser for a text without repetitions.
    """
    shorter = condensed(text)
    return read(text) if shorter is None else shorter.put_back(read(shorter.text))

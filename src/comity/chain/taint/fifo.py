"""First in, first out: coins leave in the order in which they came (the rule of Clayton's case, Devaynes v Noble, 1816).

Inputs stand in their order, outputs are filled from the front, the fee is taken last. A mark is the list of tainted stretches of a
coin, so nothing is lost and nothing is made: the sum over outputs and fee is exactly the sum over inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.chain.taint.policy import Policy

Stretches = tuple[tuple[int, int], ...]


class FirstInFirstOut(Policy[Stretches]):
    """Keeps which base units of a coin are tainted."""

    name = "fifo"
    rule = "TAINT-FIFO"
    describes = "Units leave in the order in which they came in; the fee is paid with the last ones."

    def seed(self, value: int) -> Stretches:
        """Mark every unit."""
        return ((0, value),) if value else ()

    def spread(self, spent: Sequence[tuple[int, Stretches | None]], made: Sequence[int]) -> tuple[list[Stretches | None], Fraction]:
        """Lay the inputs end to end and cut the line at the outputs."""
        line = _laid(spent)
        marks: list[Stretches | None] = []
        start = 0
        for value in made:
            part = _cut(line, start, start + value)
            marks.append(part or None)
            start += value
        total = sum(value for value, _ in spent)
        fee = _cut(line, start, max(total, start))
        return marks, Fraction(sum(end - begin for begin, end in fee))

    def gather(self, made: Sequence[tuple[int, Stretches | None]], spent: Sequence[int]) -> list[Stretches | None]:
        """Lay the outputs end to end and cut the line at the inputs: the same line, read the other way."""
        line = _laid(made)
        marks: list[Stretches | None] = []
        start = 0
        for value in spent:
            marks.append(_cut(line, start, start + value) or None)
            start += value
        return marks

    def amount(self, value: int, mark: Stretches) -> Fraction:  # noqa: ARG002 - the stretches tell it
        """Count the tainted units."""
        return Fraction(sum(end - begin for begin, end in mark))


def _laid(spent: Sequence[tuple[int, Stretches | None]]) -> list[tuple[int, int]]:
    line: list[tuple[int, int]] = []
    offset = 0
    for value, mark in spent:
        for begin, end in mark or ():
            if line and line[-1][1] == offset + begin:
                line[-1] = (line[-1][0], offset + end)
            else:
                line.append((offset + begin, offset + end))
        offset += value
    return line


def _cut(line: Sequence[tuple[int, int]], start: int, end: int) -> Stretches:
    return tuple(
        (max(begin, start) - start, min(stop, end) - start) for begin, stop in line if begin < end and stop > start and end > start
    )

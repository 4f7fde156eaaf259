"""Answers with their grounds: a value, every fact it rests on, and which of these facts are weak on the day asked.

An answer is never silently sure: whoever uses it can name the weak fact, its source and its age, and decide to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from comity.knowledge.partial_date import is_dated
from comity.knowledge.row import Row
from comity.model.provenance import Basis, Provenance
from comity.model.said import say

V = TypeVar("V")
W = TypeVar("W")


class Weakness(StrEnum):
    """Why a fact cannot carry an open route.

    `unverified`: nobody read it in a source. `undated`: it was read, but its source has no date, so its age is unknown.
    `stale`: it is past its shelf life. `inferred`: it follows from other facts, not from a text. `unknown`: the knowledge base says that it
    does not know.
    """

    UNVERIFIED = "unverified"
    UNDATED = "undated"
    STALE = "stale"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Ternary(StrEnum):
    """Yes, no, or not known: a missing fact is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact that an answer rests on.

    Attributes:
        what: the fact, by row and field: `treaties/untoc parties[KZ].status`.
        provenance: where it comes from.
        weakness: why it is weak on the day asked; None when it is firm.
        verify_at: where to look it up again; None when nothing is known.
    """

    what: str
    provenance: Provenance
    weakness: Weakness | None = None
    verify_at: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[V]):
    """A value as of a day, with its grounds.

    Attributes:
        value: the answer.
        on: the day asked.
        grounds: every fact it rests on.
        note: what a reader should know; empty when there is nothing to say.
    """

    value: V
    on: date
    grounds: tuple[Ground, ...] = ()
    note: str = ""

    @property
    def weak(self) -> tuple[Ground, ...]:
        """The grounds that are weak."""
        return tuple(ground for ground in self.grounds if ground.weakness is not None)

    @property
    def is_firm(self) -> bool:
        """Tell whether it rests on at least one fact, and every fact was read, is dated and within its shelf life."""
        return bool(self.grounds) and not self.weak

    def map(self, change: Callable[[V], W]) -> Answer[W]:
        """Return the same answer with another value, on the same grounds."""
        return Answer(change(self.value), self.on, self.grounds, self.note)

    def also(self, grounds: Iterable[Ground]) -> Answer[V]:
        """Return the same answer resting on more facts."""
        return replace(self, grounds=merged(self.grounds, grounds))


def ground(
    row: Row,
    what: str,
    on: date,
    *,
    life: int | None,
    field: str | None = None,
    weakness: Weakness | None = None,
) -> Ground:
    """Say what a fact of a row rests on, and how it stands on a day.

    Args:
        row: the row.
        what: the fact in short (`treaties/untoc parties[KZ]`); the field is added.
        on: the day asked.
        life: shelf life of this kind of fact in days; None where it does not age.
        field: dotted path of the field in the row; None for the row as a whole.
        weakness: a weakness known beforehand (the value itself is `unknown`, say); an unverified basis outweighs it.
    """
    provenance = row.provenance(field, life=life, on=on)
    name = what if field is None else f"{what}.{field}"
    return Ground(name, provenance, _weakness(provenance, on, life, row.last_check(field)) or weakness, row.verify_at or provenance.source)


def together(notes: Iterable[str]) -> str:
    """Join notes, each once; a single one stays the message it is, so that a face can translate it."""
    told = tuple(dict.fromkeys(note for note in notes if note))
    if len(told) < 2:
        return told[0] if told else ""
    return say("{first}; {second}", first=told[0], second=together(told[1:]))


def computed(what: str, note: str | None = None) -> Ground:
    """Say that a fact follows from other facts or from plain logic."""
    return Ground(what, Provenance(Basis.COMPUTED, note=note))


def merged(*groups: Iterable[Ground]) -> tuple[Ground, ...]:
    """Join grounds, each fact once, in the order in which they come."""
    seen: dict[tuple[str, str | None], Ground] = {}
    for group in groups:
        for one in group:
            seen.setdefault((one.what, one.provenance.source), one)
    return tuple(seen.values())


def _weakness(provenance: Provenance, on: date, life: int | None, checked_on: str | None) -> Weakness | None:
    if provenance.basis is Basis.UNVERIFIED:
        return Weakness.UNVERIFIED
    if life is None:
        return None
    if provenance.review_after is None:
        return None if is_dated(provenance.as_of) or is_dated(checked_on) else Weakness.UNDATED
    return Weakness.STALE if on > provenance.review_after else None

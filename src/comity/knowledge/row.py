"""The base of every row of facts: its source, its date, and how far it may be trusted, field by field.

A row may be read and still hold fields that were not (`unverified_fields`); an overlay may replace single fields of it, each replacement
with its own source and date; a check may renew its age. So provenance is asked for the fields relied on, never for the row alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal, TypeVar

import msgspec

from comity.knowledge.shelf_life import age
from comity.model.provenance import Basis, Provenance

Confidence = Literal["read", "unverified"]
T = TypeVar("T")

RESERVED = ("origin", "overlaid", "checks")
"""Fields that the reader writes; a file that holds one is refused."""

PROVENANCE_KEYS = frozenset({"source", "as_of", "confidence", "verify_at", "checked_by", "checked_on", "checked_fields"})
"""Keys of an overlay that say where a change comes from; they are no change themselves."""


class Overlaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one replaced field comes from."""

    source: str | None = None
    as_of: str | None = None
    confidence: Confidence = "read"
    checked_by: str | None = None
    checked_on: str | None = None
    origin: str = ""


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody found a fact unchanged: who, when, and which file says so."""

    checked_by: str
    checked_on: str
    origin: str


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a row: it shares the provenance of the row it stands in.

    Class attributes:
        keys: for each field that holds a list of rows, the fields that single out one of them.
        identity: the fields that name a whole file; an overlay repeats them without changing anything.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {}
    identity: ClassVar[tuple[str, ...]] = ("id",)


class Tracked(Facts, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that has an origin of its own: an overlay may change it, with a source and a date.

    Attributes:
        origin: the file that holds it (`law/treaties/untoc.yaml`, `overlay:law/treaties/untoc.yaml`); written by the reader.
        overlaid: path of a field -> where its replacement comes from; `*` stands for all fields; written by the reader.
        checks: path of a field -> its last check; `*` stands for all fields; written by the reader.
    """

    origin: str = ""
    overlaid: dict[str, Overlaid] = msgspec.field(default_factory=dict)
    checks: dict[str, Check] = msgspec.field(default_factory=dict)


class Row(Tracked, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of facts with its provenance.

    Attributes:
        source: the page that was read; None when nothing was read.
        as_of: date of that source (`2026`, `2026-11`, `2026-11-21`, `undated`, an edition); None when nothing was read.
        confidence: `read` (a copy of the source showed it) or `unverified` (general knowledge).
        verify_at: where to verify an unverified row.
        note: what a reader should know beside it.
        unverified_fields: fields of a read row that come from general knowledge.
    """

    source: str | None = None
    as_of: str | None = None
    confidence: Confidence = "unverified"
    verify_at: str | None = None
    note: str | None = None
    unverified_fields: tuple[str, ...] = ()

    def provenance(self, field: str | None = None, *, life: int | None = None, on: date | None = None) -> Provenance:
        """Tell where one field of the row comes from.

        Args:
            field: dotted path of the field (`contact.email`); None for the row as a whole.
            life: shelf life of this kind of fact in days; None where it does not age.
            on: the day asked; needed only to tell the end of the shelf life.
        """
        replaced = _nearest(self.overlaid, field)
        check = _nearest(self.checks, field)
        if replaced is None:
            basis = Basis.READ if self.confidence == "read" and not self._is_doubted(field) else Basis.UNVERIFIED
            source, as_of, origin, by, day = self._page(), self.as_of, self.origin, None, None
        else:
            basis = Basis.READ if replaced.confidence == "read" else Basis.UNVERIFIED
            source, as_of, origin = replaced.source, replaced.as_of, replaced.origin
            by, day = replaced.checked_by, replaced.checked_on
        if check is not None:
            by, day = check.checked_by, check.checked_on
        told = age(as_of, on or date.max, life, day)
        return Provenance(basis, source if basis is Basis.READ else None, as_of, by, told.review_after, origin or None, self.note)

    def last_check(self, field: str | None = None) -> str | None:
        """Return the day of the last recorded check of a field, as written; None where nobody recorded one."""
        check, replaced = _nearest(self.checks, field), _nearest(self.overlaid, field)
        return check.checked_on if check is not None else replaced.checked_on if replaced is not None else None

    def _page(self) -> str | None:
        return self.source

    def _is_doubted(self, field: str | None) -> bool:
        return field is not None and any(_covers(doubted, field) for doubted in self.unverified_fields)


def _covers(pattern: str, field: str) -> bool:
    """Tell whether a field is the one named, lies in it, or holds it; `everything…` covers all, `*` one step."""
    if pattern.startswith("everything"):
        return not (
            pattern.startswith("everything except recognition data") and field.split(".", maxsplit=1)[0] in ("recognise", "identifiers")
        )
    named = pattern.split(" ", 1)[0].split(".")
    asked = field.split("[", 1)[0].split(".")
    return all(left in ("*", right) or right == "*" for left, right in zip(named, asked, strict=False))


def _nearest(marks: dict[str, T], field: str | None) -> T | None:
    """Find the mark of a field: its own, that of the part it lies in, or that of the whole row."""
    for path in _upwards(field):
        if path in marks:
            return marks[path]
    return None


def _upwards(field: str | None) -> Iterable[str]:
    if field is not None:
        yield field
        parts = field.replace("[", ".[").split(".")
        for end in range(len(parts) - 1, 0, -1):
            yield ".".join(parts[:end]).replace(".[", "[")
    yield "*"

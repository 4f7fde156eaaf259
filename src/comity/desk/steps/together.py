"""Two people in one form: changes are merged field by field, and nobody's words are lost.

A form sends, beside each value, a stamp of the value it was opened with. What a person did not touch never overwrites anything; what two
persons changed differently is a conflict that shows both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two persons changed.

    Attributes:
        field: its key.
        mine: what this person typed.
        theirs: what stands in the register.
    """

    field: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a form changes.

    Attributes:
        changes: field to the new text.
        conflicts: fields that somebody else changed meanwhile; nothing of them is saved.
    """

    changes: dict[str, str]
    conflicts: tuple[Conflict, ...]


def stamp(text: str) -> str:
    """Return the stamp of a value."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters that come along when text is pasted from elsewhere: nobody sees them, and no file may hold them."""


def as_typed(text: str) -> str:
    """Bring a value from a form into the form in which it is kept: plain line ends, nothing unseen, no spaces around."""
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def merged(current: Mapping[str, str], typed: Mapping[str, str], opened: Mapping[str, str]) -> Merged:
    """Merge a form into what stands in the register.

    Args:
        current: field to the text that stands there now; an absent field is empty.
        typed: field to the text that was sent.
        opened: field to the stamp of the text the form was opened with; a field without one was opened empty.
    """
    changes: dict[str, str] = {}
    conflicts = []
    for field, raw in typed.items():
        mine, theirs = as_typed(raw), current.get(field, "")
        before = opened.get(field, stamp(""))
        if stamp(mine) == before or mine == theirs:
            continue
        if stamp(theirs) == before:
            changes[field] = mine
        else:
            conflicts.append(Conflict(field, mine, theirs))
    return Merged(changes, tuple(conflicts))

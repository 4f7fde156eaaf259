"""Making identifiers in great number.

A frozen dataclass sets each of its attributes through `object.__setattr__`; eleven of them cost four times what plain assignments do. An
identifier is therefore filled while it is a `_Draft` and frozen afterwards: the two classes have the same slots, so that an object of one
may become one of the other (Python Language Reference, 3.3.2.4: `__class__` assignment works if both classes have the same `__slots__`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.model.identifier import Identifier, IdentifierKind, Note, Verdict

if TYPE_CHECKING:
    from comity.model.time import Instant


class _Draft:
    """An identifier before it is frozen."""

    __slots__ = Identifier.__slots__

    if TYPE_CHECKING:
        kind: IdentifierKind
        value: str
        raw: str
        start: int
        end: int
        verdict: Verdict
        reason: str
        provider: str | None
        at: Instant | None
        port: int | None
        notes: tuple[Note, ...]


def made_identifier(
    kind: IdentifierKind,
    value: str,
    raw: str,
    start: int,
    end: int,
    verdict: Verdict,
    reason: str,
    provider: str | None,
    at: Instant | None,
    port: int | None,
    notes: tuple[Note, ...],
) -> Identifier:
    """Make an identifier; the arguments are the attributes of `Identifier`, in its order."""
    made = _Draft()
    made.kind = kind
    made.value = value
    made.raw = raw
    made.start = start
    made.end = end
    made.verdict = verdict
    made.reason = reason
    made.provider = provider
    made.at = at
    made.port = port
    made.notes = notes
    made.__class__ = Identifier  # type: ignore[assignment]
    return made  # type: ignore[return-value]

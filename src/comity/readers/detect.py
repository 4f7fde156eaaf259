"""Choose the reader of a file: the surest wins, by content; two that are equally sure are an error of the readers."""

from __future__ import annotations

from functools import lru_cache

from comity.errors import KnowledgeError
from comity.plugins.walk import walk
from comity.readers.reader import Reader, Source

PACKAGES = ("comity.readers.returns", "comity.readers.devices")
_LEAST = 0.2


@lru_cache(maxsize=1)
def all_readers() -> tuple[Reader, ...]:
    """Make one reader of each kind, in the order of their names."""
    return tuple(kind() for package in PACKAGES for _, kind in walk(package, Reader))  # type: ignore[type-abstract]


def choose(source: Source) -> Reader | None:
    """Choose the reader of a source.

    Returns:
        The surest reader; None when none is sure enough.

    Raises:
        KnowledgeError: two readers are equally sure.
    """
    votes = [(_sureness(reader, source), reader) for reader in all_readers()]
    best = max((vote for vote, _ in votes), default=0.0)
    if best < _LEAST:
        return None
    winners = [reader for vote, reader in votes if vote == best]
    if len(winners) > 1:
        names = ", ".join(reader.slug for reader in winners)
        raise KnowledgeError(f"equally sure readers: {names}", place=source.path, hint="one of them must look at more of the file")
    return winners[0]


def _sureness(reader: Reader, source: Source) -> float:
    try:
        return reader.detect(source)
    except Exception as problem:  # noqa: BLE001 - the edge where readers run: a fault of one must not cost the others the file
        source.note_defect(f"{reader.slug} failed while looking: {type(problem).__name__}")
        return 0.0

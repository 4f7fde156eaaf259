"""Which characters of a text are taken: where two readings overlap, the one that comes first stands."""

from __future__ import annotations


class Spans:
    """The characters of one text that were read already.

    Args:
        length: of the text, in code points.
    """

    __slots__ = ("_taken",)

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Take a span; tell whether it was free. Of one that is not, nothing is taken."""
        if self._taken.find(1, start, end) >= 0:
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True

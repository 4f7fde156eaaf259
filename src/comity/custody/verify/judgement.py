"""What a check says: yes or no, and why, with the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Because:
    """One reason.

    Attributes:
        code: stable code.
        text: the reason in words.
        where: the first bad place (a path, a line, an index); None when it concerns the whole.
    """

    code: str
    text: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of a check.

    Attributes:
        ok: whether everything that was checked holds.
        reasons: what was found: all failures when `ok` is false, otherwise what was shown.
    """

    ok: bool
    reasons: tuple[Because, ...]


def refused(code: str, text: str, where: str | None = None) -> Judgement:
    """Say no, for one reason."""
    return Judgement(False, (Because(code, text, where),))

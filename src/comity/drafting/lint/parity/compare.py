"""Compare two language versions token by token, and say which one differs and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from comity.drafting.lint.parity.tokens import Token, tokens

_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Difference:
    """A token of one text that the other text does not have.

    Attributes:
        token: the token.
        is_in_first: whether it stands in the first text; otherwise in the second.
        nearest: what stands in the other text in its place, as far as that can be told; None when nothing resembles it.
    """

    token: Token
    is_in_first: bool
    nearest: str | None


def differences(first: str, second: str) -> list[Difference]:
    """Return the tokens that stand in one text only, those of the first text before those of the second.

    How often a token stands in a text does not matter: a translation may name an account in a heading once more.
    """
    here, there = tokens(first), tokens(second)
    only_here, only_there = _without(here, there), _without(there, here)
    found = [Difference(token, is_in_first=True, nearest=_nearest(token, only_here, only_there)) for token in only_here]
    named = {one.nearest for one in found}
    return found + [
        Difference(token, is_in_first=False, nearest=_nearest(token, only_there, only_here))
        for token in only_there
        if token.raw not in named
    ]


def _without(some: Iterable[Token], others: Iterable[Token]) -> list[Token]:
    known = {key for token in others for key in token.keys}
    seen: set[str] = set()
    kept = []
    for token in some:
        if known.isdisjoint(token.keys) and seen.isdisjoint(token.keys):
            kept.append(token)
            seen |= token.keys
    return kept


def _nearest(token: Token, own: list[Token], others: list[Token]) -> str | None:
    """Return what stands in the other text instead: the most alike of its kind, or the one in the same place among equally many."""
    alike = [(SequenceMatcher(None, token.raw, other.raw).ratio(), other.raw) for other in others if other.kind is token.kind]
    if not alike:
        return None
    likeness, raw = max(alike, key=lambda pair: pair[0])
    if likeness >= _SIMILAR:
        return raw
    same_kind = [other for other in own if other.kind is token.kind]
    return alike[same_kind.index(token)][1] if len(same_kind) == len(alike) else None

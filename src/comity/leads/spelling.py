"""What a long token may have been before a scanner or a keyboard of another script changed it.

A checksum tells which reading is right: a guess that bears it is as good as certain, yet it is offered as `unsure`, for a person to
compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from comity.leads.kind import Candidate
from comity.leads.page import Page, Token
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_BASE58 = {"0": "oDQ", "O": "oDQ", "I": "1iJL", "l": "1iLj"}
_BECH32 = {"o": "0", "O": "0", "b": "6h", "i": "lj", "I": "l", "1": "l", "B": "8"}
_MOST_DOUBTS = 3


def base58_guesses(text: str) -> Iterator[str]:
    """Yield readings of a token in which characters that Base58 does not have are replaced by those they are mistaken for."""
    yield from _guesses(text, _BASE58)


def bech32_guesses(text: str) -> Iterator[str]:
    """Yield readings of a segwit address in which characters that Bech32 does not have are replaced."""
    prefix, separator, data = text.partition("1")
    for guess in _guesses(data.lower(), _BECH32):
        yield prefix.lower() + separator + guess


def _guesses(text: str, doubts: dict[str, str]) -> Iterator[str]:
    places = [place for place, letter in enumerate(text) if letter in doubts]
    if not 0 < len(places) <= _MOST_DOUBTS:
        return
    for choice in product(*(doubts[text[place]] for place in places)):
        letters = list(text)
        for place, letter in zip(places, choice, strict=True):
            letters[place] = letter
        yield "".join(letters)


def judged(kind: IdentifierKind, token: Token, holds: Callable[[str], bool], guesses: Callable[[str], Iterator[str]]) -> Candidate | None:
    """Judge a token by a checksum, as it stands and as it may have been.

    Returns:
        A candidate where a reading holds: `valid` for the token as it stands, `unsure` with the reading else; None where none does.
    """
    if holds(token.text):
        found = Candidate(kind, token.start, token.end, token.text)
        if token.is_broken:
            found.notes |= {Note.BROKEN_LINE}
        if token.has_look_alikes:
            found.verdict, found.notes = Verdict.UNSURE, {Note.HOMOGLYPH, Note.MIXED_SCRIPT}
            found.reason = say("letters of another script stand inside; read as {value}", value=token.text)
        return found
    if token.is_broken:
        return None
    for guess in guesses(token.text):
        if holds(guess):
            return Candidate(kind, token.start, token.end, guess, Verdict.UNSURE, say("perhaps {value} is meant", value=guess), {Note.OCR})
    return None


def wrong(kind: IdentifierKind, token: Token, weight: int = 50) -> Candidate:
    """Make the candidate of a token that has the form of an address and a checksum that does not hold."""
    return Candidate(
        kind, token.start, token.end, token.text, Verdict.INVALID, say("the checksum is wrong"), {Note.BAD_CHECKSUM}, weight=weight
    )


def stands_in_path(page: Page, token: Token) -> bool:
    """Tell whether a token is glued to signs of Base64 or of a path, so that its form alone means nothing."""
    before, after = page.text[token.start - 1 : token.start], page.text[token.end : token.end + 1]
    return bool((before and before in "+_=-/%&") or (after and after in "+_=/-%"))

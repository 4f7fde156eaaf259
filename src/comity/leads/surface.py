"""The text as its writer meant it: hidden characters gone, defanged marks put back, and the way back to the original kept.

Recognisers read the surface; what they find is reported at its place in the original. Where nothing has to be changed, which is
the rule, the surface is the text itself and costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from comity.leads.checks.hosts import top_level_domains
from comity.model.identifier import Note
from comity.text.scripts import HIDDEN_LETTERS, HiddenKind, hidden_characters

_DOT_WORDS = "dot|DOT|Dot|точка|тчк|nuqta|нуқта|нүкте|чекит|d0t"
_AT_WORDS = "at|AT|At|собака|собачка|эт"
_BRACKETED = re.compile(
    rf"[\[({{]\s?(?:(?P<dot>\.|{_DOT_WORDS})|(?P<at>@|{_AT_WORDS})|(?P<colon>:)|(?P<slashes>://)|(?P<slash>/))\s?[\])}}]"
)
_SCHEME = re.compile(r"[hH](?:[xX]{2}|\*\*)[pP](?=[sS]?(?:://|\[:|:\\|\[://))")
_ENGLISH_DOT = re.compile(r"(?<=[A-Za-z0-9]) (?:dot|DOT) (?=([a-z]{2,12})\b)")
_DOT_FOLLOWS = re.compile(r"[A-Za-z0-9-]+ (?:dot|DOT) [A-Za-z]")
# "write to desk at bank dot example", but not "it stood at bank dot example": the name opens a phrase or follows a word about mail.
_NAME_BEFORE = re.compile(r"(?:[:<(\[\"«,;\n]|mail|address|write to|contact|^)[ \t\"']{0,2}[A-Za-z0-9._+-]{1,64}$")
_SPOKEN = (
    *((f" {word} ", ".") for word in ("точка", "тчк", "nuqta", "нуқта", "чекит", "нүкте")),
    *((f" {word} ", "@") for word in ("собака", "собачка")),
)
_UNSEEN = re.compile("[" + "".join(sorted(HIDDEN_LETTERS)) + "\uff01-\uff5e\u3002]")
_WIDE = re.compile("[\uff01-\uff5e\u3002]")


_UNCHANGED: frozenset[Note] = frozenset()


class _Edit(NamedTuple):
    start: int
    end: int
    text: str
    note: Note | None


def _by_place(edit: _Edit) -> tuple[int, int]:
    return edit.start, -edit.end


class Surface:
    """A text to read and the way back.

    Attributes:
        original: the text as given.
        text: the text to read.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        edits = sorted(_edits(original), key=_by_place)
        self._edits: list[_Edit] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        # How far a place after so many edits lies from its place in the original.
        self._shifts: list[int] = [0]
        pieces, place, length = [], 0, 0
        for edit in edits:
            if edit.start < place:
                continue
            pieces += [original[place : edit.start], edit.text]
            length += edit.start - place
            self._edits.append(edit)
            self._starts.append(length)
            length += len(edit.text)
            self._ends.append(length)
            place = edit.end
            self._shifts.append(place - length)
        self.text = "".join([*pieces, original[place:]]) if pieces else original

    @property
    def is_identical(self) -> bool:
        """Tell whether nothing had to be changed."""
        return not self._edits

    def locate(self, start: int, end: int) -> tuple[int, int, frozenset[Note]]:
        """Return the place in the original of a place on the surface, and what was changed inside."""
        first = bisect_right(self._ends, start)
        # An edit that left nothing and ends right here stands before the place.
        after = bisect_left(self._starts, end, first)
        shifts = self._shifts
        if first == after:
            return start + shifts[first], end + shifts[first], _UNCHANGED
        low = start + shifts[first]
        high = end + shifts[after]
        if self._starts[first] < start:
            low = self._edits[first].start
        if self._ends[after - 1] >= end:
            high = self._edits[after - 1].end
        return low, high, frozenset(edit.note for edit in self._edits[first:after] if edit.note)


def _edits(text: str) -> Iterator[_Edit]:
    if not text.isascii():
        yield from _unseen(text)
    yield from _brackets(text)
    if "xxp" in text or "XXP" in text or "**p" in text or "Xxp" in text:
        for scheme in _SCHEME.finditer(text):
            yield _Edit(*scheme.span(), "http", Note.DEFANGED)
    yield from _spoken(text)


def _unseen(text: str) -> Iterator[_Edit]:
    """Leave out what takes no room on paper, and write full-width letters as plain ones."""
    if _UNSEEN.search(text):
        for letter in hidden_characters(text):
            note = Note.ZERO_WIDTH if letter.kind is HiddenKind.ZERO_WIDTH else Note.BIDI
            yield _Edit(letter.position, letter.position + 1, "", note)
        yield from _wide(text)


def _wide(text: str) -> Iterator[_Edit]:
    for wide in _WIDE.finditer(text):
        plain = "." if wide.group() == "\u3002" else chr(ord(wide.group()) - 0xFEE0)
        yield _Edit(wide.start(), wide.end(), plain, Note.HOMOGLYPH)


def _spoken(text: str) -> Iterator[_Edit]:
    """Put back marks that are written out as words: «иван собака example точка kg», `ivan at example dot com`."""
    for word, mark in _SPOKEN:
        place = text.find(word)
        while place > 0:
            end = place + len(word)
            before, after = text[place - 1], text[end : end + 1]
            if (before.isalnum() or before == "_") and before.isascii() and after.isalnum() and after.isascii():
                yield _Edit(place, end, mark, Note.DEFANGED)
            place = text.find(word, end)
    if " dot " in text or " DOT " in text:
        for dot in _ENGLISH_DOT.finditer(text):
            if dot[1] in top_level_domains():
                yield _Edit(*dot.span(), ".", Note.DEFANGED)
    for word in (" at ", " AT "):
        place = text.find(word)
        while place > 0:
            if _DOT_FOLLOWS.match(text, place + 4) and _NAME_BEFORE.search(text[max(0, place - 80) : place]):
                yield _Edit(place, place + 4, "@", Note.DEFANGED)
            place = text.find(word, place + 4)


def _brackets(text: str) -> Iterator[_Edit]:
    for found in _BRACKETED.finditer(text):
        start, end = found.span()
        # "evil [dot] com": blanks on both sides belong to the mark, one alone does not ("see [.] com").
        if (
            text[start - 1 : start] in _BLANK
            and text[end : end + 1] in _BLANK
            and (found["dot"] or found["at"])
            and start > 0
            and end < len(text)
        ):
            start, end = start - 1, end + 1
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not ((before.isalnum() or before in "_-.:/]") and (after.isalnum() or (after and after in "_-./:["))):
            continue
        mark = "." if found["dot"] else "@" if found["at"] else ":" if found["colon"] else "://" if found["slashes"] else "/"
        yield _Edit(start, end, mark, Note.DEFANGED)


_BLANK = frozenset(" \t")

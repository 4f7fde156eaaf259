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
from comity.text.image import DIGITS, LETTERS, Image, folded, rare_characters
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
_SPOKEN = dict.fromkeys((" точка ", " тчк ", " нуқта ", " чекит ", " нүкте "), ".") | dict.fromkeys((" собака ", " собачка "), "@")
# A word in other letters between two in Latin: on the image, since most texts hold none.
_WORDS = folded({LETTERS + DIGITS + b"_": b"a", b" ": b" ", b"?": b"?"}, b"-")
_BETWEEN = re.compile(rb"a \?{3,7} (?=a)")
_OPENINGS = folded({b"[({": b"["}, b"-")
_MARKS = {"dot": ".", "at": "@", "colon": ":", "slashes": "://", "slash": "/"}
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
        image: its image.
        rare: the rare characters of the original.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self.rare = rare_characters(original)
        image = Image(original, self.rare)
        edits = sorted(_edits(original, image, self.rare), key=_by_place)
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
        self.image = Image(self.text, self.rare) if pieces else image

    @property
    def is_identical(self) -> bool:
        """Tell whether nothing had to be changed."""
        return not self._edits

    def locate(self, start: int, end: int) -> tuple[int, int, frozenset[Note]]:
        """Return the place in the original of a place on the surface, and what was changed inside."""
        first = bisect_right(self._ends, start)
        shifts, starts = self._shifts, self._starts
        # An edit that left nothing and ends right here stands before the place.
        if first == len(starts) or starts[first] >= end:
            return start + shifts[first], end + shifts[first], _UNCHANGED
        after = bisect_left(starts, end, first)
        low = start + shifts[first]
        high = end + shifts[after]
        if self._starts[first] < start:
            low = self._edits[first].start
        if self._ends[after - 1] >= end:
            high = self._edits[after - 1].end
        return low, high, frozenset(edit.note for edit in self._edits[first:after] if edit.note)


def _edits(text: str, image: Image, rare: frozenset[str]) -> Iterator[_Edit]:
    if rare:
        yield from _unseen(text, rare)
    yield from _brackets(text, image)
    if b"xxp" in image.lower or (b"*" in image.plain and b"**p" in image.lower):
        for scheme in _SCHEME.finditer(text):
            yield _Edit(*scheme.span(), "http", Note.DEFANGED)
    yield from _spoken(text, image)


def _unseen(text: str, rare: frozenset[str]) -> Iterator[_Edit]:
    """Leave out what takes no room on paper, and write full-width letters as plain ones."""
    if not rare.isdisjoint(HIDDEN_LETTERS):
        for letter in hidden_characters(text):
            note = Note.ZERO_WIDTH if letter.kind is HiddenKind.ZERO_WIDTH else Note.BIDI
            yield _Edit(letter.position, letter.position + 1, "", note)
    if any(map(_WIDE.match, rare)):
        yield from _wide(text)


def _wide(text: str) -> Iterator[_Edit]:
    for wide in _WIDE.finditer(text):
        plain = "." if wide.group() == "\u3002" else chr(ord(wide.group()) - 0xFEE0)
        yield _Edit(wide.start(), wide.end(), plain, Note.HOMOGLYPH)


def _spoken(text: str, image: Image) -> Iterator[_Edit]:
    """Put back marks that are written out as words: «иван собака example точка kg», `ivan at example dot com`."""
    plain, lower = image.plain, image.lower
    for found in _BETWEEN.finditer(plain.translate(_WORDS)):
        place, end = found.start() + 1, found.end()
        if (mark := _SPOKEN.get(text[place:end])) and text[end] != "_":
            yield _Edit(place, end, mark, Note.DEFANGED)
    if b" nuqta " in plain:
        for nuqta in _NUQTA.finditer(text):
            yield _Edit(*nuqta.span(), ".", Note.DEFANGED)
    if b" dot " in lower:
        for dot in _ENGLISH_DOT.finditer(text):
            if dot[1] in top_level_domains():
                yield _Edit(*dot.span(), ".", Note.DEFANGED)
    place = lower.find(b" at ")
    while place > 0:
        if (
            plain[place + 1 : place + 3] in _AT
            and _DOT_FOLLOWS.match(text, place + 4)
            and _NAME_BEFORE.search(text[max(0, place - 80) : place])
        ):
            yield _Edit(place, place + 4, "@", Note.DEFANGED)
        place = lower.find(b" at ", place + 4)


def _brackets(text: str, image: Image) -> Iterator[_Edit]:
    openings = image.plain.translate(_OPENINGS)
    place = openings.find(b"[")
    while place >= 0:
        found = _BRACKETED.match(text, place)
        if found:
            start, end = place, found.end()
            mark = found.lastgroup or ""
            # "evil [dot] com": blanks on both sides belong to the mark, one alone does not ("see [.] com").
            if start and text[start - 1] in _BLANK and text[end : end + 1] in _BLANK and mark in _WRITTEN_OUT and end < len(text):
                start, end = start - 1, end + 1
            before, after = text[start - 1 : start], text[end : end + 1]
            if before and after and (before.isalnum() or before in "_-.:/]") and (after.isalnum() or after in "_-./:["):
                yield _Edit(start, end, _MARKS[mark], Note.DEFANGED)
        place = openings.find(b"[", found.end() if found else place + 1)


_BLANK = frozenset(" \t")
_WRITTEN_OUT = frozenset({"dot", "at"})
_AT = frozenset({b"at", b"AT"})
_NUQTA = re.compile(r"(?<=[A-Za-z0-9_]) nuqta (?=[A-Za-z0-9])")

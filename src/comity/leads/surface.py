"""The text as its writer meant it: hidden characters gone, defanged marks put back, and the way back to the original kept.

Recognisers read the surface; what they find is reported at its place in the original. Where nothing has to be changed, which is
the rule, the surface is the text itself and costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from comity.leads.checks.hosts import top_level_domains
from comity.model.identifier import Note
from comity.text.scripts import HiddenKind, hidden_characters

_DOT_WORDS = "dot|DOT|Dot|точка|тчк|nuqta|нуқта|нүкте|чекит|d0t"
_AT_WORDS = "at|AT|At|собака|собачка|эт"
_BRACKETED = re.compile(
    rf"[ \t]?[\[({{]\s?(?:(?P<dot>\.|{_DOT_WORDS})|(?P<at>@|{_AT_WORDS})|(?P<colon>:)|(?P<slashes>://)|(?P<slash>/))\s?[\])}}][ \t]?"
)
_SCHEME = re.compile(r"[hH](?:[xX]{2}|\*\*)[pP](?=[sS]?(?:://|\[:|:\\|\[://))")
_SPOKEN = re.compile(r"(?<=[A-Za-z0-9_]) (?:(?P<dot>точка|тчк|nuqta|нуқта|чекит|нүкте)|(?P<at>собака|собачка)) (?=[A-Za-z0-9])")
_ENGLISH_DOT = re.compile(r"(?<=[A-Za-z0-9]) (?:dot|DOT) (?=([a-z]{2,12})\b)")
# "write to desk at bank dot example", but not "it stood at bank dot example": the name must open a phrase or follow a word about mail.
_ENGLISH_AT = re.compile(
    r"(?:(?<=[:<(\[\"«,;])|(?<=mail)|(?<=address)|(?<=write to)|(?<=contact)|^|(?<=\n))[ \t\"']{0,2}[A-Za-z0-9._+-]{1,64}"
    r"(?P<at> (?:at|AT) )(?=[A-Za-z0-9-]+ (?:dot|DOT) [A-Za-z])"
)
_SPOKEN_WORDS = (" точка ", " тчк ", " nuqta ", " нуқта ", " чекит ", " нүкте ", " собака ", " собачка ")
_WIDE = re.compile("[\uff01-\uff5e\u3002]")


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    note: Note | None


class Surface:
    """A text to read and the way back.

    Attributes:
        original: the text as given.
        text: the text to read.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        edits = sorted(_edits(original), key=lambda edit: (edit.start, -edit.end))
        self._edits: list[_Edit] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
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
        self.text = "".join([*pieces, original[place:]]) if pieces else original

    @property
    def is_identical(self) -> bool:
        """Tell whether nothing had to be changed."""
        return not self._edits

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a place on the surface."""
        if not self._edits:
            return start, end
        return self._origin(start, at_end=False), self._origin(end, at_end=True)

    def _origin(self, place: int, *, at_end: bool) -> int:
        if at_end:
            # An edit that ends here and left text is part of what ends here; one that vanished is not.
            number = bisect_left(self._ends, place) - 1
            if number + 1 < len(self._ends) and self._ends[number + 1] == place and self._starts[number + 1] < place:
                return self._edits[number + 1].end
            while number + 1 < len(self._starts) and self._starts[number + 1] < place:
                number += 1
        else:
            number = bisect_right(self._ends, place) - 1
            if number + 1 < len(self._starts) and self._starts[number + 1] <= place < self._ends[number + 1]:
                return self._edits[number + 1].start
        if number < 0:
            return place
        return self._edits[number].end + place - self._ends[number]

    def notes(self, start: int, end: int) -> set[Note]:
        """List what was changed inside a place of the surface."""
        low, high = bisect_left(self._ends, start), bisect_right(self._starts, end)
        return {
            edit.note
            for edit, begin, stop in zip(self._edits[low:high], self._starts[low:high], self._ends[low:high], strict=True)
            if edit.note and begin < end and (stop > start or begin > start)
        }


def _edits(text: str) -> Iterator[_Edit]:
    if not text.isascii():
        yield from _unseen(text)
    yield from _brackets(text)
    for scheme in _SCHEME.finditer(text):
        yield _Edit(*scheme.span(), "http", Note.DEFANGED)
    yield from _spoken(text)


def _unseen(text: str) -> Iterator[_Edit]:
    """Leave out what takes no room on paper, and write full-width letters as plain ones."""
    for letter in hidden_characters(text):
        note = Note.ZERO_WIDTH if letter.kind is HiddenKind.ZERO_WIDTH else Note.BIDI
        yield _Edit(letter.position, letter.position + 1, "", note)
    for wide in _WIDE.finditer(text):
        plain = "." if wide.group() == "\u3002" else chr(ord(wide.group()) - 0xFEE0)
        yield _Edit(wide.start(), wide.end(), plain, Note.HOMOGLYPH)


def _spoken(text: str) -> Iterator[_Edit]:
    """Put back marks that are written out as words: «иван собака example точка kg», `ivan at example dot com`."""
    if any(word in text for word in _SPOKEN_WORDS):
        for spoken in _SPOKEN.finditer(text):
            yield _Edit(*spoken.span(), "." if spoken["dot"] else "@", Note.DEFANGED)
    if " dot " in text or " DOT " in text:
        for dot in _ENGLISH_DOT.finditer(text):
            if dot[1] in top_level_domains():
                yield _Edit(*dot.span(), ".", Note.DEFANGED)
    if " at " in text or " AT " in text:
        for at in _ENGLISH_AT.finditer(text):
            yield _Edit(*at.span("at"), "@", Note.DEFANGED)


def _brackets(text: str) -> Iterator[_Edit]:
    for found in _BRACKETED.finditer(text):
        start, end = found.span()
        inner = found.group().strip()
        # Blanks belong to the mark only where they stand on both sides or inside a word form: "evil [dot] com", but not "see [1] (.) x".
        if text[start] in " \t" and text[end - 1] not in " \t":
            start += 1
        elif text[end - 1] in " \t" and text[start] not in " \t":
            end -= 1
        if text[start] in " \t" and inner[1:-1].strip() in {":", "://", "/"}:
            start, end = start + 1, end - 1
        before, after = text[start - 1 : start], text[end : end + 1]
        if not ((before.isalnum() or before in "_-.:/") and (after.isalnum() or after in "_-./:[")) or not before:
            continue
        mark = "." if found["dot"] else "@" if found["at"] else ":" if found["colon"] else "://" if found["slashes"] else "/"
        yield _Edit(start, end, mark, Note.DEFANGED)

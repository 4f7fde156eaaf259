"""A text made ready for the recognisers: the surface, lists that several of them need, and questions about what stands beside.

Each list is made once, in one pass, and only when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from comity.leads import words
from comity.leads.context import Context
from comity.leads.links import Link, Mail, links, mails
from comity.leads.marks import MarkIndex, index_of
from comity.leads.surface import Surface
from comity.leads.tables import Tables
from comity.leads.words import Cue
from comity.text.scripts import to_latin

_DIGITS = re.compile("[0-9](?:[ \u00a0\u202f().-]{0,2}[0-9]){6,}")
_GROUP = re.compile(r"[0-9]+")
_LONG = re.compile(r"[A-Za-z0-9]{12,}")
_BREAK = re.compile(r"-?[ \t]*\r?\n[ \t>|]*(?=[A-Za-z0-9])")
_RUN = re.compile(r"[A-Za-z0-9]+")
_BEFORE, _AFTER = 56, 18


@dataclass(frozen=True, slots=True)
class Digits:
    """A row of digits with at most two blanks, points, hyphens or brackets between them; seven digits at least.

    Attributes:
        start: first digit.
        end: after the last one.
        groups: the pieces without anything between: first character, after the last one.
    """

    start: int
    end: int
    groups: tuple[tuple[int, int], ...]

    def windows(self, count: int) -> Iterator[tuple[int, int]]:
        """Yield the places of neighbouring whole groups that make up so many digits."""
        for first in range(len(self.groups)):
            total = 0
            for last in range(first, len(self.groups)):
                total += self.groups[last][1] - self.groups[last][0]
                if total == count:
                    yield self.groups[first][0], self.groups[last][1]
                if total >= count:
                    break


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and digits that could be an address, a digest or a key; at least 24 characters.

    Attributes:
        start: first character.
        end: after the last one.
        text: the characters, look-alikes of other scripts written in Latin, line breaks taken out.
        is_broken: whether a line break stood inside.
        has_look_alikes: whether letters of another script stood inside.
    """

    start: int
    end: int
    text: str
    is_broken: bool = False
    has_look_alikes: bool = False


class Page:
    """A text made ready.

    Attributes:
        text: the surface: what the kinds read.
        surface: the way back to the original.
        context: the case.
        index: the providers' marks.
    """

    def __init__(self, text: str, context: Context) -> None:
        self.surface = Surface(text)
        self.text = self.surface.text
        self.context = context
        self.index: MarkIndex = index_of(context.marks)
        self._cues: dict[int, tuple[Cue | None, int]] = {}

    @cached_property
    def digits(self) -> tuple[Digits, ...]:
        """List the rows of seven digits and more."""
        text = self.text
        return tuple(
            Digits(found.start(), found.end(), tuple(group.span() for group in _GROUP.finditer(text, *found.span())))
            for found in _DIGITS.finditer(text)
        )

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """List the long runs of letters and digits, each broken one as a whole after its pieces."""
        return tuple(self._tokens())

    def _tokens(self) -> Iterator[Token]:
        text, last = self.text, -1
        for found in _LONG.finditer(text):
            start, end = found.span()
            if start < last:
                continue
            if not text.isascii():
                start, end = self._widened(start, end)
            last = end
            if end - start >= 24:
                run = text[start:end]
                latin = to_latin(run)
                yield Token(start, end, latin, has_look_alikes=latin is not run and latin != run)
            broken = _BREAK.match(text, end)
            if broken and (rest := _RUN.match(text, broken.end())) and 24 <= end - start + rest.end() - rest.start() <= 130:
                yield Token(start, rest.end(), to_latin(text[start:end]) + rest.group(), is_broken=True)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        text = self.text
        while start and (text[start - 1].isalnum()):
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        return start, end

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """List the addresses of pages and hosts, with scheme or without."""
        return tuple(links(self.text))

    @cached_property
    def mails(self) -> tuple[Mail, ...]:
        """List the runs that look like an e-mail address."""
        return tuple(mails(self.text))

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.text)

    def before(self, place: int, length: int = _BEFORE) -> str:
        """Return the text before a place, lower case, from the same line; an empty line start reaches back to the line above."""
        text = self.text
        begin = max(0, place - length)
        line = text.rfind("\n", begin, place) + 1
        if line > begin and not text[line:place].strip(" \t\"'>|*-•"):
            begin = max(begin, text.rfind("\n", begin, line - 1) + 1)
        else:
            begin = max(begin, line)
        return text[begin:place].lower()

    def after(self, place: int, length: int = _AFTER) -> str:
        """Return the text after a place, lower case, from the same line."""
        return self.text[place : place + length].split("\n", 1)[0].lower()

    def cue(self, start: int, end: int) -> Cue | None:
        """Tell what the words beside a number say it is: the nearest before, in a bracket after it, or at the head of its column."""
        return self.cue_and_distance(start, end)[0]

    def cue_and_distance(self, start: int, end: int) -> tuple[Cue | None, int]:
        """Tell the cue, and how many characters lie between it and the number (0 for a column head)."""
        known = self._cues.get(start)
        if known is None:
            known = self._cues[start] = self._find_cue(start, end)
        return known

    def _find_cue(self, start: int, end: int) -> tuple[Cue | None, int]:
        before = self.before(start)
        found, distance = words.cue_before(before)
        after = self.after(end)
        if words.is_amount(before, after) and found not in {Cue.PHONE, Cue.CARD, Cue.IMEI, Cue.IMSI}:
            return Cue.MONEY, 0
        follows = words.cue_after(after)
        # In Kazakh, Kyrgyz and Uzbek the noun comes after its number; it wins over a word that stands farther away.
        if follows is not None and follows is not Cue.NUMBER and (found is None or distance > 3):
            return follows, 0
        if found is None and after.lstrip(" ,").startswith(("(", "-", "–")):
            cues = words.cues_in(after[:16])
            found = cues.pop() if len(cues) == 1 else None
        if found is None:
            head = self._tables.head(start)
            return (words.cue_before(head + " ")[0], 0) if head else (None, 0)
        return found, distance

    def column(self, start: int, cue: Cue) -> str | None:
        """Return the cell of the same row whose column head bears a cue; None outside tables."""
        return self._tables.cell(start, lambda head: words.cue_before(head.lower() + " ")[0] is cue)

    def provider_near(self, start: int, end: int, reach: int = 90) -> str | None:
        """Name the provider that is named nearest: before in the same line or sentence, else shortly after."""
        pattern = self.index.names
        if pattern is None:
            return None
        last = None
        for last in pattern.finditer(self.before(start, reach)):  # noqa: B007 - the last one counts
            pass
        if last:
            return self.index.of_name(last[1])
        found = pattern.search(self.after(end, 36).split(". ", 1)[0])
        if found:
            return self.index.of_name(found[1])
        head = self._tables.head(start)
        named = pattern.search(head.lower()) if head else None
        return self.index.of_name(named[1]) if named else None

    @cached_property
    def speaks_of_crypto(self) -> bool:
        """Tell whether the text as a whole is about transfers of virtual assets."""
        return _CRYPTO.search(self.text) is not None


_CRYPTO = re.compile(
    r"\b(?:USDT|TRC-?20|ERC-?20|TXID|txid|BTC|[Bb]lockchain|[Бб]локчейн|[Бб]итко[ий]н|[Bb]itcoin|[Кк]рипто\w+|[Cc]rypto\w*)\b"
)

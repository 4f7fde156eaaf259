"""A text made ready for the recognisers: the surface, lists that several of them need, and questions about what stands beside.

Each list is made once, in one pass, and only when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cached_property

from comity.leads import words
from comity.leads.context import Context
from comity.leads.links import Link, Mail, links, mails
from comity.leads.marks import MarkIndex, index_of
from comity.leads.repeats import REACH
from comity.leads.scan import Digits, Scan, Token, scan
from comity.leads.surface import Surface
from comity.leads.tables import Tables
from comity.leads.words import Cue
from comity.text.image import DIGITS, LETTERS, folded
from comity.text.scripts import to_latin

__all__ = ["Digits", "Page", "Token"]

_RUNS = folded({LETTERS + DIGITS: b"a"}, b" ")
_LONG = re.compile(b"a" * 12 + b"a*")
_BREAK = re.compile(r"-?[ \t]*\r?\n[ \t>|]*(?=[A-Za-z0-9])")
_RUN = re.compile(r"[A-Za-z0-9]+")
_BEFORE, _AFTER = 56, 18
_CLOSE = 14
_SURE = frozenset({Cue.PHONE, Cue.CARD, Cue.IMEI, Cue.IMSI})
_CRYPTO = ("USDT", "TRC", "ERC", "TXID", "txid", "BTC", "lockchain", "локчейн", "итко", "itcoin", "рипто", "rypto", "usdt")


class Page:
    """A text made ready.

    Attributes:
        text: the surface: what the kinds read.
        surface: the way back to the original.
        context: the case.
        index: the providers' marks.
        web_hosts: for the place of a host without a scheme, whether it is meant as one; filled by `comity.leads.web`.
    """

    def __init__(self, text: str, context: Context) -> None:
        self.surface = Surface(text)
        self.text = self.surface.text
        self.context = context
        self.index: MarkIndex = index_of(context.marks)
        self.web_hosts: dict[int, bool] = {}
        self._cues: dict[int, tuple[Cue | None, int]] = {}

    @cached_property
    def scan(self) -> Scan:
        """Sort the pieces of the text that hold a digit."""
        return scan(self.text, self.surface.image)

    @property
    def digits(self) -> list[Digits]:
        """List the rows of seven digits and more."""
        return self.scan.rows

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """List the long runs of letters and digits, each broken one as a whole after its pieces."""
        return tuple(self._tokens())

    @cached_property
    def _runs(self) -> list[tuple[int, int]]:
        return [found.span() for found in _LONG.finditer(self.surface.image.plain.translate(_RUNS))]

    def _tokens(self) -> Iterator[Token]:
        text, last, plain = self.text, -1, self.text.isascii()
        for low, high in self._runs:
            if low < last:
                continue
            start, end = (low, high) if plain else self._widened(low, high)
            last = end
            if end - start >= 24:
                run = text[start:end]
                latin = run if run.isascii() else to_latin(run)
                yield Token(start, end, latin, has_look_alikes=latin != run)
            if text[end : end + 1] in _LINE_ENDS and (broken := _BREAK.match(text, end)):
                rest = _RUN.match(text, broken.end())
                if rest and 24 <= end - start + rest.end() - rest.start() <= 130:
                    yield Token(start, rest.end(), to_latin(text[start:end]) + rest.group(), is_broken=True)

    @cached_property
    def base64(self) -> tuple[tuple[int, int], ...]:
        """List the runs of Base64 signs that begin as a TON address does."""
        text, last, found = self.text, -1, []
        for low, high in self._runs:
            if low < last:
                continue
            start = low
            while start and text[start - 1] in _BASE64 and high - start < 49:
                start -= 1
            whole = _BASE64_RUN.match(text, high, high + 49)
            last = end = whole.end() if whole else high
            if text[start] in "EUk0" and text[start + 1] in "Qf" and end - start <= 48 and not text[start - 1 : start].isalnum():
                found.append((start, end))
        return tuple(found)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        text = self.text
        while start and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        return start, end

    @cached_property
    def _mirror(self) -> str:
        return self.text[::-1]

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """List the addresses of pages and hosts, with scheme or without."""
        return tuple(links(self.text, self._mirror))

    @cached_property
    def mails(self) -> tuple[Mail, ...]:
        """List the runs that look like an e-mail address."""
        return tuple(mails(self.text, self._mirror))

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.text)

    def before(self, place: int, length: int = _BEFORE) -> str:
        """Return the text before a place, lower case, from the same line; an empty line start reaches back to the line above."""
        begin = place - length if place > length else 0
        window = self.text[begin:place]
        line = window.rfind("\n")
        if line < 0:
            return window.lower()
        if window[line:].strip(_BLANKS):
            return window[line + 1 :].lower()
        return window[window.rfind("\n", 0, line) + 1 :].lower()

    def after(self, place: int, length: int = _AFTER) -> str:
        """Return the text after a place, lower case, from the same line."""
        window = self.text[place : place + length]
        line = window.find("\n")
        return (window if line < 0 else window[:line]).lower()

    def around(self, start: int, end: int, length: int) -> tuple[int, int]:
        """Return the bounds of the text around a place: so many characters, but no more than three lines to either side."""
        text, low, high = self.text, start, end
        for _ in range(REACH + 1):
            low = text.rfind("\n", max(0, start - length), low)
            if low < 0:
                break
        for _ in range(REACH + 1):
            high = text.find("\n", high + 1, end + length)
            if high < 0:
                break
        return low + 1 if low >= 0 else max(0, start - length), high if high >= 0 else min(len(text), end + length)

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
        if found not in _SURE and words.is_amount(before, after):
            return Cue.MONEY, 0
        # In Kazakh, Kyrgyz and Uzbek the noun comes after its number; it wins over a word that stands farther away.
        if found is None or distance > 3:
            follows = words.cue_after(after)
            if follows is not None and follows is not Cue.NUMBER:
                return follows, 0
        if found is None and after.lstrip(" ,")[:1] in _ASIDE:
            cues = words.cues_in(after[:16])
            found = next(iter(cues)) if len(cues) == 1 else None
        if found is None:
            head = self._tables.head(start)
            return (words.cue_before(head + " ")[0], 0) if head else (None, 0)
        return found, distance

    def is_close_to(self, start: int, cues: Set[Cue]) -> bool:
        """Tell whether one of some cues stands right before a place, with no sign of another thought between."""
        window = self.before(start, 40)
        cue, distance = words.cue_before(window) if window else (None, 0)
        if cue not in cues or (distance >= _CLOSE and any(sign in window[-distance:] for sign in ',;.()="')):
            return False
        return _NEW_SENTENCE.search(self.text, max(0, start - 16), start) is None

    @cached_property
    def names_ports(self) -> bool:
        """Tell whether the text speaks of ports at all."""
        return any(word in self.text for word in ("port", "порт", "Port", "Порт", "PORT", "ПОРТ", "spt", "SPT"))

    def column(self, start: int, cue: Cue) -> str | None:
        """Return the cell of the same row whose column head bears a cue; None outside tables."""
        return self._tables.cell(start, lambda head: words.cue_before(head.lower() + " ")[0] is cue)

    def is_row(self, place: int) -> bool:
        """Tell whether a place lies in a row of a table, below its head."""
        return self._tables.head_line(place) != ""

    def provider_near(self, start: int, end: int, reach: int = 90) -> str | None:
        """Name the provider that is named nearest: before in the same line, else shortly after, else at the head of the column."""
        found = self.index.named_last(self.before(start, reach))
        if found:
            return found
        found = self._provider_after(end)
        if found:
            return found
        head = self._tables.head(start)
        return self.index.named_first(head) if head else None

    def _provider_after(self, end: int) -> str | None:
        """Name the provider that follows as in «@name в Telegram» or `@name (Telegram)`, but not as in «@name, WhatsApp: +996 …»."""
        window = self.after(end, 40)
        link = _LINKED.match(window)
        word = words.WORD.match(window, link.end()) if link else None
        if word is None or _OPENS_NEXT.match(window, word.end()):
            return None
        return self.index.of_word(word.group())

    @cached_property
    def speaks_of_crypto(self) -> bool:
        """Tell whether the text as a whole is about transfers of virtual assets."""
        return any(word in self.text for word in _CRYPTO)


# A point after a long word or after capitals («УК РК. 192.168.1.10») ends a sentence, one after `ст` or `ver` does not.
_NEW_SENTENCE = re.compile(r"(?:[^\W\d_a-zа-яё]{2}|[^\W\d_]{6})[»\")]?\.\s+\Z")
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_-")
_BASE64_RUN = re.compile(r"[A-Za-z0-9_+/-]*")
_LINKED = re.compile(
    r"[\s,]*(?:[(«\"–—-]\s?)?(?:(?:в|во|на|из|in|on|at|from|для)\s)?(?:(?:сети|соцсети|мессенджере|канал[ае]?|приложении)\s)?[«\"(]?"
)
_OPENS_NEXT = re.compile(r"[»\")]?\s?(?:[:@+0-9–—=-]|https?:|t\.me|(?:ник|id|uid)\b)")
_LINE_ENDS = frozenset("-\r\n \t")
_BLANKS = " \t\n\r\"'>|*-•"
_ASIDE = frozenset("(-–")

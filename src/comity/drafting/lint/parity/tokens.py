"""What must be equal in every language version of a letter: identifiers, dates, times and amounts, each in a form that compares.

Letters of any script are taken into an identifier: a Cyrillic `а` typed into a mail address has to show as a difference, not as
two halves of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from comity.drafting.lint.parity.amounts import find_amounts
from comity.drafting.lint.parity.dates import find_dates
from comity.drafting.lint.parity.spans import Spans


class TokenKind(StrEnum):
    """The kinds of tokens."""

    URL = "url"
    EMAIL = "email"
    IP = "ip"
    HANDLE = "handle"
    HASH = "hash"
    WALLET = "wallet"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    NUMBER = "number"


class Token(NamedTuple):
    """One identifier, date, time or amount where it stands.

    Attributes:
        kind: what it is.
        keys: the forms that it compares by; two tokens are the same when they share one.
        raw: the text as found.
        start: offset of its first character, in code points.
        end: offset after its last character.
    """

    kind: TokenKind
    keys: frozenset[str]
    raw: str
    start: int
    end: int


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_OTHER_DIGIT = re.compile("[٠-٩۰-۹]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2066-\u2069\u202a-\u202e\ufeff]")
_URL = re.compile(r"(?:https?|hxxps?|ftp)://[^\s<>\"«»“”]+[^\s<>\"«»“”.,;:!?)\]}'’]|(?<![\w@./])www\.[^\s<>\"«»]+[\w/]", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?|hxxps?|ftp)\Z", re.IGNORECASE)
_WWW = re.compile(r"[wW]{3}\.")
_LONGEST_SCHEME = len("https")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@\w[\w-]*(?:\.\w[\w-]*)+")
_IPV4 = r"\d(?<![\w.]\d)\d{0,2}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.]\d|\w)"
_IPV6 = (
    r"(?<![\w:])(?=[0-9a-fA-F:]*::|(?:[0-9a-fA-F]{1,4}:){7})(?:[0-9a-fA-F]{1,4}:){2,7}:?[0-9a-fA-F]{0,4}(?:::?[0-9a-fA-F]{1,4})*(?![\w:])"
)
_ONLY_IPV4, _IP = re.compile(_IPV4), re.compile(f"{_IPV4}|{_IPV6}")
_MARK_OF_IPV6 = re.compile(r"::|:[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}:")
# Some begin with their first character and look back only then: so the engine leaps from one such character to the next.
_HANDLE = re.compile(r"@(?<![\w@./]@)\w[\w.]{1,60}\w")
_PHONE = re.compile(r"\+(?<![\w+]\+)\s?\d[\d\s().-]{6,20}\d(?![\w])")
_LONG_WORD = re.compile(r"(?<!\w)\w{25,128}(?!\w)")
_HASH = re.compile(r"(?:0x)?[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{128}", re.IGNORECASE)
_LONGEST_WALLET = 110
_TIME = re.compile(r"\d(?<![\d:]\d)(?:(?<=[01])\d|(?<=2)[0-3])?:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?![\d:])")
_NUMBER = re.compile(r"\d(?<![\w.,/№-]\d)(?:[ \u00a0\u202f]?\d){4,24}(?![\w/]|[.,]\d)")
_HOST = re.compile(r"(?<![\w@./-])(?:\w[\w-]{0,62}\.)+[^\W\d_]{2,24}(?![\w@-])")
_FILE_ENDINGS = frozenset(["pdf", "docx", "doc", "xlsx", "xls", "csv", "json", "zip", "txt", "jpg", "png", "html", "xml", "eml"])


@lru_cache(maxsize=16)
def tokens(text: str) -> tuple[Token, ...]:
    """Find everything that must be equal, in the order of the text; offsets are those of the text as given.

    A draft is checked again and again while it is written, and mostly one of its texts is what it was.
    """
    plain, places = _plain(text)
    taken = Spans(len(plain))
    found: list[Token] = []
    for kind, keys, start, end in _candidates(plain):
        if taken.take(start, end):
            first, last = places[start], places[end - 1] + 1
            found.append(Token(kind, keys, text[first:last], first, last))
    return tuple(sorted(found, key=lambda token: token.start))


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Return the text with ASCII digits and without characters that nobody sees, and where each character came from."""
    if not _INVISIBLE.search(text):
        return text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text, range(len(text))
    places = [place for place, letter in enumerate(text) if not _INVISIBLE.match(letter)]
    return "".join(text[place] for place in places).translate(_DIGITS), places


def _candidates(text: str) -> Iterator[tuple[TokenKind, frozenset[str], int, int]]:
    for kind, hit in _identifiers(text):
        yield kind, frozenset({_normal(kind, hit.group())}), hit.start(), hit.end()
    for date in find_dates(text):
        yield TokenKind.DATE, frozenset({date.iso}), date.start, date.end
    for hit in _TIME.finditer(text):
        yield TokenKind.TIME, frozenset({hit.group().lstrip("0").replace(",", ".")}), hit.start(), hit.end()
    for amount in find_amounts(text):
        keys = frozenset(f"{amount.currency} {value.normalize():f}" for value in amount.values)
        yield TokenKind.AMOUNT, keys, amount.start, amount.end
    for hit in _NUMBER.finditer(text):
        yield TokenKind.NUMBER, frozenset({re.sub(r"\s", "", hit.group())}), hit.start(), hit.end()


def _identifiers(text: str) -> Iterator[tuple[TokenKind, re.Match[str]]]:
    for hit in _urls(text):
        yield TokenKind.URL, hit
    for kind, pattern in _patterns(text):
        for hit in pattern.finditer(text):
            yield kind, hit
    for hit in _LONG_WORD.finditer(text):
        if (long_kind := _kind_of_long_word(hit.group())) is not None:
            yield long_kind, hit
    for hit in _PHONE.finditer(text):
        yield TokenKind.PHONE, hit
    for hit in _HOST.finditer(text):
        if _is_host(hit.group()):
            yield TokenKind.URL, hit


def _urls(text: str) -> Iterator[re.Match[str]]:
    """Find addresses of pages from their mark, `://` or `www.`, which is quicker than from each letter that a scheme begins with."""
    starts = []
    place = text.find("://")
    while place >= 0:
        if scheme := _SCHEME.search(text, max(0, place - _LONGEST_SCHEME), place):
            starts.append(scheme.start())
        place = text.find("://", place + 3)
    if "www." in text.casefold():
        starts = sorted([*starts, *(found.start() for found in _WWW.finditer(text))])
    end = 0
    for start in starts:
        if start >= end and (hit := _URL.match(text, start)):
            end = hit.end()
            yield hit


def _patterns(text: str) -> Iterator[tuple[TokenKind, re.Pattern[str]]]:
    """List the patterns that can match at all: most texts lack the mark that some of them need."""
    if "@" in text:
        yield TokenKind.EMAIL, _EMAIL
    yield TokenKind.IP, _IP if _MARK_OF_IPV6.search(text) else _ONLY_IPV4
    if "@" in text:
        yield TokenKind.HANDLE, _HANDLE


def _kind_of_long_word(word: str) -> TokenKind | None:
    """A word of 25 letters and digits and more: a digest, a wallet or transaction, or only a long word of a language."""
    if _HASH.fullmatch(word):
        return TokenKind.HASH
    has_digit, has_letter = any(map(str.isdecimal, word)), any(map(str.isalpha, word))
    return TokenKind.WALLET if has_digit and has_letter and len(word) <= _LONGEST_WALLET else None


def _is_host(text: str) -> bool:
    """A dotted word whose last part could be a top-level domain: Latin, or all of one word; no file names, no abbreviations."""
    parts = text.split(".")
    return len(parts) >= 2 and parts[-1].lower() not in _FILE_ENDINGS and parts[-1].isascii() and len(parts[-2]) > 2 and parts[-1].islower()


def _normal(kind: TokenKind, text: str) -> str:
    if kind is TokenKind.PHONE:
        return "+" + re.sub(r"\D", "", text)
    if kind is TokenKind.URL:
        return re.sub(r"^(?:https?://|www\.)+", "", text.casefold()).rstrip("/")
    return text if kind is TokenKind.WALLET else text.casefold()

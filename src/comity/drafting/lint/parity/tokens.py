"""What must be equal in every language version of a letter: identifiers, dates, times and amounts, each in a form that compares.

Letters of any script are taken into an identifier: a Cyrillic `а` typed into a mail address has to show as a difference, not as
two halves of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from comity.drafting.lint.parity.amounts import find_amounts
from comity.drafting.lint.parity.dates import find_dates


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


@dataclass(frozen=True, slots=True)
class Token:
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
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2066-\u2069\u202a-\u202e\ufeff]")
_PATTERNS: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
    (
        TokenKind.URL,
        re.compile(r"(?:https?|hxxps?|ftp)://[^\s<>\"«»“”]+[^\s<>\"«»“”.,;:!?)\]}'’]|(?<![\w@./])www\.[^\s<>\"«»]+[\w/]", re.IGNORECASE),
    ),
    (TokenKind.EMAIL, re.compile(r"[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+")),
    (
        TokenKind.IP,
        re.compile(
            r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.]\d|\w)|(?<![\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{0,4}(?:::?[0-9a-f]{1,4})*(?![\w:])",
            re.IGNORECASE,
        ),
    ),
    (TokenKind.HANDLE, re.compile(r"(?<![\w@./])@\w[\w.]{1,60}\w")),
    (
        TokenKind.HASH,
        re.compile(
            r"(?<!\w)(?:0x)?[0-9a-f]{64}(?!\w)|(?<!\w)[0-9a-f]{32}(?!\w)|(?<!\w)[0-9a-f]{40}(?!\w)|(?<!\w)[0-9a-f]{128}(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (TokenKind.WALLET, re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w{25,110}(?!\w)")),
    (TokenKind.PHONE, re.compile(r"(?<![\w+])\+\s?\d[\d\s().-]{6,20}\d(?![\w])")),
)
_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?![\d:])")
_NUMBER = re.compile(r"(?<![\w.,/№-])\d(?:[ \u00a0\u202f]?\d){4,24}(?![\w/]|[.,]\d)")
_HOST = re.compile(r"(?<![\w@./-])(?:\w[\w-]{0,62}\.)+[^\W\d_]{2,24}(?![\w@-])")
_FILE_ENDINGS = frozenset(["pdf", "docx", "doc", "xlsx", "xls", "csv", "json", "zip", "txt", "jpg", "png", "html", "xml", "eml"])


def tokens(text: str) -> list[Token]:
    """Find everything that must be equal, in the order of the text; offsets are those of the text as given."""
    plain, places = _plain(text)
    taken: list[tuple[int, int]] = []
    found: list[Token] = []
    for kind, keys, start, end in _candidates(plain):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        first, last = places[start], places[end - 1] + 1
        found.append(Token(kind, keys, text[first:last], first, last))
    return sorted(found, key=lambda token: token.start)


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text with ASCII digits and without characters that nobody sees, and where each character came from."""
    if not _INVISIBLE.search(text):
        return text.translate(_DIGITS), list(range(len(text)))
    places = [place for place, letter in enumerate(text) if not _INVISIBLE.match(letter)]
    return "".join(text[place] for place in places).translate(_DIGITS), places


def _candidates(text: str) -> Iterator[tuple[TokenKind, frozenset[str], int, int]]:
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            yield kind, frozenset({_normal(kind, hit.group())}), hit.start(), hit.end()
    for hit in _HOST.finditer(text):
        if _is_host(hit.group()):
            yield TokenKind.URL, frozenset({_normal(TokenKind.URL, hit.group())}), hit.start(), hit.end()
    for date in find_dates(text):
        yield TokenKind.DATE, frozenset({date.iso}), date.start, date.end
    for hit in _TIME.finditer(text):
        yield TokenKind.TIME, frozenset({hit.group().lstrip("0").replace(",", ".")}), hit.start(), hit.end()
    for amount in find_amounts(text):
        keys = frozenset(f"{amount.currency} {value.normalize():f}" for value in amount.values)
        yield TokenKind.AMOUNT, keys, amount.start, amount.end
    for hit in _NUMBER.finditer(text):
        yield TokenKind.NUMBER, frozenset({re.sub(r"\s", "", hit.group())}), hit.start(), hit.end()


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

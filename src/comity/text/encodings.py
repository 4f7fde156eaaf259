"""Tell the encoding of a plain text: byte order marks, UTF-8, UTF-16, and the code pages that offices of the region still write.

Order: a byte order mark is believed; UTF-8 that decodes is UTF-8 (other encodings hardly ever do by chance); UTF-16 without a mark shows
by its zero bytes, or by the high byte of Cyrillic at every second place; of the one-byte code pages that one wins
under which the letters look most like words: frequent Russian letters, capitals only at the start of a word or throughout, no
frames and signs between. What was guessed is said so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise
from math import log2

SAMPLE = 1 << 16
"""Bytes that are looked at to choose a code page."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC_PAGES = ("cp1251", "koi8-r", "cp866", "kz1048", "mac-cyrillic", "iso8859-5")
_PER_MILLE = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 17, 16, 14, 12, 10, 9, 7, 6, 5, 4, 3, 3, 0.4, 0.4),
        strict=True,
    )
)
"""How often each letter stands in a thousand letters of Russian text."""
_EVEN = 1000 / 33
_LIKELIHOOD = {letter: log2(often / _EVEN) for letter, often in _PER_MILLE.items()} | dict.fromkeys("әғқңөұүһіўҳҷӣӯєїґ", -0.5)
"""Bits that a letter speaks for Russian (or, weakly, for a neighbour's language) against letters drawn at random."""
_STRANGE = 5.0
_SMALL_LETTERS = 0.1
_QUIET_SIGNS = frozenset("«»—–№„“”‘’…°§•\u00a0")
_WORD = re.compile(r"[^\W\d_a-zA-Z]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read in.

    Attributes:
        text: the text, lines ending in a line feed, without a byte order mark.
        encoding: the codec.
        guessed: whether the encoding follows from the look of the letters only.
        damaged: number of places that did not decode and stand as U+FFFD.
    """

    text: str
    encoding: str
    guessed: bool = False
    damaged: int = 0


def decode(data: bytes) -> Decoded | None:
    """Read bytes as plain text.

    Returns:
        The text, or None when the bytes are no text (zero bytes or many control characters).
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decoded(data, codec)
    if not data.isascii():
        wide = _wide_codec(data)
        if wide:
            return _decoded(data, wide, guessed=True)
    if b"\0" in data:
        wide = _wide_codec(data)
        return _decoded(data, wide, guessed=True) if wide else None
    if _is_binary(data):
        return None
    try:
        return Decoded(_lines(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        pass
    if _is_nearly_utf8(data):
        return _decoded(data, "utf-8", guessed=True)
    return _decoded(data, _code_page(data[:SAMPLE]), guessed=True)


def _decoded(data: bytes, codec: str, *, guessed: bool = False) -> Decoded:
    text = data.decode(codec, errors="replace")
    return Decoded(_lines(text.removeprefix("\ufeff")), codec, guessed, text.count("\ufffd"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_binary(data: bytes) -> bool:
    sample = data[:SAMPLE]
    controls = sum(sample.count(byte) for byte in range(0x20) if byte not in (0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B))
    return controls * 20 > len(sample)


def _wide_codec(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by the bytes at even and odd places: zero for Latin, 04 for Cyrillic."""
    sample = data[: SAMPLE - SAMPLE % 2]
    if len(sample) < 4 or len(data) % 2:
        return None
    for high, codec in ((sample[1::2], "utf-16-le"), (sample[0::2], "utf-16-be")):
        typical = high.count(0x00) + high.count(0x04)
        if typical * 10 >= len(high) * 9 and not _is_binary(sample.decode(codec, errors="replace").encode("utf-8", "replace")):
            return codec
    return None


def _is_nearly_utf8(data: bytes) -> bool:
    """Tell whether all but a few of the bytes above ASCII are UTF-8 (a text cut, or mended by hand)."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    good = sum(1 for letter in text if letter > "\x7f") - damaged
    return good > 10 * damaged


def _code_page(sample: bytes) -> str:
    scores = {codec: _cyrillic_score(sample.decode(codec, errors="replace")) for codec in _CYRILLIC_PAGES}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] > 0 and _is_cyrillic_like(sample) else "cp1252"


def _is_cyrillic_like(sample: bytes) -> bool:
    """Tell words of bytes above ASCII (Cyrillic) from single ones among Latin letters (German, French, Spanish)."""
    high = sum(byte > 0x7F for byte in sample)
    neighbours = sum(left > 0x7F and right > 0x7F for left, right in pairwise(sample))
    return neighbours * 2 >= high


def _cyrillic_score(text: str) -> float:
    """Say how much a text looks like Cyrillic words: 0 or less when it does not."""
    score = sum(_word_score(word) for word in _WORD.findall(text))
    return score - _STRANGE * sum(1 for sign in text if sign > "\x7f" and not sign.isalpha() and sign not in _QUIET_SIGNS)


def _word_score(word: str) -> float:
    """Score a word letter by letter; one whose capitals stand inside it is what a wrong code page makes of another."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return -_STRANGE * len(word)
    score = sum(_LIKELIHOOD.get(letter, -_STRANGE) for letter in word.lower())
    return score + len(word) * _SMALL_LETTERS if word.islower() else score

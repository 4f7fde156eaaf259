"""What in a text points to a wallet: extended keys, and words that have the shape of a seed phrase.

A seed phrase spends everything, so it is never returned, stored or printed: an indication says where it stands, how many words it has and
how sure that is. Whoever gets one seals the exhibit at once. The shape is that of BIP-39: 12, 15, 18, 21 or 24 words of three to eight
letters. The word lists are not consulted, so ordinary words can have the shape; a checksum cannot be seen without reading the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from comity.chain.wallets.extended_key import ExtendedKey
from comity.errors import InputError

_KEY = re.compile(r"(?<![A-Za-z0-9])([xyztuv])(pub|prv)([1-9A-HJ-NP-Za-km-z]{100,112})(?![A-Za-z0-9])")
_WORDS = re.compile(
    r"(?<![^\s\"'«(\[:;=])(?:(?:\d{1,2}[.):]\s*)?[a-z]{3,8}(?:[ \t,]+|[ \t]*\r?\n[ \t]*)){11,23}(?:\d{1,2}[.):]\s*)?[a-z]{3,8}(?![a-z])"
)
_COUNTS = frozenset({12, 15, 18, 21, 24})
_WORD = re.compile(r"[a-z]{3,8}")
_LINE = re.compile(r"[^\r\n]+")
_PROSE = frozenset(
    {"the", "and", "for", "was", "with", "that", "his", "her", "from", "were", "are", "but", "had", "has", "they", "not", "this", "which"}
)
"""Words without which a dozen words of English prose hardly stand, and which are in no BIP-39 list."""
_NEAR = re.compile(r"seed|recovery|mnemonic|secret phrase|backup phrase|сид|мнемони|фраз[аыу]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundKey:
    """An extended public key in a text, with its first addresses.

    Attributes:
        text: the key; it spends nothing.
        start: where it stands.
        end: where it ends.
        network: whose.
        kind: kind of address.
    """

    text: str
    start: int
    end: int
    network: str
    kind: str


@dataclass(frozen=True, slots=True)
class SecretIndication:
    """A place where a secret seems to stand; the secret itself is not here.

    Attributes:
        kind: `seed_phrase` or `private_key`.
        start: where it stands.
        end: where it ends.
        words: how many words; 0 for a key.
        is_named: whether words near it call it a seed or recovery phrase.
    """

    kind: str
    start: int
    end: int
    words: int
    is_named: bool


def find_keys(text: str) -> Iterator[FoundKey]:
    """Yield the extended public keys of a text whose checksum holds."""
    for found in _KEY.finditer(text):
        if found[2] != "pub":
            continue
        try:
            key = ExtendedKey.read(found[0])
        except InputError:
            continue
        yield FoundKey(found[0], found.start(), found.end(), key.network, key.kind)


def find_secrets(text: str) -> Iterator[SecretIndication]:
    """Yield where private keys and seed phrases seem to stand."""
    for found in _KEY.finditer(text):
        if found[2] == "prv":
            yield SecretIndication("private_key", found.start(), found.end(), 0, is_named=True)
    for found in _WORDS.finditer(text):
        for start, end in _spans(found):
            before = text[max(0, start - 80) : start]
            count = len(_WORD.findall(text, start, end))
            yield SecretIndication("seed_phrase", start, end, count, is_named=bool(_NEAR.search(before)))


def _spans(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the whole run of words where it has the shape; else each of its lines that has."""
    if _has_shape(found[0]):
        yield found.span()
        return
    for line in _LINE.finditer(found[0]):
        if _has_shape(line[0]):
            yield found.start() + line.start(), found.start() + line.end()


def _has_shape(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) in _COUNTS and not _PROSE & set(words) and len(set(words)) >= len(words) - 2

"""The parts of a name: words, patronymics in any language of the region, initials; what their endings say of a man or a woman."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

import msgspec

from comity.analysis.names.sounds import readings

Kind = Literal["word", "patronymic", "initial"]

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sr",
        "jr",
        "г-н",
        "г-жа",
        "гр",
        "гражданин",
        "гражданка",
        "господин",
        "госпожа",
        "др",
        "ип",
        "кк",
        "ханум",
        "бек-эфенди",
    ]
)
_SON = frozenset(["ogli", "oglu", "ogly", "oglı", "uli", "ulu", "uly", "bin", "ibn", "ben"])
_DAUGHTER = frozenset(["kizi", "gizi", "kizy", "bint", "binti"])
_ARTICLES = frozenset(["al", "el", "ul", "ad", "as", "ash", "аль", "эль", "ас", "ад", "аш", "ал"])
_FATHER = re.compile(r"(.{2,}?)(?:(?P<m>[oe]?viC|iC|[ouy]gl[iua]|uli|ulu)|(?P<f>[oe]?vna|iCna|(?:k|g)izi))")
_SURNAME = re.compile(r"(.{2,}?)(?:(?P<m>[oe]v|in|skiy?|cki|i?y)|(?P<f>[oe]va|ina|skaya?|skaia|ckaya?|aya))")
_ANY_ENDING = re.compile(r"(.{3,}?)(?:[oe]va?|ina?|skiy?|skaya?|zoda|zade|zada|zod|iyon|ian|iy|i)")
_SPLIT = re.compile(r"[\s,;/()«»\"|·]+")


class Part(msgspec.Struct, frozen=True):
    """One part of a name.

    Attributes:
        text: as written, without marks.
        kind: word, patronymic or initial.
        stem: sounds without the ending of a patronymic or surname.
        gender: `m` or `f` where the ending says so; empty else.
        base: text whose sounds are compared: of a patronymic the father's name.
    """

    text: str
    kind: Kind
    stem: str
    gender: str
    base: str


@lru_cache(maxsize=65_536)
def parts_of(name: str) -> tuple[Part, ...]:
    """Take a name apart.

    Args:
        name: as written: any script, any order, with or without comma, patronymic and initials.
    """
    words: list[tuple[str, str]] = []
    for raw in _words(name):
        sounds = _sounds(raw)
        low = raw.lower().strip(".")
        if low in _TITLES or (low in _ARTICLES and words):
            continue
        if (sounds in _SON or low in _SON) and words:
            words[-1] = (words[-1][0], "m")
        elif sounds in _DAUGHTER and words:
            words[-1] = (words[-1][0], "f")
        elif sounds not in _SON:
            words.append((raw, ""))
    return tuple(_part(raw, gender) for raw, gender in words)


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"(\w)\.(?=\w)", r"\1. ", text)
    found = []
    for word in _SPLIT.split(text):
        pieces = word.split("-") if word.lower() not in _TITLES else [word]
        found += [piece for piece in pieces if any(letter.isalpha() for letter in piece)]
    return found


@lru_cache(maxsize=65_536)
def _sounds(word: str) -> str:
    found = readings(word.strip("."))
    return found[0].sounds if found else ""


def _part(raw: str, given: str) -> Part:
    text = raw.strip(".")
    sounds = _sounds(text)
    if given:
        return Part(text, "patronymic", sounds, given, text)
    is_bare = any(one.is_bare for one in readings(text))
    if len(text) == 1 or (raw.endswith(".") and len(text) <= 2):
        return Part(text, "initial", sounds, "", text)
    father = _FATHER.fullmatch(sounds) if not is_bare and len(sounds) > 5 else None
    if father:
        return Part(text, "patronymic", father[1], "m" if father["m"] else "f", text)
    family = _SURNAME.fullmatch(sounds) if not is_bare and len(sounds) > 4 else None
    return Part(text, "word", family[1] if family else sounds, ("m" if family["m"] else "f") if family else "", text)


def without_ending(sounds: str) -> str:
    """Return the sounds of a surname without its Russian, Tajik or Armenian ending; the same where it has none."""
    found = _ANY_ENDING.fullmatch(sounds)
    return found[1] if found else sounds

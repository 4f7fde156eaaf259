"""How far two words are apart as sounds: an edit distance whose costs follow what spellings of one name really change."""

from __future__ import annotations

from functools import lru_cache

from comity.analysis.names.sounds import VOWELS, Reading, readings

_CONSONANT, _VOWEL, _BARE_VOWEL, _GLIDE = 1.0, 0.55, 0.12, 0.12
_FIRST = 1.4
_OTHER_CONSONANT, _OTHER_VOWEL = 1.4, 0.85
_BARE_CHANGE = 0.25
_NEAR = {
    "ae": 0.2, "ao": 0.2, "ai": 0.8, "au": 0.95, "eo": 0.5, "ei": 0.12, "eu": 0.6, "io": 0.6, "iu": 0.3, "ou": 0.15,
    "gk": 0.3, "hk": 0.3, "gh": 0.3, "JZ": 0.1, "Zy": 0.25, "Jy": 0.25, "CJ": 0.5, "Ss": 0.45, "sz": 0.35, "cs": 0.35, "Cc": 0.5, "CS": 0.5,
    "zZ": 0.6, "SZ": 0.6, "Jz": 0.7, "bv": 0.7, "fv": 0.25, "fp": 0.45, "bp": 0.45, "dt": 0.4, "mn": 0.75, "iy": 0.1, "ey": 0.3,
    "cz": 0.6, "Jg": 0.8,
}  # fmt: skip
_COST = {(pair[0], pair[1]): cost for pair, cost in _NEAR.items()} | {(pair[1], pair[0]): cost for pair, cost in _NEAR.items()}


def _drop(sounds: str, place: int, *, against_bare: bool, both_bare: bool) -> float:
    """Return what it costs that the other word does not write a sound; short vowels cost little against a word that writes none."""
    sound = sounds[place]
    if sound in VOWELS:
        return _BARE_VOWEL if against_bare else _VOWEL
    if sound == "y":
        return _VOWEL if both_bare else _GLIDE
    if sound == "h":
        return 0.3 if place else 0.7
    if sound == "g" and place and sounds[place - 1] == "n":
        return 0.25
    return _CONSONANT if place else _FIRST


def _change(one: str, other: str, *, is_bare: bool, is_first: bool) -> float:
    if one == other:
        return 0.0
    known = _COST.get((one, other))
    if one in VOWELS and other in VOWELS:
        cost = _OTHER_VOWEL if known is None else known
        return min(cost, _BARE_CHANGE) if is_bare else cost * (1.5 if is_first else 1.0)
    return _OTHER_CONSONANT if known is None else known


def _apart(one: Reading, other: Reading) -> float:
    """Return the cheapest way from one row of sounds to the other."""
    both = one.is_bare and other.is_bare  # both leave short vowels out: what is written is long, and counts
    drops = [_drop(one.sounds, place, against_bare=other.is_bare and not both, both_bare=both) for place in range(len(one.sounds))]
    adds = [_drop(other.sounds, place, against_bare=one.is_bare and not both, both_bare=both) for place in range(len(other.sounds))]
    is_bare = one.is_bare != other.is_bare
    above = [0.0]
    for add in adds:
        above.append(above[-1] + add)
    for row, sound in enumerate(one.sounds):
        line = [above[0] + drops[row]]
        for place, against in enumerate(other.sounds):
            changed = above[place] + _change(sound, against, is_bare=is_bare, is_first=row == place == 0)
            line.append(min(changed, above[place + 1] + drops[row], line[place] + adds[place]))
        above = line
    return above[-1]


def _weight(sounds: str, *, is_bare: bool) -> float:
    return sum((0.2 if is_bare else _VOWEL) if sound in VOWELS else _GLIDE if sound == "y" else _CONSONANT for sound in sounds)


def readings_alike(one: Reading, other: Reading) -> float:
    """Return how alike two readings are, from 0 to 1."""
    is_bare = one.is_bare != other.is_bare
    weight = (_weight(one.sounds, is_bare=is_bare) + _weight(other.sounds, is_bare=is_bare)) / 2
    return max(0.0, 1 - _apart(one, other) / max(weight, 1.0))


@lru_cache(maxsize=262_144)
def alike(one: str, other: str) -> float:
    """Return how alike two words sound, from 0 to 1: the best of their readings."""
    return max((readings_alike(first, second) for first in readings(one) for second in readings(other)), default=0.0)

"""How alike two names are, with the reasons: a score for candidates that a person judges.

Two equal names are still two people until something else says otherwise; nothing is ever joined by a name.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

import msgspec

from comity.analysis.names.distance import alike, readings_alike
from comity.analysis.names.parts import Part, parts_of, without_ending
from comity.analysis.names.sounds import Reading, readings

THRESHOLD = 0.88
"""From which score on two names are offered as candidates: chosen on one half of a labelled set, measured on the other."""
_SAME = 0.97
_MOST_PARTS = 5
_INITIAL, _ENDING, _MISSING, _GENDER, _ONE_WORD, _CONTRADICTION, _CROSSED = 0.93, 0.94, 0.98, 0.8, 0.62, 0.75, 0.8


class Pairing(msgspec.Struct, frozen=True):
    """Two parts that were held against each other.

    Attributes:
        left: as written; empty where the right has nothing against it.
        right: as written; empty where the left has nothing against it.
        score: how alike.
        how: `same` (letter for letter), `spelling` (another spelling of the same sounds), `near`, `initial`, `father` (patronymics of
            two languages), `ending` (an ending was dropped), `gender` (endings of a man and of a woman), `missing`.
    """

    left: str
    right: str
    score: float
    how: str


class Likeness(msgspec.Struct, frozen=True):
    """The answer.

    Attributes:
        left: a name.
        right: the other.
        score: from 0 to 1.
        is_candidate: whether the score reaches `THRESHOLD`.
        pairings: part by part.
        reasons: codes: `other_script` `other_order` `patronymic_missing` `word_missing` `initials` `ending` `gender` `contradiction`
            `one_word` `fathers_differ`.
    """

    left: str
    right: str
    score: float
    is_candidate: bool
    pairings: tuple[Pairing, ...]
    reasons: tuple[str, ...]


def compare(left: str, right: str) -> Likeness:
    """Tell how alike two names are.

    Args:
        left: a name as written, in any script and order.
        right: the other.
    """
    first, second = parts_of(left)[:_MOST_PARTS], parts_of(right)[:_MOST_PARTS]
    if not first or not second:
        return Likeness(left, right, 0.0, is_candidate=False, pairings=(), reasons=())
    flipped = len(first) > len(second)
    if flipped:
        first, second = second, first
    order, score, pairs = _best(first, second)
    reasons = _reasons(first, second, order, pairs)
    score = round(score, 3)
    shown = tuple(Pairing(one.right, one.left, one.score, one.how) if flipped else one for one in pairs)
    return Likeness(left, right, score, score >= THRESHOLD, shown, tuple(reasons))


def _best(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[tuple[int, ...], float, list[Pairing]]:
    """Try every order of the longer name against the shorter one."""
    best: tuple[float, tuple[int, ...], list[Pairing]] | None = None
    for order in permutations(range(len(second)), len(first)):
        pairs = [held(one, second[place]) for one, place in zip(first, order, strict=True)]
        score = _score(first, second, order, pairs)
        if best is None or score > best[0]:
            best = score, order, pairs
    assert best is not None  # noqa: S101 - both names have parts
    left = [Pairing("", second[place].text, 0.0, "missing") for place in range(len(second)) if place not in best[1]]
    return best[1], best[0], best[2] + left


def _score(first: tuple[Part, ...], second: tuple[Part, ...], order: tuple[int, ...], pairs: list[Pairing]) -> float:
    weights = [1.0 if one.kind != "initial" and second[place].kind != "initial" else 0.35 for one, place in zip(first, order, strict=True)]
    mean = sum(pair.score * weight for pair, weight in zip(pairs, weights, strict=True)) / sum(weights)
    score = 0.45 * mean + 0.55 * min(pair.score for pair in pairs)
    whole = [pair for pair in pairs if pair.how != "initial"]
    spare = [part for place, part in enumerate(second) if place not in order]
    score *= _MISSING ** len(spare)
    if not whole:
        return score * _ONE_WORD
    if len(pairs) == 1 and len(second) > 1:
        score *= _ONE_WORD
    if _genders_differ(first, second, pairs):
        score *= _GENDER
    if _initials_cross(first, second, order):
        score *= _CROSSED
    return score


def _genders_differ(first: tuple[Part, ...], second: tuple[Part, ...], pairs: list[Pairing]) -> bool:
    """Tell whether the endings of one name are a man's and those of the other a woman's."""
    genders = {part.gender for part in first if part.gender}, {part.gender for part in second if part.gender}
    both_say = len(genders[0]) == len(genders[1]) == 1
    return any(pair.how == "gender" for pair in pairs) or (both_say and genders[0] != genders[1])


def _initials_cross(first: tuple[Part, ...], second: tuple[Part, ...], order: tuple[int, ...]) -> bool:
    """Tell whether two initials stand the other way round: А. Б. is not Б. А."""
    places = [place for one, place in zip(first, order, strict=True) if one.kind == second[place].kind == "initial"]
    return places != sorted(places)


@lru_cache(maxsize=262_144)
def held(one: Part, other: Part) -> Pairing:
    """Hold two parts against each other."""
    if "initial" in {one.kind, other.kind}:
        return _initial(one, other)
    if one.text.casefold() == other.text.casefold():
        return Pairing(one.text, other.text, 1.0, "same")
    if one.kind == other.kind == "patronymic":
        score = _stems(one, other)
        how = "father" if score >= _SAME else "near"
        return Pairing(
            one.text,
            other.text,
            round(score * (_GENDER if one.gender != other.gender else 1.0), 3),
            "gender" if one.gender != other.gender else how,
        )
    score = alike(one.text, other.text)
    if "patronymic" in {one.kind, other.kind}:
        # a father's name is no name of the son, and may stand in place of a surname
        return Pairing(one.text, other.text, round(max(score if score >= _SAME else score * 0.85, _stems(one, other) * 0.7), 3), "near")
    if one.gender and other.gender and one.gender != other.gender:
        return Pairing(one.text, other.text, round(_stems(one, other), 3), "gender")
    how = "spelling" if score >= _SAME else "near"
    bare = _stems_without(one, other) * _ENDING if bool(one.gender) != bool(other.gender) or score < _SAME else 0.0
    if bare > score:
        return Pairing(one.text, other.text, round(bare, 3), "ending")
    return Pairing(one.text, other.text, round(score, 3), how)


def _initial(one: Part, other: Part) -> Pairing:
    """Hold an initial against a word: the first sounds must be readings of one letter."""
    short, long = (one, other) if one.kind == "initial" else (other, one)
    heads = {reading.sounds[:1] for reading in readings(short.text)}
    starts = {reading.sounds[:1] for reading in readings(long.text)}
    close = any(_first_alike(head, start) for head in heads for start in starts)
    return Pairing(one.text, other.text, _INITIAL if close else 0.2, "initial")


def _first_alike(head: str, start: str) -> bool:
    return head == start or readings_alike(Reading(head), Reading(start)) >= 0.7


def _stems(one: Part, other: Part) -> float:
    return readings_alike(Reading(one.stem), Reading(other.stem)) if one.stem and other.stem else 0.0


def _stems_without(one: Part, other: Part) -> float:
    """Compare two surnames of which one may have lost its ending; a stem of less than three sounds says too little."""
    best = 0.0
    for first in readings(one.text):
        for second in readings(other.text):
            short, long = without_ending(first.sounds), without_ending(second.sounds)
            if len(short) > 2 and len(long) > 2:
                best = max(best, readings_alike(Reading(short, first.is_bare), Reading(long, second.is_bare)))
    return best


def _reasons(first: tuple[Part, ...], second: tuple[Part, ...], order: tuple[int, ...], pairs: list[Pairing]) -> list[str]:
    found = []
    hows = {pair.how for pair in pairs}
    if {_script(part.text) for part in first} != {_script(part.text) for part in second}:
        found.append("other_script")
    if list(order) != sorted(order):
        found.append("other_order")
    spare = [part for place, part in enumerate(second) if place not in order]
    found += ["patronymic_missing"] if any(part.kind == "patronymic" for part in spare) else []
    found += ["word_missing"] if any(part.kind != "patronymic" for part in spare) else []
    found += [code for how, code in (("initial", "initials"), ("ending", "ending"), ("gender", "gender")) if how in hows]
    found += ["one_word"] if len(first) == 1 else []
    found += ["contradiction"] if any(pair.how not in {"missing", "initial"} and pair.score < _CONTRADICTION for pair in pairs) else []
    return found


def _script(text: str) -> str:
    from comity.text.scripts import script_of

    return next((script_of(letter) for letter in text if script_of(letter)), "")

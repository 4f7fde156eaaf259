"""Find names of a store that are alike: across address books, accounts and chats, scripts and spellings. Candidates only.

Names are first gathered under coarse forms of two of their parts, so that only names that share such a pair are compared: 10^4 names take
seconds, not hours. What is compared more often than `most_pairs` in one such group is left out and counted.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import msgspec

from comity.analysis.entities.parts import OWNER
from comity.analysis.entities.resolve import resolve
from comity.analysis.names.compare import THRESHOLD, Likeness, compare
from comity.analysis.names.parts import Part, parts_of
from comity.analysis.names.sounds import readings, skeletons

_MOST_IN_GROUP = 400


class Bearer(msgspec.Struct, frozen=True):
    """An entity under a name: id, what names it, and how often records say so."""

    entity: str
    label: str
    times: int


class Candidate(msgspec.Struct, frozen=True):
    """Two names that may be of one person.

    Attributes:
        likeness: score and reasons.
        left: entities that bear the left name.
        right: entities that bear the right one.
    """

    likeness: Likeness
    left: tuple[Bearer, ...]
    right: tuple[Bearer, ...]


class Candidates(msgspec.Struct, frozen=True):
    """The answer.

    Attributes:
        candidates: most alike first.
        threshold: from which score on.
        names: number of different names looked at.
        compared: number of comparisons.
        left_out: groups too large to be compared.
    """

    candidates: tuple[Candidate, ...]
    threshold: float
    names: int
    compared: int
    left_out: int


def similar(folder: Path, *, name: str | None = None, threshold: float = THRESHOLD, rules: Path | None = None) -> Candidates:
    """Find names that are alike but stand at different entities.

    Args:
        folder: the store.
        name: a name to look for; None compares all with all.
        threshold: the least score.
        rules: an office's own rules of resolving.

    Raises:
        InputError: the folder is no store.
    """
    bearers = _bearers(folder, rules)
    pairs, left_out = ({(name, other) for other in bearers}, 0) if name is not None else _pairs(list(bearers))
    found = []
    for left, right in sorted(pairs):
        likeness = compare(left, right)
        if likeness.score >= threshold:
            found.append(Candidate(likeness, tuple(bearers.get(left, ())), tuple(bearers.get(right, ()))))
    if name is None:
        found = [one for one in found if {each.entity for each in one.left} != {each.entity for each in one.right}]
    found.sort(key=lambda one: (-one.likeness.score, one.likeness.left, one.likeness.right))
    return Candidates(tuple(found), threshold, len(bearers), len(pairs), left_out)


def _bearers(folder: Path, rules: Path | None) -> dict[str, list[Bearer]]:
    found: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for entity in resolve(folder, rules).entities:
        told = [(one.name, one.times) for one in entity.names]
        told += [(node.value, node.events) for node in entity.nodes if node.kind == "person" and node.value != OWNER]
        for name, times in told:
            if _is_name(name):
                known = found[name].get(entity.id)
                found[name][entity.id] = Bearer(entity.id, entity.label, times + (known.times if known else 0))
    return {name: sorted(each.values(), key=lambda one: (-one.times, one.entity)) for name, each in found.items()}


def _is_name(text: str) -> bool:
    return any(part.kind != "initial" and len(part.text) > 1 for part in parts_of(text)) and not any(letter.isdigit() for letter in text)


def _pairs(names: list[str]) -> tuple[set[tuple[str, str]], int]:
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in names:
        for key in _keys(parts_of(name)):
            groups[key].add(name)
    pairs: set[tuple[str, str]] = set()
    left_out = 0
    for group in groups.values():
        if len(group) > _MOST_IN_GROUP:
            left_out += 1
            continue
        pairs.update((min(one, other), max(one, other)) for one, other in combinations(sorted(group), 2))
    return pairs, left_out


def _keys(parts: tuple[Part, ...]) -> set[tuple[str, str]]:
    """Return the groups of a name: coarse forms of two words, or of a word and the first sound of another."""
    words = [part for part in parts if part.kind != "patronymic"][:4]
    if len(words) == 1:
        return {(bones, "") for bones in skeletons(words[0].text)}
    found: set[tuple[str, str]] = set()
    for one, other in combinations(words, 2):
        for first, second in ((one, other), (other, one)):
            if first.kind == "word":
                heads = {"~" + reading.sounds[:1] for reading in readings(second.text)}
                found |= {(bones, head) for bones in _stems(first) for head in heads}
        if one.kind == other.kind == "word":
            found |= {(min(a, b), max(a, b)) for a in _stems(one) for b in _stems(other)}
    return found


def _stems(part: Part) -> frozenset[str]:
    """Return coarse forms of a word and of what remains without its ending."""
    whole = skeletons(part.text)
    return whole | frozenset(bones[:-1] for bones in whole if len(bones) > 3 and bones.endswith(("P", "N")))

r"""What a text must contain for a pattern to have a chance: `(?:send|give) (?:it|them)\b now` needs `send` or `give`, and ` now`.

Looking for a few words is a hundred times as fast as trying a pattern of many branches at every word, and most texts hold none of them.
Only what is sure is read out of a pattern: letters outside of classes, and what is not optional. Where nothing is sure nothing is needed,
and the pattern has to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUANTIFIER = re.compile(r"(?:[?*+]|\{(?P<least>\d+)(?:,\d*)?\}|\{,\d+\})[?+]?")
_CLASS_ESCAPES = frozenset("wWdDsSbBAZ0123456789")

Choice = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needles:
    """What whatever a pattern matches contains.

    Attributes:
        choices: of each, at least one stands in the text.
    """

    choices: tuple[Choice, ...]

    def are_in(self, text: str) -> bool:
        """Tell whether a text can match at all."""
        return all(any(needle in text for needle in choice) for choice in self.choices)


def needles(pattern: str) -> Needles:
    """Read what a pattern needs.

    Args:
        pattern: a regular expression that compiles, without flags inside.
    """
    found, _ = _branches(pattern, 0)
    return Needles(tuple(dict.fromkeys(choice for choice in found if choice)))


def _branches(pattern: str, place: int) -> tuple[Sequence[Choice], int]:
    """Read branches up to a closing bracket or the end: what they need, and the place after them."""
    branches: list[Sequence[Choice]] = []
    while True:
        needed, place = _sequence(pattern, place)
        branches.append(needed)
        if place >= len(pattern) or pattern[place] == ")":
            break
        place += 1  # the bar
    if len(branches) == 1:
        return branches[0], place
    best = [max(needed, key=_worth, default=()) for needed in branches]
    return ([tuple(needle for choice in best for needle in choice)] if all(best) else []), place


def _sequence(pattern: str, place: int) -> tuple[Sequence[Choice], int]:
    """Read one branch: all of its parts that are needed."""
    found: list[Choice] = []
    run = ""
    while place < len(pattern) and pattern[place] not in "|)":
        part, place = _part(pattern, place)
        times, after = _quantifier(pattern, place)
        is_needed = times > 0
        if isinstance(part, str) and is_needed:
            run += part * times
            if after == place:
                continue
        if run:
            found.append((run,))
            run = ""
        if not isinstance(part, str) and is_needed:
            found.extend(part)
        place = after
    return ([*found, (run,)] if run else found), place


def _part(pattern: str, place: int) -> tuple[str | Sequence[Choice], int]:
    """Read one part: a letter as text, anything else as what it needs; and the place after it."""
    sign = pattern[place]
    if sign == "\\":
        escaped = pattern[place + 1]
        return (() if escaped.isalnum() or escaped in _CLASS_ESCAPES else escaped), place + 2
    if sign == "[":
        return (), _after_class(pattern, place)
    if sign == "(":
        is_plain, is_kept = pattern.startswith("(?:", place), not pattern.startswith("(?", place)
        needed, end = _branches(pattern, place + 3 if is_plain else place + 1)
        return (needed if is_plain or is_kept else ()), end + 1
    return (() if sign in ".^$" else sign), place + 1


def _after_class(pattern: str, place: int) -> int:
    place += 2 if pattern[place + 1] in "^]" else 1
    if pattern[place] == "]" and pattern[place - 1] == "^":
        place += 1
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1


def _quantifier(pattern: str, place: int) -> tuple[int, int]:
    """Tell how many times at least what stands before must be there, and the place after its quantifier."""
    found = _QUANTIFIER.match(pattern, place)
    if found is None:
        return 1, place
    return int(found["least"] or 0) or int(found.group().startswith("+")), found.end()


def _worth(choice: Choice) -> int:
    return min(map(len, choice), default=0)

"""Sets of phrases in all languages of the letters, kept as data so that a lawyer or a translator can add to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from comity.drafting.lint.lowered import lowered, lowered_pattern
from comity.drafting.lint.needles import needles
from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import parse

_FOLDER = "comity.drafting.lint"
_SHORT = 200  # in a text of fewer characters the pattern itself is as fast as looking for its needles


class PhraseSet:
    """A set of phrases in all its languages, found in letters of any case.

    Args:
        pieces: regular expressions.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        small = [lowered_pattern(piece) for piece in pieces]
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(small) + r")(?!\w)")
        self._needles = tuple(needles(piece) for piece in small)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the phrases stand, from the first character to the one after the last."""
        small = lowered(text)
        if len(small) < _SHORT or any(each.are_in(small) for each in self._needles):
            for hit in self._pattern.finditer(small):
                yield hit.span()


@cache
def phrases(name: str) -> PhraseSet:
    """Return a set of phrases.

    Args:
        name: the set, the name of its file in `phrases/` without the ending.

    Raises:
        ValueError: there is no such set.
        KnowledgeError: the file is not as it should be.
    """
    return PhraseSet(piece for lines in languages(name).values() for piece in lines)


def names() -> tuple[str, ...]:
    """List the sets of phrases."""
    entries = (entry.name for entry in files(_FOLDER).joinpath("phrases").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in entries if name.endswith(".yaml")))


def languages(name: str) -> dict[str, list[str]]:
    """Return the pieces of a set of phrases by language; errors as `phrases`."""
    if name not in names():
        raise ValueError(f"no set of phrases {name!r}; there are {', '.join(names())}")
    place = f"phrases/{name}.yaml"
    row = parse(files(_FOLDER).joinpath("phrases", f"{name}.yaml").read_text(encoding="utf-8"), place)
    pieces = _checked(row, name, place)
    if "includes" in row:
        for tag, lines in languages(row["includes"]).items():
            pieces.setdefault(tag, []).extend(lines)
    return pieces


def _checked(row: Any, name: str, place: str) -> dict[str, list[str]]:
    if not isinstance(row, dict) or row.get("id") != name or not isinstance(row.get("languages"), dict):
        raise KnowledgeError("a set of phrases has id, what and languages", place=place, hint="the id is the name of the file")
    pieces: dict[str, list[str]] = {}
    for tag, lines in row["languages"].items():
        for number, line in enumerate(lines):
            try:
                re.compile(line, re.IGNORECASE)
            except (re.error, TypeError) as error:
                raise KnowledgeError(f"not a piece of a regular expression: {error}", place=f"{place}: languages.{tag}[{number}]") from None
        pieces[tag] = list(lines)
    return pieces

"""Words that say something, kept as data: phrases by code and language, found in a text with their places.

A file of cues
    id: urgency                                       the name of the file
    what: how urgent the writer calls the matter
    codes:
      urgent:
        en: ["as soon as possible", ...]              pieces of regular expressions, read between words, without regard to capitals
        ru: [...]
        unless: {en: ["not (?:at all )?urgent"]}      what takes the meaning back; a phrase inside it does not count

Lawyers and translators add lines; a line that is no regular expression is an error that names its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comity.errors import KnowledgeError

_LETTER_LIMIT = 400_000
"""Characters that are looked at; a letter is far shorter, and a longer text says what matters before its end."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase where it stands.

    Attributes:
        code: what it says.
        start: offset of its first character, in Unicode code points.
        end: offset after its last character.
        text: the phrase as found.
    """

    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Phrases:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class CueBook:
    """The cues of one file.

    Attributes:
        id: name of the file.
        what: what the cues tell.
        codes: the codes in the order of the file.
    """

    id: str
    what: str
    codes: tuple[str, ...]
    _phrases: Mapping[str, _Phrases]

    def find(self, text: str) -> tuple[Cue, ...]:
        """Find all cues, in the order of the text."""
        text = text[:_LETTER_LIMIT]
        found = (cue for code in self.codes for cue in self._of(code, text))
        return tuple(sorted(found, key=lambda cue: (cue.start, -cue.end)))

    def find_code(self, code: str, text: str) -> tuple[Cue, ...]:
        """Find the cues of one code, in the order of the text."""
        return tuple(self._of(code, text[:_LETTER_LIMIT]))

    def of_whole(self, text: str) -> str | None:
        """Return the code whose phrase is the whole text, such as a label; None when none is."""
        return next((code for code in self.codes if self._phrases[code].pattern.fullmatch(text)), None)

    def _of(self, code: str, text: str) -> Iterator[Cue]:
        phrases = self._phrases[code]
        taken_back = [found.span() for found in phrases.unless.finditer(text)] if phrases.unless else []
        for found in phrases.pattern.finditer(text):
            if not any(start <= found.start() and found.end() <= end for start, end in taken_back):
                yield Cue(code, found.start(), found.end(), found.group())


@cache
def cue_book(name: str, package: str = "comity.text", folder: str = "cues") -> CueBook:
    """Open a file of cues.

    Args:
        name: the file's name without ending.
        package: the package whose folder holds it.
        folder: the folder.

    Raises:
        KnowledgeError: the file is not as it should be; the place names the line.
    """
    import yaml

    place = f"{folder}/{name}.yaml"
    row = yaml.load((files(package) / folder / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    if not isinstance(row, dict) or row.get("id") != name or not isinstance(row.get("codes"), dict):
        raise KnowledgeError("a file of cues has id, what and codes", place=place, hint="the id is the name of the file")
    phrases = {str(code): _phrases(entry, f"{place}: codes.{code}") for code, entry in row["codes"].items()}
    return CueBook(name, str(row.get("what", "")), tuple(phrases), phrases)


def _phrases(entry: Any, place: str) -> _Phrases:
    if not isinstance(entry, dict):
        raise KnowledgeError("a code has phrases by language", place=place)
    unless = entry.get("unless") or {}
    pattern = _joined({tag: lines for tag, lines in entry.items() if tag != "unless"}, place)
    if pattern is None:
        raise KnowledgeError("a code without phrases", place=place)
    return _Phrases(pattern, _joined(unless, f"{place}.unless"))


def _joined(languages: Mapping[str, list[str]], place: str) -> re.Pattern[str] | None:
    """Join the phrases of all languages: a letter mixes them, and a word of one seldom means another thing in the next."""
    lines = [line for phrases in languages.values() for line in phrases]
    for number, line in enumerate(lines):
        try:
            re.compile(line, re.IGNORECASE)
        except (re.error, TypeError) as problem:
            raise KnowledgeError(f"not a piece of a regular expression: {problem}: {line}", place=f"{place}[{number}]") from problem
    pieces = "|".join(line.replace(" ?", r"\s*").replace(" ", r"\s+") for line in lines)
    return re.compile(rf"(?<!\w)(?:{pieces})(?!\w)", re.IGNORECASE) if lines else None

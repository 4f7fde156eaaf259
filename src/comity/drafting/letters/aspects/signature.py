"""Who signs: the name and the office behind the close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.layout import Line
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import is_blank, one_line

_INITIALS = r"(?:[A-ZА-ЯЁӘҚҒҮҰӨ]\.\s?){1,2}"
_WORD = r"[A-ZА-ЯЁӘҚҒҮҰӨÇŞĞÖÜ][\w'’ʻ-]+"
_NAME = re.compile(rf"(?:{_INITIALS}{_WORD}|{_WORD}\s{_INITIALS}|{_WORD}\s(?:{_INITIALS})?{_WORD}(?:\s{_WORD}){{0,2}})")
_MARKS = re.compile(r"\((?:signed|signature|подпись|м\.?\s?п\.?)\)|/s/|\[signed\]|_{3,}", re.IGNORECASE)
_LOOKED_AT = 10
_LONGEST_LINE = 110
_FEW_WORDS = 6


class Signature(Aspect):
    """Reads the name and office of the signatory."""

    slug = "signature"
    fields = ("request.signatory_name", "request.signatory_title")
    telling_absence = ("request.signatory_name",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        lines = [line for line in letter.lines if line.start >= letter.close and line.text.strip() and not is_blank(line.text)]
        if letter.close >= len(letter.text):
            labelled = [value.start for value in letter.labelled[-_LOOKED_AT:]]
            last = [line for line in letter.lines[-3 * _LOOKED_AT :] if line.text.strip()]
            free = [line for line in last if not any(line.start <= start <= line.end for start in labelled)]
            lines = [line for line in free[-6:] if line.start >= letter.head and len(line.text) <= _LONGEST_LINE and not _is_sentence(line)]
        lines = lines[:_LOOKED_AT]
        office = next((line for line in lines if letter.says("office", line.text)), None)
        for line in lines:
            found = _name_in(letter, line, office)
            if found:
                yield Reading("request.signatory_name", found[0], found[1], found[2], 0.7)
                break
        if office:
            text = one_line(_MARKS.sub(" ", office.text))
            name = _last_name_part(text)
            title = one_line(text[: name.start()] if name and name.start() > 6 else text).strip(" ,–—-\t")
            if title:
                yield Reading("request.signatory_title", title, office.start, office.end, 0.7)


def _is_sentence(line: Line) -> bool:
    """Tell whether a line ends as a sentence does; `A. B. Osmonov, Bishkek.` is none."""
    return line.text.rstrip().endswith((".", "?", "!", ";", ":")) and len(line.text.split()) > _FEW_WORDS


def _name_in(letter: Letter, line: Line, office: Line | None) -> tuple[str, int, int] | None:
    """Read a name from a line of its own, or from the end of the line that states the office."""
    text = _MARKS.sub(lambda found: " " * len(found.group()), line.text)
    stripped = text.strip(" ,.\t")
    if line is office:
        found = _last_name_part(text.rstrip())
        return (one_line(found.group()), line.start + found.start(), line.start + found.end()) if found else None
    for part in re.split(r"[,\t]| {3,}|:", stripped):
        bare = part.strip()
        if _NAME.fullmatch(bare) and not letter.says("office", bare) and len(bare.split()) <= 4:
            start = line.start + line.text.find(bare)
            return bare, start, start + len(bare)
    return None


def _last_name_part(text: str) -> re.Match[str] | None:
    """Find the name at the end of a line such as `Deputy Prosecutor General    A. B. Osmonov`."""
    found = re.search(rf"(?:{_INITIALS}\s?{_WORD}|{_WORD}\s{_INITIALS})\s*$", text)
    if found:
        return found
    return re.search(rf"(?<=[\t,] ){_WORD}\s{_WORD}\s*$|(?<=\t){_WORD}\s{_WORD}\s*$|(?<=\s\s){_WORD}\s{_WORD}\s*$", text)

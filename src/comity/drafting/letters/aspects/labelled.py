"""Facts that stand under their own label or heading: the surest ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.layout import Labelled
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment, highest_years, is_blank, one_line
from comity.text.cue_book import cue_book

_ELSEWHERE = frozenset({"request.reference", "request.date", "addressee.legal_entity", "data.date_from", "data.date_to", "data.time_zone"})
"""Labels whose values need an aspect of their own."""
_LIST = re.compile(r"\s*(?:;|\n|(?<=[^\d]),\s(?=[A-ZА-ЯЁ]))\s*")


def _fields() -> tuple[str, ...]:
    books = (cue_book(name, "comity.drafting.letters", "phrases") for name in ("labels", "headings"))
    return tuple(sorted({code for book in books for code in book.codes if code in request_fields() and code not in _ELSEWHERE}))


class LabelledFacts(Aspect):
    """Reads the value beside a label whose code is the id of a fact."""

    slug = "labelled"
    fields = _fields()

    def read(self, letter: Letter) -> Iterator[Reading]:
        for value in letter.under(*self.fields):
            reading = _reading(letter, value)
            if reading is not None:
                yield reading


def _reading(letter: Letter, value: Labelled) -> Reading | None:
    text = one_line(value.text)
    if is_blank(text):
        return None
    kind = request_fields()[value.code].kind
    if kind is FieldKind.MOMENT:
        found = first_moment(letter.times, value.start, value.end)
        return Reading(value.code, found[0], found[1].start, found[1].end, 1.0) if found else None
    if kind is FieldKind.NUMBER:
        years = highest_years(text)
        return Reading(value.code, years, value.start, value.end, 1.0) if years is not None else None
    if kind is FieldKind.TEXTS:
        members = tuple(one_line(part) for part in _LIST.split(value.text) if part.strip() and not is_blank(part))
        return Reading(value.code, members, value.start, value.end, 1.0) if members else None
    return Reading(value.code, text, value.start, value.end, 1.0)

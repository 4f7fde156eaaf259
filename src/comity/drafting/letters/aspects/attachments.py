"""The attachments that the letter names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import is_blank, one_line

_ITEM = re.compile(r"(?:^|\n|;)\s*(?:[-–—•*]|\(?\d{1,2}[.)])?\s*", re.MULTILINE)
_NONE = re.compile(r"\s*(?:none|no|нет|отсутству\w+|без приложений)\.?\s*$", re.IGNORECASE)

_MOST = 30
_LONGEST_NAME = 120


class Attachments(Aspect):
    """Reads the list of attachments."""

    slug = "attachments"
    fields = ("request.attachments_listed",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        for value in letter.under("attachments"):
            if _NONE.match(value.text):
                return
            items = tuple(one_line(item).rstrip(".;") for item in _ITEM.split(value.text) if item.strip() and not is_blank(item))
            if items:
                yield Reading("request.attachments_listed", items[:_MOST], value.start, value.end, 0.9)
                return
        cues = [cue for cue in letter.body_cues("hints", "attached") if cue.start >= letter.head]
        named = [row for cue in cues[:_MOST] if (row := _named_before(letter, cue.start))]
        if named:
            yield Reading("request.attachments_listed", tuple(dict.fromkeys(text for text, _, _ in named)), named[0][1], named[-1][2], 0.6)


def _named_before(letter: Letter, place: int) -> tuple[str, int, int] | None:
    """Return the subject of `is attached`: the words of its clause before it, where they name a paper."""
    start = max(letter.sentence(place)[0], place - _LONGEST_NAME)
    clause = letter.text[start:place]
    begin = (
        start + max(clause.rfind(mark) + len(mark) for mark in (", ", "; ", ": ", " and "))
        if any(m in clause for m in (", ", "; ", ": ", " and "))
        else start
    )
    text = one_line(letter.text[begin:place])
    return (text, begin, place) if letter.says("paper", text) else None

"""The attachments that the letter names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import is_blank, one_line, phrase

_ITEM = re.compile(r"(?:^|\n|;)\s*(?:[-–—•*]|\(?\d{1,2}[.)])?\s*", re.MULTILINE)
_NONE = re.compile(r"\s*(?:none|no|нет|отсутству\w+|без приложений)\.?\s*$", re.IGNORECASE)
_IN_TEXT = phrase(
    r"(?P<what>(?:certified |copy of |copies of |the |a |an )*(?:[\w-]+ ){0,5}"
    r"(?:order|warrant|translation|report|decision|copy|copies|list|screenshots?|statement))\s+(?:is|are)\s+(?:attached|enclosed|annexed|appended)"
)


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
                yield Reading("request.attachments_listed", items[:30], value.start, value.end, 0.9)
                return
        found = list(_IN_TEXT.finditer(letter.text, letter.head, letter.close))
        if found:
            items = tuple(dict.fromkeys(one_line(hit["what"]) for hit in found))
            yield Reading("request.attachments_listed", items, found[0].start(), found[-1].end(), 0.6)

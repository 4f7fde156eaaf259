"""The requester's own reference: under a label, or the number of the letter in its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import is_blank, one_line, phrase

_NUMBER = r"[A-ZА-ЯЁ0-9][A-ZА-ЯЁа-яa-z0-9]*(?:[/.\-–—][A-ZА-ЯЁа-яa-z0-9]+)*"
_IN_HEAD = re.compile(
    rf"(?:(?:исх(?:одящий)?\.?\s*)?(?:№|No\.?|Nr\.?|N°)|исх\.|Ref(?:erence)?\.?(?:\s?No\.?)?:?)\s*(?P<number>{_NUMBER})", re.IGNORECASE
)
_IN_TEXT = phrase(
    r"(?:criminal case|case|pre-trial (?:investigation|case)|уголовн\w+ дел\w*"
    r"|досудебн\w+ (?:расследовани\w+|производств\w+)|материал\w* дела|дел\w+)"
    rf"\s+(?:№|No\.?|number|nr\.?|#)?\s*(?P<number>(?=\S*\d){_NUMBER})"
)
_TRAILING_DATE = re.compile(r"[\s,;]+(?:dated|of|от|dated?:?|дата:?)(?:\s.*)?$", re.IGNORECASE)


class Reference(Aspect):
    """Reads the reference."""

    slug = "reference"
    fields = ("request.reference",)
    telling_absence = ("request.reference",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        for value in letter.under("request.reference"):
            first = min([mention.start for mention in letter.times if value.start < mention.start < value.end], default=value.end)
            cell = re.split(r"\t|\s{2,}|\n", letter.text[value.start : first].strip())[0]
            text = _TRAILING_DATE.sub("", one_line(cell).removeprefix("№")).strip(" ,;")
            if text and not is_blank(text) and any(sign.isdigit() for sign in text) and len(text) <= 60:
                yield Reading("request.reference", text, value.start, value.start + len(cell), 1.0)
                return
        for pattern, start, end, strength in ((_IN_HEAD, 0, letter.head, 0.9), (_IN_TEXT, 0, letter.close, 0.6)):
            for found in pattern.finditer(letter.text, start, end):
                if any(sign.isdigit() for sign in found["number"]):
                    yield Reading("request.reference", found["number"].rstrip(".-"), found.start("number"), found.end("number"), strength)
                    return

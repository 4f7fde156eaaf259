"""An earlier preservation: when it was asked for, under which reference, until when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import moment_of, phrase

_DATED = re.compile(r"(?:dated|of|on|requested on|от|направлен\w*)\s+(?:the\s+)?$", re.IGNORECASE)
_EXPIRES = re.compile(r"(?:expires?|expiring|ends?|until|истека\w+|действует до|до)\s+(?:on\s+|the\s+)?$", re.IGNORECASE)
_NUMBER = phrase(
    r"(?:preserv\w+|сохран\w+)[^.\n]{0,60}?(?:under |with )?(?:your )?(?:reference|ref\.?|number|no\.?|номер\w*|№|исх\.)"
    r"\s*(?:no\.?|number|№)?\s*[:#]?\s*"
    r"(?P<number>(?=\S*\d)[A-ZА-Я0-9][\w/.-]*\w)"
)

_MOST_TIMES = 200


class Preservation(Aspect):
    """Reads the facts of a preservation that is already in place."""

    slug = "preservation"
    fields = ("preservation.requested_on", "preservation.reference", "preservation.expires_on")

    def read(self, letter: Letter) -> Iterator[Reading]:
        number = next(_NUMBER.finditer(letter.text, letter.head, letter.close), None)
        if number:
            yield Reading("preservation.reference", number["number"], number.start("number"), number.end("number"), 0.8)
        for mention in letter.times[:_MOST_TIMES]:
            if not letter.head <= mention.start < letter.close:
                continue
            start, _, sentence = letter.sentence(mention.start)
            moment = moment_of(mention.instant)
            before = letter.text[max(start, mention.start - 24) : mention.start]
            if moment is None or not letter.says("preserved", sentence):
                continue
            if _EXPIRES.search(before) and re.search(r"expir|ends|hold|истек|действу", sentence, re.IGNORECASE):
                yield Reading("preservation.expires_on", moment, mention.start, mention.end, 0.7)
            elif _DATED.search(before) and re.search(r"request|letter|запрос|письм|исх", letter.text[start : mention.start], re.IGNORECASE):
                yield Reading("preservation.requested_on", moment, mention.start, mention.end, 0.7)

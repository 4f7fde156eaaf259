"""The facts of the case where no heading marks them: the paragraphs that tell what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import one_line

_LONGEST = 6000


class Narrative(Aspect):
    """Reads the telling paragraphs."""

    slug = "narrative"
    fields = ("case.facts",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        paragraphs = [
            (found.start(), found.end())
            for found in re.finditer(r"[^\n]+", letter.text[letter.head : letter.close])
            if letter.says("tells", found.group())
        ]
        if paragraphs:
            start = letter.head + paragraphs[0][0]
            end = letter.head + paragraphs[-1][1]
            text = " ".join(one_line(letter.text[letter.head + a : letter.head + b]) for a, b in paragraphs)
            yield Reading("case.facts", text[:_LONGEST], start, end, 0.5)

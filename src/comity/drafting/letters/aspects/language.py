"""The language of the letter, by its letters and its commonest words."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading


class LetterLanguage(Aspect):
    """States the language that was told or recognised."""

    slug = "language"
    fields = ("request.language",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        if letter.language:
            yield Reading("request.language", letter.language, 0, len(letter.text), 0.9)

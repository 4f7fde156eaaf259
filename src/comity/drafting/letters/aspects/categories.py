"""The categories of data asked for, read from what the letter asks, not from what it tells."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.text.cue_book import Cue

_NARRATION = ("case.facts", "case.offence_text", "attachments", "contact", "case.offence_title", "case.dual_criminality_note")
_ASKING = ("categories", "data.description")


class Categories(Aspect):
    """Reads which data are asked for."""

    slug = "categories"
    fields = ("data.categories",)
    telling_absence = ("data.categories",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        asked = [(value.start, value.end) for value in letter.under(*_ASKING)]
        told = [(value.start, value.end) for value in letter.under(*_NARRATION)]
        # the end of one item of a list and the beginning of the next make no phrase
        found = tuple(cue for cue in letter.cues("categories").find(letter.text[: letter.close]) if "\n" not in cue.text)
        cues = [cue for cue in found if not _inside(cue, told) and not _is_part_of_longer(cue, found)]
        chosen = [cue for cue in cues if _inside(cue, asked)] or [cue for cue in cues if _is_asked(letter, cue)]
        if chosen:
            categories = tuple(dict.fromkeys(cue.code for cue in chosen))
            yield Reading("data.categories", categories, chosen[0].start, chosen[-1].end, 0.9 if asked else 0.7)


def _is_asked(letter: Letter, cue: Cue) -> bool:
    """Tell whether the sentence, or the line that opens the list, asks for something."""
    if cue.start < letter.head:
        return False
    start, end, _ = letter.sentence(cue.start)
    return letter.asks(max(letter.head, start - 350), end)


def _inside(cue: Cue, spans: list[tuple[int, int]]) -> bool:
    return any(start <= cue.start < end for start, end in spans)


def _is_part_of_longer(cue: Cue, found: tuple[Cue, ...]) -> bool:
    """Tell whether a phrase is part of a longer one: the traffic data of "real-time collection of traffic data"."""
    return any(
        other.code != cue.code and other.start <= cue.start and cue.end <= other.end and other.end - other.start > cue.end - cue.start
        for other in found
    )

"""Danger to life: what kind, to whom, why now, whether it is over."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.text.cue_book import cue_book

_MOST = 3
"""Sentences that are kept: a letter that speaks of danger on every line says no more by the tenth."""


class Danger(Aspect):
    """Reads the facts of an emergency."""

    slug = "danger"
    fields = ("emergency.nature", "emergency.threatened", "emergency.imminence", "emergency.past_only")

    def read(self, letter: Letter) -> Iterator[Reading]:
        book = cue_book("threat_to_life")
        cues = [cue for cue in book.find(letter.text[: letter.close]) if cue.start >= letter.head or cue.code == "danger"]
        dangers = [cue for cue in cues if cue.code == "danger"]
        if not dangers:
            return
        said = list(dict.fromkeys(letter.sentence(cue.start) for cue in dangers))
        yield _joined("emergency.nature", said, 0.7)
        for field, hint in (("emergency.threatened", "person"), ("emergency.imminence", "soon")):
            telling = [row for row in said if letter.says(hint, row[2])]
            if telling:
                yield _joined(field, telling, 0.6)
        over = next((cue for cue in cues if cue.code == "over"), None)
        if over:
            yield Reading("emergency.past_only", True, over.start, over.end, 0.6, over.text)


def _joined(field: str, sentences: list[tuple[int, int, str]], strength: float) -> Reading:
    """Make one reading of the first sentences that tell a fact."""
    kept = sentences[:_MOST]
    return Reading(field, " ".join(text for _, _, text in kept), kept[0][0], kept[-1][1], strength)

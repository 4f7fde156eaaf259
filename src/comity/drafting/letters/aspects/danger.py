"""Danger to life: what kind, to whom, why now, whether it is over."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.text.cue_book import cue_book


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
        start, end, sentence = letter.sentence(dangers[0].start)
        yield Reading("emergency.nature", sentence, start, end, 0.7)
        for cue in dangers:
            begin, stop, said = letter.sentence(cue.start)
            if letter.says("person", said):
                yield Reading("emergency.threatened", said, begin, stop, 0.6)
                break
        for cue in dangers:
            begin, stop, said = letter.sentence(cue.start)
            if letter.says("soon", said):
                yield Reading("emergency.imminence", said, begin, stop, 0.6)
                break
        over = next((cue for cue in cues if cue.code == "over"), None)
        if over:
            yield Reading("emergency.past_only", True, over.start, over.end, 0.6, over.text)

"""How urgent the letter calls the matter, why, and by when an answer is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment, one_line
from comity.text.cue_book import cue_book

_ORDER = ("emergency", "urgent", "routine")
_DEADLINE = re.compile(r"(?:no later than|not later than|by|before|until|until the|не позднее|до|в срок до)\s+(?:the\s+)?$", re.IGNORECASE)

_MOST_TIMES = 200


class Urgency(Aspect):
    """Reads the urgency and the deadline."""

    slug = "urgency"
    fields = ("request.urgency", "request.urgency_reason", "request.response_deadline", "request.deadline_reason")
    telling_absence = ("request.urgency",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        book = cue_book("urgency")
        for value in letter.under("urgency"):
            cues = book.find(value.text)
            if cues:
                yield Reading("request.urgency", min((cue.code for cue in cues), key=_ORDER.index), value.start, value.end, 1.0)
        cues = book.find(letter.text[: letter.close])
        if cues:
            strongest = min(cues, key=lambda cue: (_ORDER.index(cue.code), cue.start))
            yield Reading("request.urgency", strongest.code, strongest.start, strongest.end, 0.7, strongest.text)
            for cue in cues:
                start, end, sentence = letter.sentence(cue.start)
                if cue.code != "routine" and letter.says("reason_urgent", sentence):
                    yield Reading("request.urgency_reason", sentence, start, end, 0.6)
                    break
        yield from _deadline(letter)


def _deadline(letter: Letter) -> Iterator[Reading]:
    for mention in letter.times[:_MOST_TIMES]:
        start, end, sentence = letter.sentence(mention.start)
        if not letter.head <= mention.start < letter.close or not _DEADLINE.search(letter.text[max(0, mention.start - 24) : mention.start]):
            continue
        if not letter.says("answers", sentence) or letter.says("no_deadline", sentence):
            continue
        found = first_moment((mention,), mention.start, mention.end)
        if found:
            yield Reading("request.response_deadline", found[0], mention.start, mention.end, 0.6)
            if letter.says("reason_urgent", sentence):
                yield Reading("request.deadline_reason", one_line(sentence), start, end, 0.5)
            return

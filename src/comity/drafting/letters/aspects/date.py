"""The date of the letter: under a label, in its head, or beside the signature."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment


class LetterDate(Aspect):
    """Reads the date of the request."""

    slug = "date"
    fields = ("request.date",)
    telling_absence = ("request.date",)

    # one date in the head is the letter's own; of several, one may be that of an earlier letter, and then only a label tells
    def read(self, letter: Letter) -> Iterator[Reading]:
        for value in letter.under("request.date"):
            found = first_moment(letter.times, value.start, value.end)
            if found:
                yield Reading("request.date", found[0], found[1].start, found[1].end, 1.0)
                return
        taken = [
            (value.start, value.end)
            for value in letter.labelled
            if value.code not in {"request.reference", "from", "to"} and value.start < letter.head
        ]
        in_head = [mention for mention in letter.times if mention.end <= letter.head and not any(a <= mention.start < b for a, b in taken)]
        for candidates in (in_head, [mention for mention in letter.times if mention.start >= letter.close]):
            moments = [found for mention in candidates if (found := first_moment((mention,), mention.start, mention.end))]
            if len({moment for moment, _ in moments}) == 1:
                moment, mention = moments[0]
                yield Reading("request.date", moment, mention.start, mention.end, 0.8)
                return

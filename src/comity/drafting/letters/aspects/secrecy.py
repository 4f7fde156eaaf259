"""Until when the user must not be told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment

_UNTIL = re.compile(r"(?:until|till|before|до|по)\s+(?:the\s+)?$", re.IGNORECASE)


class Secrecy(Aspect):
    """Reads the end of the secrecy and its reason."""

    slug = "secrecy"
    fields = ("request.non_disclosure_until", "request.confidentiality_reason")
    after = ("stated",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        known = letter.known.get("request.confidentiality_requested")
        if known is None or known.value is not True:
            return
        start, end = known.start, known.end
        paragraph = letter.text.find("\n\n", end)
        stop = min(letter.close, paragraph if paragraph >= 0 else len(letter.text), end + 400)
        for mention in letter.times:
            if start <= mention.start < stop and _UNTIL.search(letter.text[max(0, mention.start - 12) : mention.start]):
                found = first_moment((mention,), mention.start, mention.end)
                if found:
                    yield Reading("request.non_disclosure_until", found[0], mention.start, mention.end, 0.8)
                    break
        for place in (start, min(end + 2, len(letter.text) - 1)):
            begin, close, sentence = letter.sentence(place)
            if begin < stop and letter.says("reason_secret", sentence):
                yield Reading("request.confidentiality_reason", sentence, begin, close, 0.6)
                return

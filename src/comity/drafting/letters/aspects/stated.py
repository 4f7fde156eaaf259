"""Facts that a sentence of the running text states: undertakings, secrecy, certificates, need, danger; the words are data."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.text.cue_book import cue_book

_NO = "no:"
_WHOLE_LETTER = frozenset({"request.signed", "request.seal_or_esignature"})
"""Facts that stand at the foot of a letter, behind its close."""

_HEADING = 90


def _fields() -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.removeprefix(_NO) for code in cue_book("statements", "comity.drafting.letters", "phrases").codes))


class StatedFacts(Aspect):
    """Reads the first sentence that states a fact."""

    slug = "stated"
    fields = _fields()

    def read(self, letter: Letter) -> Iterator[Reading]:
        book = letter.cues("statements")
        for code in book.codes:
            field = code.removeprefix(_NO)
            cues = book.find_code(code, letter.text)
            cue = next((cue for cue in cues if field in _WHOLE_LETTER or _counts(letter, cue.start)), None)
            if cue is None:
                continue
            start, end, sentence = letter.sentence(cue.start)
            if code.startswith(_NO):
                yield Reading(field, False, start, end, 0.7)
            elif request_fields()[field].kind is FieldKind.STATEMENT:
                yield Reading(field, True, start, end, 0.6)
            else:
                yield Reading(field, sentence, start, end, 0.6)


def _counts(letter: Letter, place: int) -> bool:
    """Tell whether a phrase stands in the body and is more than a heading of it."""
    if not letter.head <= place < letter.close:
        return False
    start, end, sentence = letter.sentence(place)
    return end - start > _HEADING or letter.cues("headings").of_whole(sentence.rstrip(".:")) is None

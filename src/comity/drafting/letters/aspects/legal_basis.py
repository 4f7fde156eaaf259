"""The legal bases: treaties with their articles, and the domestic law of procedure that empowers the sender."""

from __future__ import annotations

from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import one_line, phrase
from comity.text.cue_book import Cue

_NUMBERS = r"\d{1,4}(?:[-–.]\d{1,3}){0,3}(?:\s?\(\d{1,2}\))*(?:\s?\([a-zа-я]\))*"
_WORD = r"(?:articles?|arts?\.|sections?|§+|стат(?:ья|ьи|ьей|ьёй|ье|ьями|ьям|ей|ьях)|стст?\.|ст\.?|п\.|бап\w*|берене\w*|modda\w*)"
_JOINT = r"(?:,|and|to|и|–|-|or|или|paragraphs?|para\.?|ч(?:асти|\.)|п(?:ункт\w*|\.))"
_ARTICLES = rf"{_WORD}\s*(?:№\s*)?{_NUMBERS}(?:\s*{_JOINT}\s*{_NUMBERS})*"
_BEFORE = phrase(rf"(?P<articles>{_ARTICLES})[^.;\n]{{0,50}}$")
_AFTER = phrase(rf"^[\s,(«»\"']{{0,6}}[^.;\n]{{0,30}}?(?P<articles>{_ARTICLES})")
_CODE = (
    r"(?:Code of Criminal Procedure|Criminal Procedure Code|Criminal Procedural Code|CPC(?!\w)|Уголовно-процессуальн\w+ кодекс\w*|УПК(?!\w)"
    r"|Қылмыстық-процестік кодекс\w*|ҚПК(?!\w)"
    r"|Кылмыш-жаза процессуалдык кодекс\w*|Жазык-процессуалдык кодекс\w*|Jinoyat[- ]protsessual kodeks\w*)"
)
_COUNTRY = r"(?-i:[A-ZА-ЯЁҚҒҰ][\w'’ʻ-]*(?:\s+[A-ZА-ЯЁҚҒҰ][\w'’ʻ-]*){0,3})"
_PROCEDURE = phrase(rf"{_ARTICLES}[^.;\n]{{0,40}}?\s{_CODE}(?:\s+(?:of )?(?:the )?{_COUNTRY})?")
_PROCEDURE_REVERSED = phrase(rf"{_CODE}[^.;\n]{{0,40}}?,?\s{_ARTICLES}")
_MOST = 4


class LegalBasis(Aspect):
    """Reads the treaty relied on and the domestic power."""

    slug = "legal_basis"
    fields = ("request.legal_basis_international", "request.legal_basis_domestic", "letter.treaties")
    telling_absence = ("request.legal_basis_international", "request.legal_basis_domestic")

    def read(self, letter: Letter) -> Iterator[Reading]:
        cues = [cue for cue in letter.cues("treaties").find(letter.text) if cue.code != "us_sca"]
        cited = list(dict.fromkeys(_cited(letter, cue) for cue in cues))[:_MOST]
        if cited:
            yield Reading("request.legal_basis_international", "; ".join(cited), cues[0].start, cues[-1].end, 0.9)
            yield Reading("letter.treaties", tuple(dict.fromkeys(cue.code for cue in cues)), cues[0].start, cues[-1].end, 0.9)
        for pattern in (_PROCEDURE, _PROCEDURE_REVERSED):
            found = list(pattern.finditer(letter.text))[:_MOST]
            if found:
                text = "; ".join(dict.fromkeys(one_line(hit.group()) for hit in found))
                yield Reading("request.legal_basis_domestic", text, found[0].start(), found[-1].end(), 0.9)
                return


def _cited(letter: Letter, cue: Cue) -> str:
    """Write a treaty as the letter cites it, with the articles that stand beside it."""
    before = _BEFORE.search(letter.text[max(0, cue.start - 120) : cue.start])
    if before:
        return one_line(letter.text[cue.start - (min(cue.start, 120) - before.start()) : cue.end])
    after = _AFTER.search(letter.text[cue.end : cue.end + 80])
    return one_line(letter.text[cue.start : cue.end + after.end()] if after else cue.text)

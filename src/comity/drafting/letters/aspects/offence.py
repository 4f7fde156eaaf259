"""The offence: its article in the criminal code, its name, and the highest penalty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import highest_years, one_line, phrase

_NUMBER = r"\d{1,3}(?:[-–.]\d{1,2}){0,3}"
_PART = r"(?:(?:part|paragraph|para\.?|ч(?:аст\w+|\.)|п(?:ункт\w*|\.))\s*[«\"(]?\w{1,2}[»\")]?[,\s]*(?:of\s+)?)*"
_ARTICLE = rf"(?:articles?|art\.|section|sec\.|стат(?:ья|ьи|ьей|ьёй|ье|ей|ьям|ьями)|ст\.?)\s*{_NUMBER}(?:\s?\(\d{{1,2}}\))*"
_LAW = (
    r"(?:Criminal Code|Penal Code|CC(?!\w)|Уголовн\w+ кодекс\w*|УК(?!\w)|Қылмыстық кодекс\w*|ҚК(?!\w)|Кылмыш-жаза кодекс\w*"
    r"|Жазык кодекс\w*|Jinoyat kodeks\w*|Fraud Act|Computer Misuse Act)"
)
_PROPER = r"(?-i:[A-ZА-ЯЁҚҒҰ])[\w'’ʻ-]+"
_OF_STATE = rf"(?:\s+(?:of )?(?:the )?(?:КР|РК|РУз|РТ|РФ|АР|РА|{_PROPER}(?:\s(?:of\s)?{_PROPER}){{0,2}}))?"
_PROVISION = phrase(
    rf"(?P<whole>{_PART}{_ARTICLE}(?:\s*(?:,|and|и)\s*{_NUMBER}(?:\s?\(\d{{1,2}}\))*)*(?P<title>\s*\([^()]{{3,80}}\))?[^.;\n()]{{0,30}}?"
    rf"\s(?:of |under )?(?:the )?{_LAW}{_OF_STATE}(?P<after>\s*\([^()]{{3,80}}\))?)"
)
_NOT_CRIMINAL = re.compile(r"procedur|процессуальн", re.IGNORECASE)
_PROVISION_REVERSED = phrase(rf"(?P<whole>{_LAW}{_OF_STATE}[^.;\n()]{{0,20}}?,? {_ARTICLE})")
_TITLE = phrase(
    r"(?:(?:offences?|crimes?) of|on suspicion of|on charges? of|charged with|for the (?:offence|crime) of"
    r"|investigation (?:into|of|concerning) (?:an? |the |alleged )?(?:following offences?: ?)?"
    r"|по факту|по признакам(?: преступления)?,?|преступлени\w+,? в виде)"
    r"(?!\w)\s*(?P<title>[a-zа-яё][^.;,\n(]{3,70})"
)


class Offence(Aspect):
    """Reads the offence under investigation."""

    slug = "offence"
    fields = ("case.offence_provision", "case.offence_title", "case.max_penalty_years")
    telling_absence = ("case.offence_provision", "case.max_penalty_years")

    def read(self, letter: Letter) -> Iterator[Reading]:
        found = [hit for hit in _PROVISION.finditer(letter.text) if not _NOT_CRIMINAL.search(hit.group())]
        reversed_ = [hit for hit in _PROVISION_REVERSED.finditer(letter.text) if not _NOT_CRIMINAL.search(hit.group())]
        if reversed_ and not found:
            first = reversed_[0]
            yield Reading("case.offence_provision", one_line(first["whole"]), first.start(), first.end(), 0.8)
        if found:
            text = "; ".join(dict.fromkeys(one_line(re.sub(r"\s*\([^()\d]{3,80}\)", "", hit["whole"])) for hit in found[:3]))
            yield Reading("case.offence_provision", text, found[0].start(), found[0].end(), 0.8)
            named = next((hit for hit in found if hit["title"] or hit["after"]), None)
            if named:
                title = one_line((named["title"] or named["after"]).strip(' ()«»"'))
                yield Reading("case.offence_title", title, named.start(), named.end(), 0.8)
        title_hit = next((hit for hit in _TITLE.finditer(letter.text, letter.head, letter.close)), None)
        if title_hit:
            yield Reading("case.offence_title", one_line(title_hit["title"]), title_hit.start("title"), title_hit.end("title"), 0.5)
        for cue in letter.cues("hints").find_code("penalty", letter.text):
            start, end, sentence = letter.sentence(cue.start)
            years = highest_years(sentence)
            if years is not None:
                yield Reading("case.max_penalty_years", years, start, end, 0.8)
                return

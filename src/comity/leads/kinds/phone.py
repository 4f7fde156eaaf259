"""Telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks.digits import only_digits
from comity.leads.checks.phones import e164, is_mobile
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Digits, Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say

_DATE = re.compile(r"(?:19|20)\d{2}[-.](?:0[1-9]|1[0-2])[-.]\d{2}|\d{2}[.-](?:0[1-9]|1[0-2])[.-](?:19|20)?\d{2}(?!\d)")
_DIALLED = re.compile(
    r"\(\d{2,5}\)[\s-]?\d|\d-\d{2,3}-\d{2}(?:-\d{2})?(?!\d)|\d \d{3} \d{2} \d{2}(?!\d)|\d \d{3} \d{3}(?!\d)|\d{3}-\d{3}-\d{3}"
)
_LEAST, _MOST = 7, 15
# Words that say a number is something else, however much it looks like a telephone.
_OTHERS = {
    Cue.CARD,
    Cue.ACCOUNT,
    Cue.BIK,
    Cue.IMEI,
    Cue.IMSI,
    Cue.TAX,
    Cue.MONEY,
    Cue.DOCUMENT,
    Cue.USER,
    Cue.MAC,
    Cue.LAW,
    Cue.VERSION,
    Cue.TRANSFER,
}


class Phone(Kind):
    """A telephone number; the value is its E.164 form (`8 (727) 250-00-00` dialled in Kazakhstan is `+77272500000`).

    Local numbers need the country of the case. A row of digits without `+` counts where a word (тел., phone, ұялы, raqam) or the way it is
    written says so; a bare number of a mobile network is `unsure`. `unsure` as well: the country has no numbers like it. Sums, dates, tax
    and document numbers are none.
    """

    code = IdentifierKind.PHONE
    weight = 45

    def find(self, page: Page) -> Iterator[Candidate]:
        for row in page.digits:
            before = page.text[row.start - 1 : row.start]
            if before == "+" or page.text[row.start - 2 : row.start] in {"+(", "+ "}:
                yield from self._international(page, row)
            elif not (before.isalnum() or (before and before in "_@#/.%&-")):
                yield from self._dialled(page, row)

    def _international(self, page: Page, row: Digits) -> Iterator[Candidate]:
        start = row.start - 1 if page.text[row.start - 1] == "+" else row.start - 2
        if page.text[start - 1 : start].isalnum():
            return
        first: tuple[int, str] | None = None
        for end in _ends(page.text, row):
            read = e164("+" + only_digits(page.text[row.start : end]), None)
            if read is None:
                continue
            if read[1]:
                yield Candidate(self.code, start, end, read[0], weight=58)
                return
            first = first or (end, read[0])
        if first:
            reason = say("its country has no numbers like it")
            yield Candidate(self.code, start, first[0], first[1], Verdict.UNSURE, reason)

    def _dialled(self, page: Page, row: Digits) -> Iterator[Candidate]:
        text, country = page.text, page.context.country
        cue, distance = page.cue_and_distance(row.start, row.end)
        if cue in _OTHERS or _DATE.match(text, row.start):
            return
        said = cue is Cue.PHONE and distance < 48
        start = row.start - 1 if text[row.start - 1 : row.start] == "(" else row.start
        place = row.start
        while place < row.end:
            taken = self._one(page, row, place, start, country, said=said)
            if taken is None:
                return
            yield taken
            following = [group[0] for group in row.groups if group[0] >= taken.end]
            if not following:
                return
            place = start = following[0]
            start -= text[place - 1] == "("

    def _one(self, page: Page, row: Digits, place: int, start: int, country: str | None, *, said: bool) -> Candidate | None:
        text = page.text
        possible: Candidate | None = None
        for end in _ends(text, row, place):
            written = text[start:end]
            looks = said or _DIALLED.search(written) is not None
            digits = only_digits(written)
            if end < len(text) and text[end].isalnum():
                continue
            read = e164(written, country) if country else None
            if read and read[1] and (looks or (is_mobile(read[0]) and written == digits)):
                verdict, reason = (
                    (Verdict.VALID, "") if looks else (Verdict.UNSURE, say("only digits, with no word that says it is a telephone"))
                )
                return Candidate(self.code, start, end, read[0], verdict, reason)
            whole = e164("+" + digits.removeprefix("00"), None) if len(digits) >= 11 else None
            if whole and whole[1] and (said or (is_mobile(whole[0]) and (looks or written == digits))):
                verdict, reason = (
                    (Verdict.VALID, "") if looks else (Verdict.UNSURE, say("only digits, with no word that says it is a telephone"))
                )
                return Candidate(self.code, start, end, whole[0], verdict, reason)
            if said and possible is None and 9 <= len(digits) <= _MOST:
                value = read[0] if read else digits
                reason = say("its country has no numbers like it") if read else say("a local number: the country is needed to read it")
                possible = Candidate(self.code, start, end, value, Verdict.UNSURE, reason, weight=35)
        return possible


def _ends(text: str, row: Digits, place: int | None = None) -> Iterator[int]:
    """Yield where a number that begins here may end, the longest first; it does not reach over two blanks or into a date."""
    begin = row.start if place is None else place
    ends, digits, last = [], 0, begin
    for start, end in row.groups:
        if start < begin:
            continue
        if start > last and (text[last:start] in {"  ", ". ", ".."} or _DATE.match(text, start)):
            break
        digits += end - start
        if digits > _MOST:
            break
        if digits >= _LEAST:
            ends.append(end)
        last = end
    return reversed(ends)

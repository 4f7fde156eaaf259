"""Telephone numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from comity.leads.checks.digits import only_digits
from comity.leads.checks.phones import e164, is_mobile
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Digits, Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say

_DATE = re.compile(r"(?:19|20)\d{2}[-.](?:0[1-9]|1[0-2])[-.]\d{2}|\d{2}[.-](?:0[1-9]|1[0-2])[.-](?:19|20)\d{2}(?!\d)")
_DIALLED = re.compile(
    r"\(\d{2,5}\)[\s-]?\d|\d-\d{2,3}-\d{2}(?:-\d{2})?(?!\d)|\d \d{3} \d{2} \d{2}(?!\d)|\d \d{3} \d{3}(?!\d)|\d{3}-\d{3}-\d{3}"
    r"|0\d{2,3} \d{2} \d{2} \d{2}(?!\d)"
)
_LEAST, _MOST = 7, 15
_WORDS = {Cue.PHONE, Cue.NUMBER}
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
                opened = page.text[start - 1 : start] == "(" and ")" in page.text[start:end]
                yield Candidate(self.code, start - opened, end, read[0], weight=58)
                return
            first = first or (end, read[0])
        if first:
            reason = say("its country has no numbers like it")
            yield Candidate(self.code, start, first[0], first[1], Verdict.UNSURE, reason)

    def _dialled(self, page: Page, row: Digits) -> Iterator[Candidate]:
        cue, distance = page.cue_and_distance(row.start, row.end)
        if cue in _OTHERS or _DATE.match(page.text, row.start):
            return
        said = cue in _WORDS and distance < 48
        place, start = row.start, row.start - (page.text[row.start - 1 : row.start] == "(")
        while place < row.end:
            taken = self._one(page, row, place, start, cue if said else None)
            if taken is None:
                return
            yield taken
            groups = row.groups
            number = bisect_left(groups, (taken.end, 0))
            if number == len(groups):
                return
            place = groups[number][0]
            start = place - (page.text[place - 1] == "(")

    def _one(self, page: Page, row: Digits, place: int, start: int, cue: Cue | None) -> Candidate | None:
        text = page.text
        possible: Candidate | None = None
        for end in _ends(text, row, place):
            written = text[start:end]
            digits = only_digits(written)
            if text[end : end + 1].isalnum():
                continue
            shaped = _DIALLED.search(written) is not None
            read = _read(written, digits, page.context.country, mobile_only=cue is None and not shaped)
            if read and (cue or shaped or written == digits):
                return Candidate(self.code, start, end, read[0], *_verdict(read, told=cue is not None or shaped))
            if cue is Cue.PHONE and possible is None and 9 <= len(digits) <= _MOST:
                possible = Candidate(self.code, start, end, *_unread(written, digits, page.context.country), weight=35)
        return possible


def _read(written: str, digits: str, country: str | None, *, mobile_only: bool) -> tuple[str, bool] | None:
    """Read a number that has no `+`.

    Returns:
        The number, and whether it was read by the plan of the case's own country (or is international); None where no plan has it.
    """
    tries = [(e164(written, country), True)] if country else []
    if len(digits) == 11 and digits[0] == "8":
        tries.append((e164(written, "RU"), False))  # the trunk prefix of Russia and Kazakhstan, as neighbours write it
    elif len(digits) >= 11:
        tries.append((e164("+" + digits.removeprefix("00"), None), True))
    for read, is_own in tries:
        if read and read[1] and not (mobile_only and not is_mobile(read[0])):
            return read[0], is_own
    return None


def _verdict(read: tuple[str, bool], *, told: bool) -> tuple[Verdict, str]:
    if not read[1]:
        return Verdict.UNSURE, say("8 is the trunk prefix of Russia and Kazakhstan, not of the country of the case")
    return (Verdict.VALID, "") if told else (Verdict.UNSURE, say("only digits, with no word that says it is a telephone"))


def _unread(written: str, digits: str, country: str | None) -> tuple[str, Verdict, str]:
    read = e164(written, country) if country else None
    if read:
        return read[0], Verdict.UNSURE, say("its country has no numbers like it")
    return digits, Verdict.UNSURE, say("a local number: the country is needed to read it")


def _ends(text: str, row: Digits, place: int | None = None) -> Iterator[int]:
    """Yield where a number that begins here may end, the longest first; it does not reach over two blanks or into a date."""
    begin = row.start if place is None else place
    groups = row.groups
    first = bisect_left(groups, (begin, 0))
    ends, digits, last = [], 0, begin
    for start, end in groups[first : first + _MOST]:
        if start > last and (text[last:start] in {"  ", ". ", ".."} or _DATE.match(text, start)):
            break
        digits += end - start
        if digits > _MOST:
            break
        if digits >= _LEAST:
            ends.append(end)
        last = end
    return reversed(ends)

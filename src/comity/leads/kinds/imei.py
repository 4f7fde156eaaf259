"""Identities of mobile devices."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks.digits import luhn, only_digits
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

# Reporting bodies of the GSMA that gave out nearly all codes in use (3GPP TS 23.003, 6.2; GSMA TS.06): first two digits of the type code.
_REPORTING_BODIES = {"01", "35", "86", "99"}


class Imei(Kind):
    """The identity of a mobile device: IMEI of 15 digits with a check digit (Luhn), or IMEISV of 16 digits without one (`unsure`).

    Counted after the word IMEI, or in its column. Fourteen digits after the word lack the check digit: `unsure`. Fifteen digits without the
    word count only with a good check digit and the code of a reporting body, and are `unsure`.
    """

    code = IdentifierKind.IMEI
    weight = 59

    def find(self, page: Page) -> Iterator[Candidate]:
        for row in page.digits:
            for length in (15, 16, 14):
                for start, end in row.places(length):
                    candidate = self._judged(page, start, end, length)
                    if candidate:
                        yield candidate

    def _judged(self, page: Page, start: int, end: int, length: int) -> Candidate | None:
        text = page.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if before.isalnum() or after.isalnum() or (before and before in "+_."):
            return None
        digits = only_digits(text[start:end])
        cue, distance = page.cue_and_distance(start, end)
        if cue is not Cue.IMEI:
            if length == 15 and cue is None and end - start == 15 and digits[:2] in _REPORTING_BODIES and luhn(digits):
                return Candidate(
                    self.code, start, end, digits, Verdict.UNSURE, say("only digits, with no word that says it is an IMEI"), weight=42
                )
            return None
        if distance > 40:
            return None
        if length == 15:
            if luhn(digits):
                return Candidate(self.code, start, end, digits)
            return Candidate(self.code, start, end, digits, Verdict.INVALID, say("the check digit is wrong"), {Note.BAD_CHECKSUM})
        if length == 16:
            return Candidate(self.code, start, end, digits, Verdict.UNSURE, say("16 digits: an IMEISV has no check digit"), weight=60)
        return Candidate(self.code, start, end, digits, Verdict.UNSURE, say("14 digits: the check digit is missing"), weight=52)

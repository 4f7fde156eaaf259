"""Bank accounts inside a country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks import accounts
from comity.leads.checks.digits import only_digits
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_BIK = re.compile(r"(?<![0-9])0[0-9]{8}(?![0-9])")
_NEAR = 320


class BankAccount(Kind):
    """A bank account in the form of its country: Russia and Uzbekistan 20 digits, Kyrgyzstan 16 digits, after a word that says so.

    A Russian account is checked against the BIK that stands near: `valid`, or `invalid` (`bad_checksum`). Without a BIK, and for
    Uzbekistan and Kyrgyzstan, whose rule for the check digit no source at hand tells, the account is `unsure`.
    """

    code = IdentifierKind.BANK_ACCOUNT
    weight = 63

    def find(self, page: Page) -> Iterator[Candidate]:
        for row in page.digits:
            for length in (20, 16):
                for start, end in row.places(length):
                    if page.text[start - 1 : start].isalnum() or page.text[end : end + 1].isalnum():
                        continue
                    cue = page.cue(start, end)
                    digits = only_digits(page.text[start:end])
                    if cue is Cue.ACCOUNT or (
                        cue in {None, Cue.BIK} and length == 20 and accounts.has_russian_form(digits) and _bik_near(page, start, end)
                    ):
                        yield self._judged(page, start, end, digits)

    def _judged(self, page: Page, start: int, end: int, digits: str) -> Candidate:
        bik = _bik_near(page, start, end) if len(digits) == accounts.LENGTHS["RU"] and accounts.has_russian_form(digits) else None
        if bik is None:
            reason = say("nothing at hand to check the account number against")
            return Candidate(self.code, start, end, digits, Verdict.UNSURE, reason)
        if accounts.russian_key_holds(digits, bik):
            return Candidate(self.code, start, end, digits)
        reason = say("the key of the account does not fit the bank code {bik}", bik=bik)
        return Candidate(self.code, start, end, digits, Verdict.INVALID, reason, {Note.BAD_CHECKSUM})


def _bik_near(page: Page, start: int, end: int) -> str | None:
    low, high = page.around(start, end, _NEAR)
    for found in _BIK.finditer(page.text, low, high):
        if page.cue(*found.span()) is Cue.BIK:
            return found.group()
    return None

"""Payment cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks.cards import card_network, masked
from comity.leads.checks.digits import luhn, only_digits
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.image import DIGITS, folded
from comity.text.messages import say

_LENGTHS = frozenset({13, 15, 16, 18, 19})
# Four digits and signs that may hide others, on the image: most texts hold none.
_SIGNS = folded({DIGITS: b"0", b"*xX?": b"*", b" -": b" ", b".": b"."}, b"-")
_HIDDEN = re.compile(rb"0000 ?(?:00[*.]{2}|\*{4})")
_FOURS = re.compile(r"\d{4}([ \u00a0-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?")
_ALREADY = re.compile(
    r"[0-9]{4}[ -]?(?:[0-9]{2}[*xXхХ•]{2}[ -]?[*xXхХ•]{4}[ -]?|[0-9]{2}[*xXхХ•.]{2,9}|[*xXхХ•]{4}[ -]?[*xXхХ•]{4}[ -]?)[0-9]{4}(?![0-9*])"
)
_OTHERS = {Cue.ACCOUNT, Cue.IMEI, Cue.IMSI, Cue.TAX, Cue.DOCUMENT, Cue.USER, Cue.MONEY, Cue.BIK, Cue.TRANSFER}


class Card(Kind):
    """A payment card: in the range of a network and with a good check digit (Luhn), after a word that says so or in groups of four.

    The number is never shown whole: value and raw text keep the first six and the last four digits (note `masked`). A number that is
    already masked in the text is reported with what it has. After the word card, a wrong check digit is `invalid` (`bad_checksum`).
    """

    code = IdentifierKind.CARD
    weight = 57

    def find(self, page: Page) -> Iterator[Candidate]:
        for row in page.digits:
            for length in row.lengths:
                if 12 < length < 20 and length in _LENGTHS:
                    for start, end in row.places(length):
                        candidate = self._judged(page, start, end)
                        if candidate:
                            yield candidate
        if _HIDDEN.search(page.surface.image.plain.translate(_SIGNS)):
            for found in _ALREADY.finditer(page.text):
                if not page.text[found.start() - 1 : found.start()].isalnum():
                    digits = only_digits(found.group())
                    hidden = "*" * (16 - len(digits))
                    value = digits[:-4] + hidden + digits[-4:]
                    reason = say("masked in the text: only the bank that issued it can complete it")
                    yield Candidate(self.code, *found.span(), value, Verdict.UNSURE, reason, {Note.MASKED})

    def _judged(self, page: Page, start: int, end: int) -> Candidate | None:
        text = page.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if (
            before.isalnum()
            or after.isalnum()
            or (before and before in "._+-/")
            or (after in {"-", "/"} and text[end + 1 : end + 2].isdigit())
        ):
            return None
        cue = page.cue(start, end)
        if cue in _OTHERS:
            return None
        digits = only_digits(text[start:end])
        network = card_network(digits)
        in_fours = _FOURS.fullmatch(text, start, end) is not None
        if cue is not Cue.CARD and (not network or not (in_fours or luhn(digits))):
            return None
        if cue is not Cue.CARD and not in_fours and (len(digits) != 16 or cue is Cue.PHONE):
            return None
        shown = masked(text[start:end])
        candidate = Candidate(self.code, start, end, masked(digits), notes={Note.MASKED}, shown=shown)
        if not luhn(digits):
            candidate.verdict, candidate.reason = Verdict.INVALID, say("the check digit is wrong")
            candidate.notes |= {Note.BAD_CHECKSUM}
            candidate.weight = 50
        elif not network:
            candidate.verdict, candidate.reason = Verdict.UNSURE, say("no known network issues numbers of this range")
        elif cue is not Cue.CARD and not in_fours:
            candidate.verdict, candidate.reason = Verdict.UNSURE, say("only digits, with no word that says it is a card")
            candidate.weight = 48
        return candidate

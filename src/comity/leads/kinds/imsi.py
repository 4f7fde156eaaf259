"""Subscriber identities of mobile networks."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks.digits import only_digits
from comity.leads.checks.subscribers import imsi_country
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say


class Imsi(Kind):
    """The identity of a subscriber on a SIM card: 14 or 15 digits after the word IMSI, or in its column.

    The first three digits name the country (ITU-T E.212); `unsure` where the list does not hold them. There is no check digit.
    """

    code = IdentifierKind.IMSI
    weight = 61

    def find(self, page: Page) -> Iterator[Candidate]:
        for row in page.digits:
            for length in (15, 14):
                for start, end in row.places(length):
                    if page.text[start - 1 : start].isalnum() or page.text[end : end + 1].isalnum():
                        continue
                    if page.cue(start, end) is Cue.IMSI:
                        digits = only_digits(page.text[start:end])
                        country = imsi_country(digits)
                        if country:
                            yield Candidate(self.code, start, end, digits, reason=say("network of {country}", country=country))
                        else:
                            yield Candidate(
                                self.code, start, end, digits, Verdict.UNSURE, say("unknown country code {code}", code=digits[:3])
                            )

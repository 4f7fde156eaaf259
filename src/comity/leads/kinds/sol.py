"""Solana addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks.solana import is_address, is_on_curve
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.spelling import stands_in_path
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_NAMED = re.compile(r"solana|солан|\bsol\b|\bspl\b|phantom|фантом")


class Sol(Kind):
    """A Solana address: Base58 of 32 bytes, without a checksum.

    Valid where the text names Solana (or its wallet) beside it. Without the name it is `unsure`, and counts only with 43 or 44 characters
    that are a point of the curve Ed25519, as the key of a wallet is.
    """

    code = IdentifierKind.SOL
    weight = 66

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            if not 32 <= len(text) <= 44 or token.has_look_alikes or not _is_varied(text) or not is_address(text):
                continue
            named = _NAMED.search(page.before(token.start, 90)) is not None or _NAMED.search(page.after(token.end)) is not None
            notes = frozenset({Note.BROKEN_LINE} if token.is_broken else ())
            if named:
                verdict = Verdict.UNSURE if token.is_broken else Verdict.VALID
                yield Candidate(self.code, token.start, token.end, text, verdict, say("Solana addresses carry no checksum"), notes)
            elif not token.is_broken and len(text) >= 43 and is_on_curve(text) and not stands_in_path(page, token):
                reason = say("has the form of a Solana address, which carries no checksum, and nothing beside it says so")
                yield Candidate(self.code, token.start, token.end, text, Verdict.UNSURE, reason, notes, weight=30)


def _is_varied(text: str) -> bool:
    return any(map(str.isdigit, text)) and any(map(str.isupper, text)) and any(map(str.islower, text))

"""Addresses of Ethereum and the chains that share its form."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks.evm import checksummed, has_checksum, is_address
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page, Token
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say


class Evm(Kind):
    """An address of Ethereum, BNB Smart Chain, Polygon and the like: `0x` and forty hexadecimal digits; the value has the case of EIP-55.

    Mixed case that does not fit EIP-55 is `invalid` (`bad_checksum`): a letter was changed, or the case was. Letters of one case carry no
    checksum; such an address is valid, and that is said. The form is the same on all these chains: which one is meant, only the text can
    say.
    """

    code = IdentifierKind.EVM
    weight = 90

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            if len(token.text) == 42 and is_address(token.text):
                yield self._judged(token)

    def _judged(self, token: Token) -> Candidate:
        text = "0x" + token.text[2:]
        found = Candidate(self.code, token.start, token.end, checksummed(text))
        if token.is_broken:
            found.notes |= {Note.BROKEN_LINE}
        if token.has_look_alikes:
            found.verdict, found.notes = Verdict.UNSURE, {Note.HOMOGLYPH, Note.MIXED_SCRIPT}
            found.reason = say("letters of another script stand inside; read as {value}", value=found.value)
        elif not has_checksum(text):
            found.reason = say("letters of one case: no checksum to check")
        elif text != found.value:
            found.value, found.verdict = text, Verdict.INVALID
            found.reason = say("the case of the letters does not fit EIP-55")
            found.notes |= {Note.BAD_CHECKSUM}
        return found

"""Identifiers of transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks.solana import is_signature
from comity.leads.digests import HEX, SIXTY_FOUR, Reading, is_mixed, reading
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page, Token
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_SIGNATURE = re.compile(r"solana|солан|\bsol\b|signature|подпис|tx|транзакц|transaction|перевод")


class Txid(Kind):
    """The identifier of a transaction: 64 hexadecimal digits (Bitcoin, TRON), with `0x` (EVM), or a Solana signature.

    Without `0x` the nearest word decides between a transaction and the SHA-256 of a file; where no word does, a text about virtual assets
    makes it a transaction (`unsure`). The value is in lower case; a Solana signature stays as written.
    """

    code = IdentifierKind.TXID
    weight = 89

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            if len(text) in {SIXTY_FOUR, SIXTY_FOUR + 2}:
                candidate = self._hexadecimal(page, token)
            elif 86 <= len(text) <= 88:
                candidate = self._signature(page, token)
            else:
                continue
            if candidate:
                candidate.notes |= frozenset({Note.BROKEN_LINE} if token.is_broken else ())
                yield candidate

    def _hexadecimal(self, page: Page, token: Token) -> Candidate | None:
        text = token.text
        prefixed = text[:2] in {"0x", "0X"}
        if prefixed is not (len(text) == SIXTY_FOUR + 2) or not HEX.fullmatch(text) or not is_mixed(text) or token.has_look_alikes:
            return None
        read = reading(page, token)
        if read is Reading.FILE or (read is Reading.EITHER and not page.speaks_of_crypto):
            return None
        found = Candidate(self.code, token.start, token.end, text.lower())
        if read is Reading.EITHER or token.is_broken:
            found.verdict, found.reason = Verdict.UNSURE, say("64 hexadecimal digits: a transaction, or the SHA-256 of a file")
        return found

    def _signature(self, page: Page, token: Token) -> Candidate | None:
        if token.has_look_alikes or not is_signature(token.text):
            return None
        named = _SIGNATURE.search(page.before(token.start)) is not None or page.cue(token.start, token.end) is Cue.TRANSFER
        verdict = Verdict.VALID if named and not token.is_broken else Verdict.UNSURE
        reason = say("has the form of a Solana signature, which carries no checksum")
        return Candidate(self.code, token.start, token.end, token.text, verdict, reason)

"""Digests of files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from comity.leads.digests import HEX, SIXTY_FOUR, Reading, is_mixed, reading
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page, Token
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_NAMES = {32: "MD5", 40: "SHA-1", 56: "SHA-224", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}


class Hash(Kind):
    """The digest of a file, by its length: MD5 (32 hexadecimal digits), SHA-1 (40), SHA-224, SHA-256, SHA-384, SHA-512 (128).

    Valid after a word that says so (MD5, SHA, file, «хеш файла»); `unsure` without one, since session keys and other numbers look alike.
    Sixty-four digits beside a word about transactions are a `txid`. The value is in lower case.
    """

    code = IdentifierKind.HASH
    weight = 68

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            name = _NAMES.get(len(text))
            if name and not token.has_look_alikes and HEX.fullmatch(text) and text[1] not in "xX" and is_mixed(text):
                candidate = self._judged(page, token, name)
                if candidate:
                    yield candidate

    def _judged(self, page: Page, token: Token, name: str) -> Candidate | None:
        if len(token.text) == SIXTY_FOUR:
            read = reading(page, token)
            if read is Reading.TRANSACTION or (read is Reading.EITHER and page.speaks_of_crypto):
                return None
            said = read is Reading.FILE
        else:
            said = page.cue(token.start, token.end) is Cue.FILE
            if not said:
                before = page.before(token.start, 90)
                said = "hash" in before or "хеш" in before or "хэш" in before
        found = Candidate(self.code, token.start, token.end, token.text.lower(), reason=_by_length(name))
        if token.is_broken:
            if not said:
                return None
            found.notes |= {Note.BROKEN_LINE}
        if not said:
            found.verdict = Verdict.UNSURE
            found.reason = say("{name} by its length; nothing beside it says so", name=name)
        return found


@lru_cache
def _by_length(name: str) -> str:
    return say("{name} by its length", name=name)

"""Bitcoin Cash addresses."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks import cashaddr
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.spelling import wrong
from comity.model.identifier import IdentifierKind, Note

_PREFIX = "bitcoincash:"


class Bch(Kind):
    """A Bitcoin Cash address in the CashAddr form, with `bitcoincash:` or without; the value has the prefix.

    The old form (`1…`) is a good Bitcoin address as well and is reported as that. A wrong checksum is `invalid` where the prefix is
    written.
    """

    code = IdentifierKind.BCH
    weight = 90

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            if text[0] not in "qpzrQPZR" or not 40 <= len(text) <= 112:
                continue
            start = token.start
            prefixed = page.text[max(0, start - len(_PREFIX)) : start].lower() == _PREFIX
            begin = start - len(_PREFIX) if prefixed else start
            if cashaddr.decode(text):
                notes = frozenset({Note.BROKEN_LINE} if token.is_broken else ())
                yield Candidate(self.code, begin, token.end, _PREFIX + text.lower(), notes=notes)
            elif prefixed and not token.is_broken:
                found = wrong(self.code, token)
                found.start, found.value = begin, _PREFIX + text.lower()
                yield found

"""Monero addresses."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads import spelling
from comity.leads.checks.base58 import ALPHABET
from comity.leads.checks.monero import address_type
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind
from comity.text.messages import say

_LENGTHS = {95, 106}


class Xmr(Kind):
    """A Monero address: standard (`4…`), subaddress (`8…`), integrated (106 characters), by its Keccak checksum.

    A wrong checksum is `invalid`. A Monero address leads to an exchange only if an exchange gave it out: the chain itself shows nobody.
    """

    code = IdentifierKind.XMR
    weight = 91

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            if len(text) not in _LENGTHS or text[0] not in "48":
                continue
            found = spelling.judged(self.code, token, lambda guess: address_type(guess) is not None, spelling.base58_guesses)
            if found:
                kind = address_type(found.value)
                if kind == "integrated" and not found.reason:
                    found.reason = say("an integrated address: it carries a payment id")
                yield found
            elif not token.is_broken and all(letter in ALPHABET for letter in text) and not text.isdigit():
                yield spelling.wrong(self.code, token)

"""Litecoin addresses."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads import spelling
from comity.leads.checks.wallets import ltc_type
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page, Token
from comity.model.identifier import IdentifierKind


class Ltc(Kind):
    """A Litecoin address: `L…`, `M…` (Base58Check) or `ltc1…` (segregated witness).

    The old form of pay-to-script (`3…`) is a good Bitcoin address as well and is reported as that. A wrong checksum is `invalid` with
    `ltc1`, and after the word Litecoin.
    """

    code = IdentifierKind.LTC
    weight = 90

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            witness = text[:4].lower() == "ltc1"
            if not witness and not (text[0] in "LM" and 26 <= len(text) <= 35):
                continue
            found = spelling.judged(self.code, token, _holds, spelling.bech32_guesses if witness else spelling.base58_guesses)
            if found:
                found.value = found.value.lower() if witness else found.value
                yield found
            elif not token.is_broken and ((witness and len(text) == 43) or (33 <= len(text) <= 34 and _is_named(page, token))):
                yield spelling.wrong(self.code, token)


def _holds(text: str) -> bool:
    return ltc_type(text) is not None


def _is_named(page: Page, token: Token) -> bool:
    before = page.before(token.start)
    return "litecoin" in before or "ltc" in before or "лайткоин" in before

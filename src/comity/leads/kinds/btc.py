"""Bitcoin addresses."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads import spelling
from comity.leads.checks.base58 import ALPHABET
from comity.leads.checks.wallets import btc_type
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page, Token
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind
from comity.text.messages import say


class Btc(Kind):
    """A Bitcoin address: P2PKH (`1…`), P2SH (`3…`), segregated witness (`bc1q…`) and Taproot (`bc1p…`).

    Checked by Base58Check, BIP-173 and BIP-350.

    A wrong checksum is `invalid`: always with `bc1`, and after a word about transfers or wallets with `1` or `3`. Addresses of the test
    network are valid and said to be so.
    """

    code = IdentifierKind.BTC
    weight = 90

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            size = len(text)
            if text[:3].lower() in {"bc1", "tb1"}:
                if 24 <= size <= 90:
                    found = spelling.judged(self.code, token, _holds, spelling.bech32_guesses)
                    if found:
                        found.value = found.value.lower()
                        yield _named(found)
                    elif not token.is_broken and size in {42, 62} and text[3:].isalnum():
                        yield spelling.wrong(self.code, token)
            elif text[0] in "13mn2" and 26 <= size <= 35:
                found = spelling.judged(self.code, token, _holds, spelling.base58_guesses)
                if found:
                    yield _named(found)
                elif not token.is_broken and text[0] in "13" and _is_meant(page, token):
                    yield spelling.wrong(self.code, token)


def _holds(text: str) -> bool:
    return btc_type(text) is not None


def _named(found: Candidate) -> Candidate:
    kind = btc_type(found.value) or ""
    if kind.startswith("testnet"):
        found.reason = found.reason or say("an address of the test network")
    return found


def _is_meant(page: Page, token: Token) -> bool:
    text = token.text
    if any(letter not in ALPHABET for letter in text) or text.isdigit() or text.islower() or not any(map(str.isdigit, text[1:])):
        return False
    return page.cue(token.start, token.end) is Cue.TRANSFER or page.speaks_of_crypto

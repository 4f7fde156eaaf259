"""TRON addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads import spelling
from comity.leads.checks.base58 import ALPHABET, encode_check
from comity.leads.checks.wallets import is_tron
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind
from comity.text.messages import say

_HEX = re.compile(r"41[0-9a-fA-F]{40}")
_LENGTH = 34


class Tron(Kind):
    """A TRON address: `T` and 33 characters with a check (Base58Check, version byte 0x41), on which most USDT moves in the region.

    A wrong checksum is `invalid`: mistyped, or cut from a picture. The hexadecimal form (`41` and forty digits) counts after a word about
    transfers and is written in the usual form.
    """

    code = IdentifierKind.TRON
    weight = 90

    def find(self, page: Page) -> Iterator[Candidate]:
        for token in page.tokens:
            text = token.text
            if len(text) == _LENGTH and text[0] == "T":
                found = spelling.judged(self.code, token, is_tron, spelling.base58_guesses)
                if found:
                    yield found
                elif not token.is_broken and _has_form(text) and not spelling.stands_in_path(page, token):
                    yield spelling.wrong(self.code, token)
            elif len(text) == 42 and _HEX.fullmatch(text) and not token.is_broken and page.cue(token.start, token.end) is Cue.TRANSFER:
                value = encode_check(bytes.fromhex(text))
                yield Candidate(self.code, token.start, token.end, value, reason=say("written in hexadecimal digits in the text"))


def _has_form(text: str) -> bool:
    doubtful = sum(letter not in ALPHABET for letter in text)
    return doubtful <= 1 and not text.isupper() and any(map(str.isdigit, text)) and any(map(str.islower, text))

"""Assets to be frozen: addresses, transactions, contract, custodian and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.drafting.letters.words import first_moment, one_line
from comity.model.identifier import WALLET_KINDS, IdentifierKind

_NATIVE = re.compile(r"\d[\d ,.\u00a0]*\s?(?:USDT|USDC|BTC|ETH|TRX|LTC|BCH|XMR|TON|SOL|BNB)(?!\w)")
_FIAT = re.compile(r"\d[\d ,.\u00a0]*\s?(?:USD|EUR|KGS|KZT|UZS|US dollars?|долларов США|евро|сом\w*|тенге)(?!\w)", re.IGNORECASE)
_BLOCK = re.compile(r"(?:block(?: height| number| no\.?)?|блок\w*(?: №| номер\w*)?)\s*:?\s*(?P<height>\d{5,9})[^\n]{0,60}", re.IGNORECASE)
_CONTRACT = re.compile(r"contract|контракт\w*", re.IGNORECASE)
_SECRET = re.compile(
    r"(?:seed phrase|private key|mnemonic|сид-?фраз\w+|приватн\w+ ключ\w*|мнемоническ\w+)\s*(?:is|:|=|—|–)\s*\S{6,}", re.IGNORECASE
)
_UNTIL = re.compile(r"(?:until|till|before|до)\s+(?:the\s+)?$", re.IGNORECASE)
_CONFISCATE = re.compile(r"confiscat\w+|forfeit\w+|конфиск\w+", re.IGNORECASE)

_MOST_TIMES = 200


class Assets(Aspect):
    """Reads the assets of a request to freeze."""

    slug = "asset"
    fields = (
        "asset.kind",
        "asset.identifier",
        "asset.txids",
        "asset.token_contract",
        "asset.amount_native",
        "asset.amount_fiat",
        "asset.block_times",
        "asset.secrets_in_text",
        "asset.request_type",
        "asset.freeze_until",
        "asset.custodian",
    )
    after = ("addressee",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        secret = _SECRET.search(letter.text)
        if secret:
            yield Reading("asset.secrets_in_text", True, secret.start(), secret.end(), 0.9)
        freezes = letter.cues("instruments").find_code("freeze", letter.text[: letter.close])
        if not freezes:
            return
        confiscates = _CONFISCATE.search(letter.text, letter.head, letter.close)
        yield Reading(
            "asset.request_type", "confiscate" if confiscates else "freeze", freezes[0].start, freezes[0].end, 0.7, freezes[0].text
        )
        yield from _wallets(letter)
        for field, pattern in (("asset.amount_native", _NATIVE), ("asset.amount_fiat", _FIAT), ("asset.block_times", _BLOCK)):
            found = list(pattern.finditer(letter.text, letter.head, letter.close))
            if found:
                yield Reading(field, tuple(dict.fromkeys(one_line(hit.group()) for hit in found)), found[0].start(), found[-1].end(), 0.7)
        if letter.value("addressee.kind") == "exchange" and letter.value("addressee.name"):
            known = letter.known["addressee.name"]
            yield Reading("asset.custodian", known.value, known.start, known.end, 0.6)
        for mention in letter.times[:_MOST_TIMES]:
            if _UNTIL.search(letter.text[max(0, mention.start - 12) : mention.start]) and letter.cues("instruments").find_code(
                "freeze", letter.sentence(mention.start)[2]
            ):
                moment = first_moment((mention,), mention.start, mention.end)
                if moment:
                    yield Reading("asset.freeze_until", letter.text[mention.start : mention.end], mention.start, mention.end, 0.7)
                    return


def _wallets(letter: Letter) -> Iterator[Reading]:
    body = [found for found in letter.identifiers if letter.head <= found.start < letter.close]
    wallets = [found for found in body if found.kind in WALLET_KINDS]
    contracts = [found for found in wallets if _CONTRACT.search(letter.text[max(0, found.start - 40) : found.start])]
    plain = [found for found in wallets if found not in contracts]
    if wallets:
        yield Reading("asset.kind", "crypto", wallets[0].start, wallets[0].end, 0.8)
    if plain:
        yield Reading("asset.identifier", plain[0].value, plain[0].start, plain[0].end, 0.8)
    if contracts:
        yield Reading("asset.token_contract", contracts[0].value, contracts[0].start, contracts[0].end, 0.8)
    transactions = [found for found in body if found.kind is IdentifierKind.TXID]
    if transactions:
        values = tuple(dict.fromkeys(found.value for found in transactions))
        yield Reading("asset.txids", values, transactions[0].start, transactions[-1].end, 0.9)

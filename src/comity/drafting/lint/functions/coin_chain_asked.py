"""`coin_chain_asked()`: the assets lie on a chain of coins (Bitcoin and its kin), where a transaction has numbered outputs."""

from __future__ import annotations

import re

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function

_COIN = re.compile(r"(?<!\w)(?:BTC|bitcoin|LTC|litecoin|BCH|bitcoin cash|биткоин\w*)(?!\w)", re.IGNORECASE)


class CoinChainAsked(Function):
    """Reads the amounts and the chains."""

    name = "coin_chain_asked"

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    asset = facts.request.asset
    said = (asset.kind, *asset.amount_native, *(target.wallet_chain for target in facts.request.targets))
    return any(text and _COIN.search(text) for text in said)

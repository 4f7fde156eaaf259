"""`token_asked()`: the assets to be frozen are tokens of a contract, not the coin of a chain."""

from __future__ import annotations

import re

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function

_TOKEN = re.compile(r"(?<!\w)(?:USDT|USDC|DAI|BUSD|TUSD|WBTC|WETH|TRC-?20|ERC-?20|BEP-?20|SPL|token\w*|токен\w*)(?!\w)", re.IGNORECASE)


class TokenAsked(Function):
    """Reads the amounts, the kind, the chains and the flow of funds."""

    name = "token_asked"

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    asset = facts.request.asset
    said = (asset.kind, asset.value, asset.flow_summary, *asset.amount_native, *(target.wallet_chain for target in facts.request.targets))
    return any(text and _TOKEN.search(text) for text in said)

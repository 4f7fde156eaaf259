"""`wallet_checksum("target.identifier", "target.wallet_chain")`: the address can be one of its chain (checksum, prefix, length)."""

from __future__ import annotations

import re

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.leads.checks.wallets import CHAINS, wallet_verdict
from comity.model.identifier import Verdict


class WalletChecksum(Function):
    """Answers yes also where the chain is unknown or its form bears no checksum: only a proven mistake is one."""

    name = "wallet_checksum"
    takes = (Takes.FIELD, Takes.FIELD)

    def bind(self, address: Reader, chain: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            name = _chain(str(chain.first(facts) or ""))
            return all(wallet_verdict(str(value).strip(), name) is not Verdict.INVALID for value in address.values(facts))

        return run


def _chain(text: str) -> str:
    """Find a known chain in text such as `USDT (TRC-20)` or `Tron network`."""
    folded = text.casefold().strip()
    if folded in CHAINS:
        return folded
    return next((word for word in re.findall(r"[a-z0-9-]+", folded) if word in CHAINS), folded)

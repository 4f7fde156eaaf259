"""The issuer of the token on a wallet: it can freeze at the contract, and it decides to which State a request for restraint goes."""

from __future__ import annotations

from dataclasses import replace

from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.holder import holder_of

_ISSUERS = {"USDT": "tether", "USDC": "circle", "EURC": "circle"}


def issuer_of(ask: Ask) -> Provider | None:
    """Find the issuer: of the asset stated with the lead, else of the only token among the losses; None where neither tells."""
    if not ask.is_wallet:
        return None
    symbols = {ask.lead.asset} if ask.lead.asset else {loss.currency for loss in ask.case.losses}
    issuers = {_ISSUERS[symbol.upper()] for symbol in symbols if symbol.upper() in _ISSUERS}
    return ask.catalog.get(issuers.pop()) if len(issuers) == 1 else None


def asked_of(ask: Ask, provider: Provider) -> Ask:
    """Ask the same of another provider."""
    return replace(ask, provider=provider, holder=holder_of(ask.case, ask.lead, provider, ask.on, ask.t))

"""Assets to be frozen: the wallet, the transfers that reached it, and who holds it."""

from __future__ import annotations

import re

from comity.drafting.compose.situation import Situation
from comity.drafting.compose.targets import transfers_of
from comity.model.case import CaseLead
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.model.request.asset import AssetFacts
from comity.model.time import as_rfc3339

_BANK = frozenset({IdentifierKind.IBAN, IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD})


def asset_facts(situation: Situation) -> AssetFacts:
    """Fill the facts about assets; empty for instruments that freeze nothing."""
    if situation.instrument.family != "asset":
        return AssetFacts()
    held = [lead for lead in situation.case_leads if lead.identifier.kind in WALLET_KINDS | _BANK]
    if not held:
        return AssetFacts(request_type="freeze")
    first = held[0]
    transfers = transfers_of(situation, first.identifier.value)
    return AssetFacts(
        kind="crypto" if first.identifier.kind in WALLET_KINDS else "bank",
        identifier="; ".join(lead.identifier.value for lead in held),
        custodian=_custodian(situation),
        link_offence=situation.sentence("asset.link_offence", first.offence_link),
        request_type="freeze",
        dissipation_risk=situation.sentence("asset.dissipation_risk", situation.case.urgency.reason),
        txids=tuple(transfer.identifier.value for transfer in transfers),
        block_times=_times(transfers),
        amount_native=_amounts(transfers, first.asset),
        identifiers_copyable=True,
        notify_customer=situation.phrase("notify.no") if situation.case.secrecy.asked else None,
    )


def _custodian(situation: Situation) -> str | None:
    """The exchange addressed; an issuer of a token holds no wallet of its users."""
    route, provider = situation.route, situation.provider
    if route is None or (provider is not None and provider.kind == "stablecoin_issuer"):
        return None
    return route.legal_entity or (provider.name if provider is not None else None)


def _times(transfers: tuple[CaseLead, ...]) -> tuple[str, ...]:
    """The UTC time of each transfer, or nothing when one of them is not known."""
    times = [as_rfc3339(transfer.identifier.at.utc) for transfer in transfers if transfer.identifier.at and transfer.identifier.at.utc]
    return tuple(times) if len(times) == len(transfers) else ()


def _amounts(transfers: tuple[CaseLead, ...], asset: str | None) -> tuple[str, ...]:
    """The amount of each transfer as its note states it (`10480.00 USDT`), or nothing when one of them does not."""
    if asset is None:
        return ()
    pattern = re.compile(rf"(?<![\d.,])(\d+(?:\.\d+)?) {re.escape(asset)}\b")
    found = [match for transfer in transfers if (match := pattern.search(transfer.note or ""))]
    return tuple(f"{match[1]} {asset}" for match in found) if len(found) == len(transfers) else ()

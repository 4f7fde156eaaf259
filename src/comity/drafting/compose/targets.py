"""The identifiers as targets of a request: kind, type, address of the profile, time and zone of use."""

from __future__ import annotations

import re
from datetime import datetime

from comity.drafting.compose.addressee import service_of
from comity.drafting.compose.situation import Situation
from comity.model.case import CaseLead
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.model.request.target import Target
from comity.model.time import Instant, Precision, as_rfc3339

_KINDS = {
    IdentifierKind.EMAIL: ("email", "email"),
    IdentifierKind.PHONE: ("phone", "phone"),
    IdentifierKind.IPV4: ("ip", "ip"),
    IdentifierKind.IPV6: ("ip", "ip"),
    IdentifierKind.CIDR: ("ip", "ip"),
    IdentifierKind.URL: ("url", "vanity_url"),
    IdentifierKind.DOMAIN: ("domain", "domain"),
    IdentifierKind.HANDLE: ("account", "handle"),
    IdentifierKind.PROFILE_URL: ("account", "vanity_url"),
    IdentifierKind.ACCOUNT_ID: ("account", "user_id"),
    IdentifierKind.IMEI: ("device", "imei"),
    IdentifierKind.IMSI: ("device", "serial"),
    IdentifierKind.MAC: ("device", "serial"),
    IdentifierKind.IBAN: ("account", "user_id"),
    IdentifierKind.BANK_ACCOUNT: ("account", "user_id"),
    IdentifierKind.CARD: ("account", "user_id"),
    IdentifierKind.TXID: ("tx", "tx_hash"),
    **dict.fromkeys(WALLET_KINDS, ("wallet", "wallet_address")),
}
_BY_MINUTE = frozenset({Precision.MINUTE, Precision.HOUR})


def targets(situation: Situation) -> tuple[Target, ...]:
    """Make one target of each lead."""
    return tuple(_target(situation, lead) for lead in situation.case_leads)


def plain_target(kind: IdentifierKind, value: str) -> Target:
    """Make the target of an identifier of which nothing more is known yet.

    Args:
        kind: kind of the identifier.
        value: its normal form.
    """
    named, identifier_type = _KINDS.get(kind, (None, None))
    version = _ip_version(kind)
    return Target(
        kind=named,
        identifier=value,
        identifier_type=identifier_type,
        ip_address=value if named == "ip" else None,
        ip_version=version,
        phone=value if named == "phone" else None,
        email=value if named == "email" else None,
        imei=value if kind is IdentifierKind.IMEI else None,
    )


def _target(situation: Situation, lead: CaseLead) -> Target:
    identifier = lead.identifier
    kind, identifier_type = _KINDS.get(identifier.kind, (None, None))
    is_ip = kind == "ip"
    return Target(
        kind=kind,
        identifier=identifier.value,
        identifier_type=identifier_type,
        service=service_of(situation, lead),
        url=_canonical_url(situation, lead),
        ip_address=identifier.value if is_ip else None,
        ip_version=_ip_version(identifier.kind),
        ip_timestamp=written_moment(identifier.at) if is_ip else None,
        ip_time_zone=identifier.at.zone if is_ip and identifier.at else None,
        ip_source_port=identifier.port if is_ip else None,
        phone=identifier.value if kind == "phone" else None,
        email=identifier.value if kind == "email" else None,
        imei=identifier.value if identifier.kind is IdentifierKind.IMEI else None,
        captured_at=_captured_at(lead),
        offence_link=situation.told("target.offence_link", lead.offence_link),
        wallet_chain=identifier.kind.value if kind == "wallet" else None,
        wallet_custodian=situation.told("target.wallet_custodian", lead.note) if kind == "wallet" else None,
        tx_hash=_tx_hash(situation, lead),
        numeric_id=lead.numeric_id or (identifier.value if identifier.kind is IdentifierKind.ACCOUNT_ID else None),
    )


def _ip_version(kind: IdentifierKind) -> int | None:
    return {IdentifierKind.IPV4: 4, IdentifierKind.IPV6: 6}.get(kind)


def written_moment(at: Instant | None) -> str | None:
    """Write a moment as the evidence states it: its own wall clock, and no finer than it is known."""
    if at is None:
        return None
    if at.local is None:
        return as_rfc3339(at.utc) if at.utc else at.raw
    if at.precision is Precision.DAY:
        return at.local.date().isoformat()
    return at.local.isoformat(timespec="minutes") if at.precision in _BY_MINUTE else at.local.isoformat()


def _captured_at(lead: CaseLead) -> datetime | None:
    try:
        return datetime.fromisoformat(lead.captured_at) if lead.captured_at else None
    except ValueError:
        return None  # told in words: the person is asked for the moment


def _canonical_url(situation: Situation, lead: CaseLead) -> str | None:
    """Give the address of an account: as found, or made from the provider's own form of such an address."""
    identifier, provider = lead.identifier, situation.provider
    if identifier.kind in {IdentifierKind.URL, IdentifierKind.PROFILE_URL}:
        return identifier.value
    if identifier.kind is not IdentifierKind.HANDLE or provider is None or lead.provider != provider.id:
        return None
    name = identifier.value.removeprefix("@")
    for pattern in provider.recognise.url_patterns:
        if pattern.yields.partition("+")[0] != "username":
            continue
        found = re.match(pattern.regex, pattern.example)
        if found is not None and found.lastindex:
            tail = pattern.example[found.end(1) :]
            made = pattern.example[: found.start(1)] + name + (tail if tail == "/" else "")
            if re.match(pattern.regex, made):
                return made
    return None


def transfers_of(situation: Situation, address: str) -> tuple[CaseLead, ...]:
    """List the transactions among the leads of the case that the file says to concern an address."""
    return tuple(
        lead
        for lead in situation.case.leads
        if lead.identifier.kind is IdentifierKind.TXID and any(address in (text or "") for text in (lead.note, lead.offence_link))
    )


def _tx_hash(situation: Situation, lead: CaseLead) -> str | None:
    if lead.identifier.kind is IdentifierKind.TXID:
        return lead.identifier.value
    if lead.identifier.kind not in WALLET_KINDS:
        return None
    return "; ".join(transfer.identifier.value for transfer in transfers_of(situation, lead.identifier.value)) or None

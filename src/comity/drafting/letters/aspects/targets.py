"""The identifiers about which data are asked: those of the body, without the writer's and the addressee's own contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.parties import addressee_span, is_return_address
from comity.drafting.letters.reading import Reading
from comity.model.identifier import WALLET_KINDS, Identifier, IdentifierKind, Verdict
from comity.model.time import Precision, TimeBasis

_KINDS: dict[IdentifierKind, tuple[str, str | None]] = {
    IdentifierKind.EMAIL: ("email", "email"),
    IdentifierKind.PHONE: ("phone", "phone"),
    IdentifierKind.IPV4: ("ip", "ip"),
    IdentifierKind.IPV6: ("ip", "ip"),
    IdentifierKind.CIDR: ("ip", "ip"),
    IdentifierKind.URL: ("url", None),
    IdentifierKind.DOMAIN: ("domain", "domain"),
    IdentifierKind.HANDLE: ("account", "handle"),
    IdentifierKind.PROFILE_URL: ("account", "vanity_url"),
    IdentifierKind.ACCOUNT_ID: ("account", "user_id"),
    IdentifierKind.IMEI: ("device", "imei"),
    IdentifierKind.IMSI: ("device", None),
    IdentifierKind.MAC: ("device", None),
    IdentifierKind.TXID: ("tx", "tx_hash"),
    **dict.fromkeys(WALLET_KINDS, ("wallet", "wallet_address")),
}
_OWN = (
    "contact",
    "authority.contact_name",
    "contact_email",
    "contact_phone",
    "request.return_channel",
    "from",
    "authority.supervisor_contact",
)
_REACHABLE = frozenset({IdentifierKind.EMAIL, IdentifierKind.PHONE})
_ELSEWHERE = ("attachments",)
_ADDRESSES = frozenset({IdentifierKind.IPV4, IdentifierKind.IPV6})
_PORT = re.compile(r"(?<!\w)(?:source\s+port|port|порт\w{0,3}(?:\s+источника)?)\s*[:№=]?\s*(?P<port>\d{1,5})(?!\d)", re.IGNORECASE)
_LAST_PORT = 65535
_COARSE = {Precision.DAY, Precision.MONTH, Precision.YEAR}


class Targets(Aspect):
    """Reads the targets, one for each identifier and time."""

    slug = "targets"
    fields = (
        "target.kind",
        "target.identifier",
        "target.identifier_type",
        "target.service",
        "target.url",
        "target.ip_address",
        "target.ip_version",
        "target.ip_timestamp",
        "target.ip_time_zone",
        "target.ip_source_port",
        "target.phone",
        "target.email",
        "target.imei",
        "target.wallet_chain",
        "target.tx_hash",
        "target.numeric_id",
    )
    telling_absence = fields
    after = ("authority",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        own = {str(letter.value("authority.contact_email")), str(letter.value("authority.contact_phone"))}
        spans = [(value.start, value.end) for value in letter.under(*_OWN)]
        addressee = addressee_span(letter)
        chosen: dict[tuple[str, str, str], Identifier] = {}
        for identifier in letter.identifiers:
            inside = letter.head <= identifier.start < letter.close or identifier.start > letter.annex or _is_labelled(letter, identifier)
            if identifier.kind not in _KINDS or identifier.value in own or not inside or _is_front_page(identifier):
                continue
            if any(start <= identifier.start < end for start, end in spans) or _is_superiors(letter, identifier):
                continue
            if addressee and addressee[0] <= identifier.start < addressee[1]:
                continue
            if identifier.kind in _REACHABLE and is_return_address(letter, identifier.start):
                continue
            moment = identifier.at.raw if identifier.at and identifier.kind in _ADDRESSES else ""
            chosen.setdefault((identifier.kind, identifier.value, moment), identifier)
        for number, identifier in enumerate(_without_bare_twins(chosen)):
            for field, value in _facts(letter, identifier):
                yield Reading(f"targets[{number}].{field}", value, identifier.start, identifier.end, 0.9)


def _is_superiors(letter: Letter, identifier: Identifier) -> bool:
    """Tell whether a telephone is that of the writer's superior, offered for verification."""
    if identifier.kind is not IdentifierKind.PHONE:
        return False
    line = letter.text.rfind("\n", 0, identifier.start) + 1
    return letter.says("superior", letter.text[line : identifier.start])


def _is_labelled(letter: Letter, identifier: Identifier) -> bool:
    """Tell whether an identifier in the head stands under a label that speaks of the target."""
    return any(value.start <= identifier.start < value.end for value in letter.under("target", "account_email", "subject", "targets"))


def _without_bare_twins(chosen: dict[tuple[str, str, str], Identifier]) -> list[Identifier]:
    """Leave out a second mention of an address that stands without its time where another one has it."""
    timed = {(kind, value) for kind, value, moment in chosen if moment}
    return [identifier for (kind, value, moment), identifier in chosen.items() if moment or (kind, value) not in timed]


def _is_front_page(identifier: Identifier) -> bool:
    """Tell whether an address is a service's own front page, which singles out nobody."""
    return (
        identifier.kind is IdentifierKind.URL
        and identifier.provider is not None
        and not identifier.value.partition("://")[2].partition("/")[2]
    )


def _facts(letter: Letter, identifier: Identifier) -> Iterator[tuple[str, object]]:
    kind, identifier_type = _KINDS[identifier.kind]
    yield "kind", kind
    yield "identifier", identifier.raw if identifier.verdict is not Verdict.VALID else identifier.value
    if identifier_type:
        yield "identifier_type", identifier_type
    if identifier.provider:
        yield "service", identifier.provider
    if identifier.kind in {IdentifierKind.URL, IdentifierKind.PROFILE_URL}:
        yield "url", identifier.value
    elif kind == "ip":
        yield from _address(letter, identifier)
    elif identifier.kind in {IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.IMEI}:
        yield identifier.kind.value, identifier.value
    elif identifier.kind is IdentifierKind.ACCOUNT_ID:
        yield "numeric_id", identifier.value
    elif identifier.kind is IdentifierKind.TXID:
        yield "tx_hash", identifier.value
    elif kind == "wallet":
        yield "wallet_chain", identifier.kind.value


def _port_in_sentence(letter: Letter, identifier: Identifier) -> int | None:
    """Read a port that the sentence names behind the time, where it speaks of one address only."""
    start, end, _ = letter.sentence(identifier.start)
    others = [
        found for found in letter.identifiers if start <= found.start < end and found.kind in _ADDRESSES and found.value != identifier.value
    ]
    found = _PORT.search(letter.text, identifier.end, end)
    return int(found["port"]) if found and not others and 0 < int(found["port"]) <= _LAST_PORT else None


def _address(letter: Letter, identifier: Identifier) -> Iterator[tuple[str, object]]:
    yield "ip_address", identifier.value
    yield "ip_version", 6 if identifier.kind is IdentifierKind.IPV6 else 4
    port = identifier.port if identifier.port is not None else _port_in_sentence(letter, identifier)
    if port is not None:
        yield "ip_source_port", port
    if identifier.at is None or identifier.at.precision in _COARSE:
        return
    yield "ip_timestamp", identifier.at.local.isoformat(" ") if identifier.at.local else identifier.at.raw
    if identifier.at.zone and identifier.at.basis not in {TimeBasis.ASSUMED_ZONE, TimeBasis.UNKNOWN}:
        yield "ip_time_zone", identifier.at.zone

"""Identifiers: what singles out an account, a line, a device, an address or a transfer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.model.time import Instant


class IdentifierKind(StrEnum):
    """The kinds of identifiers that requests can name."""

    EMAIL = "email"
    PHONE = "phone"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    CIDR = "cidr"
    URL = "url"
    DOMAIN = "domain"
    HANDLE = "handle"
    PROFILE_URL = "profile_url"
    ACCOUNT_ID = "account_id"
    IMEI = "imei"
    IMSI = "imsi"
    MAC = "mac"
    IBAN = "iban"
    BANK_ACCOUNT = "bank_account"
    CARD = "card"
    BTC = "btc"
    LTC = "ltc"
    BCH = "bch"
    EVM = "evm"
    TRON = "tron"
    XMR = "xmr"
    TON = "ton"
    SOL = "sol"
    TXID = "txid"
    HASH = "hash"
    ASN = "asn"
    OTHER = "other"


WALLET_KINDS = frozenset(
    {
        IdentifierKind.BTC,
        IdentifierKind.LTC,
        IdentifierKind.BCH,
        IdentifierKind.EVM,
        IdentifierKind.TRON,
        IdentifierKind.XMR,
        IdentifierKind.TON,
        IdentifierKind.SOL,
    }
)


class Verdict(StrEnum):
    """What the recogniser thinks of an identifier."""

    VALID = "valid"
    INVALID = "invalid"
    UNSURE = "unsure"


class Note(StrEnum):
    """What a reader should know about an identifier beside its verdict."""

    CGNAT = "cgnat"
    PRIVATE = "private"
    RESERVED = "reserved"
    DOCUMENTATION = "documentation"
    MIXED_SCRIPT = "mixed_script"
    HOMOGLYPH = "homoglyph"
    ZERO_WIDTH = "zero_width"
    BIDI = "bidi"
    NO_PORT = "no_port"
    NO_TIME = "no_time"
    NO_ZONE = "no_zone"
    BAD_CHECKSUM = "bad_checksum"
    OCR = "ocr"
    DEFANGED = "defanged"
    BROKEN_LINE = "broken_line"
    PUNYCODE = "punycode"
    MASKED = "masked"
    AMBIGUOUS_TIME = "ambiguous_time"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier as it was found.

    Attributes:
        kind: what it is.
        value: the normal form (E.164, lower-case mail domain, EIP-55 …); payment cards masked (first six, last four).
        raw: the text as found.
        start: offset of the first character, in Unicode code points of the extracted text.
        end: offset after the last character.
        verdict: whether it can be what it looks like.
        reason: why, in the reader's language; empty when there is nothing to say.
        provider: id in the provider catalogue it belongs to; None when unknown.
        at: the time that stands beside it.
        port: the source port that stands beside an IP address.
        notes: codes of what a reader should know.
    """

    kind: IdentifierKind
    value: str
    raw: str
    start: int = 0
    end: int = 0
    verdict: Verdict = Verdict.VALID
    reason: str = ""
    provider: str | None = None
    at: Instant | None = None
    port: int | None = None
    notes: tuple[Note, ...] = ()

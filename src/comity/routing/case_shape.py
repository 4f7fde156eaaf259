"""The shape of a case file: which keys there are, what they hold, and a word on each. The published schema is made from it.

Dates and moments are kept as written here; `case_file` reads them, because a time without a zone must keep its raw text.
"""

from __future__ import annotations

import json
import sys
from datetime import date as Day  # noqa: N812 - `date` is also the name of a key
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from comity.model.category import DataCategory, Purpose, UrgencyLevel
from comity.model.identifier import IdentifierKind

_STATE_PATTERN = r"^[A-Z]{2}$"

State = Annotated[str, Meta(pattern=_STATE_PATTERN, description="ISO 3166-1 alpha-2 code, such as KG", examples=["KG", "US"])]
Moment = Annotated[
    str,
    Meta(
        description="a day, or a day with a time, as it is known: 2026-11-03 or 2026-11-03T14:05:09+06:00 or 2026-11-03 14:05",
        examples=["2026-11-03", "2026-11-03T08:05:09Z"],
    ),
]
ZoneName = Annotated[str, Meta(description="IANA time zone or offset of the times beside it", examples=["Asia/Bishkek", "UTC", "+06:00"])]


class AuthorityType(StrEnum):
    """What kind of authority asks."""

    POLICE = "police"
    PROSECUTOR = "prosecutor"
    INVESTIGATING_JUDGE = "investigating_judge"
    JUDGE = "judge"
    COURT = "court"
    CENTRAL_AUTHORITY = "central_authority"
    CONTACT_24_7 = "contact_24_7"
    FIU = "fiu"


class OffenceEntry(Struct, forbid_unknown_fields=True):
    """An offence: an id of the knowledge base, a national article, or both."""

    id: Annotated[str, Meta(description="id of the offence group, such as computer_fraud")] | None = None
    national_article: Annotated[str, Meta(description="article and code as you cite them")] | None = None
    text: Annotated[str, Meta(description="wording of the article")] | None = None
    max_penalty_years: (
        Annotated[float, Meta(ge=0, le=100, description="maximum imprisonment in years; 0 where this form of the offence carries none")]
        | None
    ) = None


class UrgencyEntry(Struct, forbid_unknown_fields=True):
    """How urgent, and why."""

    level: UrgencyLevel = UrgencyLevel.ROUTINE
    threat_to_life: Annotated[bool, Meta(description="whether life or limb is in danger")] | None = None
    reason: Annotated[str, Meta(description="why: who is in danger, what, when; or why it cannot wait")] | None = None


class SecrecyEntry(Struct, forbid_unknown_fields=True):
    """Whether the user must not be told, and why."""

    asked: bool = False
    reason: str | None = None
    order: Annotated[str, Meta(description="court order or provision that forbids notice")] | None = None
    until: Day | None = None


class AuthorityEntry(Struct, forbid_unknown_fields=True):
    """Who asks."""

    name: str = ""
    type: AuthorityType | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    office_hours: str | None = None
    time_zone: ZoneName | None = None
    badge_id: str | None = None
    supervisor_contact: str | None = None
    signatory_name: str | None = None
    signatory_title: str | None = None
    address: str | None = None
    portal_accounts: Annotated[list[str], Meta(description="ids of the providers at whose portals the office has an account")] = []


class LeadEntry(Struct, forbid_unknown_fields=True):
    """An identifier, and what is known about it. Only the value is needed; its kind and provider are found if they can be."""

    value: Annotated[str, Meta(min_length=1, description="the identifier as it was seen")]
    kind: IdentifierKind | None = None
    at: Moment | None = None
    zone: ZoneName | None = None
    port: Annotated[int, Meta(ge=1, le=65535, description="source port of an IP address")] | None = None
    provider: Annotated[str, Meta(description="id in the provider catalogue, such as telegram")] | None = None
    note: str | None = None
    user_location: Annotated[State, Meta(description="State where the user is believed to be")] | None = None
    holder_state: Annotated[State, Meta(description="State where the holder of the data is, when no provider is named")] | None = None
    offence_link: Annotated[str, Meta(description="how this identifier is tied to the offence or to the danger")] | None = None
    captured_at: Annotated[str, Meta(description="when it was seen or captured")] | None = None
    numeric_id: Annotated[str, Meta(description="the stable number of the account, where it is known")] | None = None
    asset: Annotated[str, Meta(description="symbol of the asset on a wallet, such as USDT")] | None = None


class WantedEntry(Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What is wanted of a lead: a category and a period."""

    lead: Annotated[str, Meta(description="the value of the lead, or its number counted from 0")]
    category: DataCategory
    from_: Moment | None = None
    to: Moment | None = None
    zone: ZoneName | None = None


class LossEntry(Struct, forbid_unknown_fields=True):
    """A victim's loss."""

    victim: str
    amount: Annotated[str, Meta(pattern=r"^\d+([.,]\d+)?$", description="exact amount", examples=["1250.00"])]
    currency: Annotated[str, Meta(description="ISO 4217 code, or the symbol of the token")]
    on: Day | None = None


class PreservationEntry(Struct, forbid_unknown_fields=True):
    """A preservation already in place."""

    provider: Annotated[str, Meta(description="id in the provider catalogue")]
    reference: Annotated[str, Meta(description="reference that the holder gave")] | None = None
    requested: Day | None = None
    expires: Day | None = None


class CaseEntry(Struct, forbid_unknown_fields=True):
    """A case, as an investigator states it."""

    requesting_state: State
    date: Annotated[Day, Meta(description="the day the file speaks of; the law is asked as of this day")]
    authority: AuthorityEntry = msgspec.field(default_factory=AuthorityEntry)
    case_number: Annotated[str, Meta(description="the number of the case at home")] = ""
    facts: Annotated[str, Meta(description="the facts, as told")] = ""
    offences: list[OffenceEntry] = []
    urgency: UrgencyEntry = msgspec.field(default_factory=UrgencyEntry)
    secrecy: SecrecyEntry = msgspec.field(default_factory=SecrecyEntry)
    purpose: Purpose = Purpose.EVIDENCE
    leads: list[LeadEntry] = []
    wanted: list[WantedEntry] = []
    language: Annotated[
        str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 tag of the file's language", examples=["ru"])
    ] = "en"
    offence_from: Annotated[Day, Meta(description="first day of the conduct")] | None = None
    offence_to: Annotated[Day, Meta(description="last day of the conduct")] | None = None
    offence_place: str | None = None
    losses: list[LossEntry] = []
    suspects: list[str] = []
    preservations: list[PreservationEntry] = []


_WORDS_OR_NUMBERS = {
    "LeadEntry": ("value", "numeric_id"),
    "WantedEntry": ("lead",),
    "LossEntry": ("amount",),
    "CaseEntry": ("case_number",),
}
"""Keys whose text an editor may take for a number, because YAML does; the reader keeps what was written."""


def case_schema() -> dict[str, Any]:
    """Make the JSON schema of a case file (draft 2020-12)."""
    schema = msgspec.json.schema(CaseEntry)
    for shape, keys in _WORDS_OR_NUMBERS.items():
        for key in keys:
            found = schema["$defs"][shape]["properties"][key]
            words = found if "type" in found else next(option for option in found["anyOf"] if option.get("type") == "string")
            words["type"] = ["string", "number"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "case-file.schema.json",
        "title": "A case file (CASE.yaml)",
        "description": "A case as an investigator states it: the input of comity route and comity draft.",
        **schema,
    }


def schema_text() -> str:
    """Return the schema as it is published."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())

"""Request facts as a letter asks for them: by id and number, and how each is to be shown.

The ids are `group.name`; `target.*` belong to one of the targets and `fact.*` to one of the pleaded facts (`pc.facts`).
"""

from __future__ import annotations

from comity.drafting.draft_values import STATED
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, request_fields
from comity.model.request.evidence_request import EvidenceRequest

LISTS = {TARGET_GROUP: "targets", FACT_GROUP: PLEADED_FACTS}
"""Groups that stand in lists, and the name of the list."""


IDENTIFIERS = frozenset(
    {
        "asset.identifier",
        "asset.output_index",
        "asset.token_contract",
        "asset.txids",
        "authority.contact_email",
        "authority.contact_phone",
        "preservation.reference",
        "request.reference",
        "target.capture_hash",
        "target.email",
        "target.identifier",
        "target.imei",
        "target.ip_address",
        "target.ip_destination",
        "target.ip_source_port",
        "target.ip_time_zone",
        "target.ip_timestamp",
        "target.numeric_id",
        "target.phone",
        "target.tx_hash",
        "target.url",
    }
)
"""Facts whose value is copied to the letter: nothing in it is translated, reordered or hyphenated."""

STATES = frozenset({"authority.issuing_state", "addressee.state"})
"""Facts that hold an ISO 3166-1 code, shown as the name of the State."""

LANGUAGES = frozenset({"addressee.accepted_languages", "request.language"})
"""Facts that hold BCP 47 tags, shown as names of languages."""

NAMES = frozenset(
    {
        "addressee.legal_entity",
        "addressee.name",
        "asset.custodian",
        "authority.central_name",
        "authority.contact_name",
        "authority.badge_id",
        "authority.issuing_name",
        "authority.investigating_unit",
        "authority.office_hours",
        "authority.prosecutor_or_court",
        "authority.supervisor_contact",
        "authority.time_zone",
        "authority.validating_name",
        "case.damage_amount",
        "case.damage_currency",
        "case.name_variants",
        "case.suspects",
        "case.victims",
        "data.time_zone",
        "preservation.holder",
        "request.signatory_name",
        "target.service",
        "target.wallet_chain",
    }
)
"""Facts that are names and codes rather than sentences: they are not counted as untranslated text."""


def items_of(request: EvidenceRequest, path: str) -> tuple[object, ...]:
    """Return what a form repeats over: the targets, the pleaded facts, or the items of a fact that is a list."""
    if path == "targets":
        return request.targets
    value = value_of(request, path)
    return value if isinstance(value, tuple) else ()


def value_of(request: EvidenceRequest, field: str, index: int = -1) -> object:
    """Return what the draft says about a fact; None when nothing, or when a text is only said to be stated elsewhere.

    Args:
        request: the draft.
        field: id of the fact; an unknown one has no value.
        index: number of the target, pleaded fact or list item; -1 for a fact outside lists, or for the first target that has it.
    """
    known = request_fields().get(field)
    if known is None:
        return None
    if known.group in LISTS:
        things: tuple[object, ...] = request.targets if known.group == TARGET_GROUP else request.pc.facts
        chosen = things[index : index + 1] if index >= 0 else things
        value = next((value for thing in chosen if (value := getattr(thing, known.name)) is not None), None)
    else:
        value = getattr(getattr(request, known.group), known.name)
        if index >= 0 and isinstance(value, tuple):
            value = value[index] if index < len(value) else None
    return None if value == STATED and known.kind is FieldKind.TEXT else value

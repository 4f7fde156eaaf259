"""When a fact that an instrument asks for conditionally is asked for: each such fact with its situation.

A condition that nobody can decide from the draft holds: the person is asked rather than left in the dark.
"""

from __future__ import annotations

from collections.abc import Callable

from comity.drafting.compose.situation import Situation
from comity.drafting.fields import values_of
from comity.model.category import Purpose
from comity.model.request.evidence_request import EvidenceRequest

Condition = Callable[[Situation, EvidenceRequest], bool]

_INTRUSIVE = frozenset({"traffic", "content", "kyc", "transactions", "realtime_traffic", "realtime_content"})
_ORDERS_OF_A_JUDGE = frozenset({"traffic", "content", "realtime_traffic", "realtime_content"})
_OUTPUT_CHAINS = frozenset({"btc", "ltc", "bch"})


def holds(field_id: str, situation: Situation, request: EvidenceRequest) -> bool:
    """Tell whether the situation of a conditional fact is given.

    Args:
        field_id: id of the fact.
        situation: what the draft is made from.
        request: the draft so far.
    """
    condition = CONDITIONS.get(field_id)
    return condition is None or condition(situation, request)


def _is_said(field_id: str) -> Condition:
    return lambda _, request: any(value is not False for value in values_of(request, field_id))


def _asks_for(categories: frozenset[str]) -> Condition:
    return lambda _, request: bool(categories & set(request.data.categories))


def _means_evidence(situation: Situation, request: EvidenceRequest) -> bool:  # noqa: ARG001 - a condition is asked with both
    return situation.case.purpose is Purpose.EVIDENCE


def _user_would_be_told(situation: Situation, request: EvidenceRequest) -> bool:
    """Secrecy is asked, and the provider tells its users unless something forbids it; what it does is asked when not known."""
    told = situation.provider is None or situation.provider.user_notification.default != "no"
    return told and bool(request.request.confidentiality_requested)


def _preserved_before(situation: Situation, request: EvidenceRequest) -> bool:
    holders = {lead.provider for lead in situation.case_leads}
    return request.preservation.requested_on is not None or any(kept[0] in holders for kept in situation.case.preservations)


def _wants_secrecy(situation: Situation, request: EvidenceRequest) -> bool:
    return situation.case.secrecy.asked or bool(request.case.covert)


def _police_issues(situation: Situation, request: EvidenceRequest) -> bool:  # noqa: ARG001 - a condition is asked with both
    return request.authority.issuing_type in {None, "police", "fiu", "contact_24_7"}


def _names_an_address(situation: Situation, request: EvidenceRequest) -> bool:  # noqa: ARG001 - a condition is asked with both
    return any(target.kind == "ip" for target in request.targets)


def _on_a_chain(chains: frozenset[str] | None) -> Condition:
    """The wallet is on one of the chains; None stands for the chains with token contracts."""

    def is_on(situation: Situation, request: EvidenceRequest) -> bool:  # noqa: ARG001 - a condition is asked with both
        found = {target.wallet_chain for target in request.targets if target.wallet_chain}
        return not found or bool(found & chains if chains is not None else found - _OUTPUT_CHAINS)

    return is_on


def _equals(field_id: str, word: str) -> Condition:
    return lambda _, request: word in values_of(request, field_id)


def _several_victims(situation: Situation, request: EvidenceRequest) -> bool:  # noqa: ARG001 - a condition is asked with both
    return len({loss.victim for loss in situation.case.losses}) > 1


def _customer_could_be_told(situation: Situation, request: EvidenceRequest) -> bool:
    return _wants_secrecy(situation, request) or situation.provider is None or situation.provider.user_notification.default != "no"


CONDITIONS: dict[str, Condition] = {
    "preservation.intent_mla": _means_evidence,
    "preservation.reference": _preserved_before,
    "request.confidentiality_requested": _wants_secrecy,
    "request.non_disclosure_order": _user_would_be_told,
    "request.deadline_reason": _is_said("request.response_deadline"),
    "request.domestic_order": _asks_for(_INTRUSIVE),
    "case.death_penalty_assurance": _is_said("case.death_penalty_exposed"),
    "authority.validating_name": _police_issues,
    "authority.validating_type": _police_issues,
    "addressee.enforcing_authority_notified": _asks_for(_ORDERS_OF_A_JUDGE | {"subscriber"}),
    "emergency.nature": _equals("request.urgency", "emergency"),
    "target.ip_timestamp": _names_an_address,
    "target.ip_time_zone": _names_an_address,
    "interception.start": _asks_for(frozenset({"realtime_traffic", "realtime_content"})),
    "interception.end": _asks_for(frozenset({"realtime_traffic", "realtime_content"})),
    "asset.order_final": _equals("asset.request_type", "confiscate"),
    "asset.max_amount": _is_said("asset.value_based"),
    "asset.token_contract": _on_a_chain(None),
    "asset.output_index": _on_a_chain(_OUTPUT_CHAINS),
    "asset.notify_customer": _customer_could_be_told,
    "asset.third_party_interests": _several_victims,
    "hearing.consent_accused": _equals("hearing.status", "suspect"),
}

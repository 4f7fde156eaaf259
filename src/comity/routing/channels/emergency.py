"""Emergency disclosure: an imminent danger to life or limb, told apart by category of data.

Records may come directly. Content in an emergency is another matter: the exception of United States law names its own governmental entities
only (18 USC 2702(b)(8), 2711(4)), so content goes through an authority of that State.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.category import ChannelKind, DataCategory, UrgencyLevel
from comity.model.provenance import Provenance
from comity.providers.channels import access
from comity.providers.provider import Provider
from comity.providers.service import emergencies
from comity.routing.ask import US, Ask
from comity.routing.authority_lookup import CENTRAL, POINT_24_7, address_authority
from comity.routing.channel import Channel
from comity.routing.holdings import is_stored, mind_what_exists
from comity.routing.provider_letter import (
    address_provider,
    check_identifier,
    find_the_account,
    knock,
    mind_the_law_of_holder,
    mind_the_notice,
    say_who_gets_what,
)
from comity.routing.route_draft import RouteDraft
from comity.routing.signals import is_welfare
from comity.routing.words import SIGNS, YIELDS


class EmergencyDisclosure(Channel):
    """The provider, or for content an authority of its State, helps to avert a danger."""

    kind = ChannelKind.EMERGENCY

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if not is_stored(ask.category) or (ask.provider is None and ask.is_at_home):
            return
        direct = self._draft(ask)
        _ask_directly(direct)
        yield direct
        if _needs_authority_of_home(ask) and not _no_danger(ask):
            through = self._draft(ask)
            _ask_through_home(through)
            yield through

    def _draft(self, ask: Ask) -> RouteDraft:
        draft = RouteDraft(ask, self.kind, "emergency_disclosure", ask.holder.name, addressee_state=ask.holder.state)
        draft.yields, draft.signs = ask.t(YIELDS["emergency"]), ask.t(SIGNS["duty_officer"])
        return draft


def _no_danger(ask: Ask) -> bool:
    urgency = ask.case.urgency
    return urgency.level is not UrgencyLevel.EMERGENCY or urgency.threat_to_life is False


def _needs_authority_of_home(ask: Ask) -> bool:
    return ask.category is DataCategory.CONTENT and ask.holder.state == US and ask.requester != US


def _ask_directly(draft: RouteDraft) -> None:
    ask = draft.ask
    if ask.provider is not None:
        address_provider(draft, ask.provider)
        mind_what_exists(draft, ask.provider)
    _state_the_danger(draft)
    if _needs_authority_of_home(ask):
        draft.because("emergency_content_home", _article(ask), state=ask.state_name(US))
    if draft.is_closed:
        return
    if ask.provider is None:
        check_identifier(draft)
        draft.because("holder_unknown", lead=ask.lead.identifier.value)
        return
    _ask_provider(draft, ask.provider)


def _ask_provider(draft: RouteDraft, provider: Provider) -> None:
    ask = draft.ask
    say_who_gets_what(draft, provider, access(provider, ask.requester, ask.category, ask.on, emergency=True))
    policy = emergencies(provider, ask.on)
    if policy.value.accepted == "no":
        draft.because("direct_refused", provider.provenance("emergency_policy"), provider=provider.name)
    if draft.is_closed:
        return
    draft.rests_on(policy)
    if ask.category is DataCategory.CONTENT and ask.holder.state != ask.requester:
        draft.because("emergency_content_unknown", state=ask.state_name(ask.holder.state or ""))
    else:
        mind_the_law_of_holder(draft, emergency=True)
    knock(draft, provider)
    find_the_account(draft, provider)
    mind_the_notice(draft, provider)
    if policy.value.standard:
        draft.question(
            "emergency_standard",
            ask.t("Do the facts meet the provider's own test: {standard}?", standard=ask.fact(policy.value.standard)),
            "block",
        )


def _ask_through_home(draft: RouteDraft) -> None:
    """Let the authority of the provider's State ask the provider itself."""
    ask = draft.ask
    address_authority(draft, US, (*POINT_24_7, *CENTRAL))
    if ask.provider is not None:
        mind_what_exists(draft, ask.provider)
        draft.legal_entity = None
    _state_the_danger(draft)
    draft.because("emergency_via_home", _article(ask), state=ask.state_name(US))
    draft.rests_on(ask.holder.seat)


def _state_the_danger(draft: RouteDraft) -> None:
    ask = draft.ask
    urgency = ask.case.urgency
    if _no_danger(ask):
        draft.because("no_danger")
    elif "danger_over" in ask.signals:
        draft.because("danger_over")
    elif urgency.threat_to_life is None:
        draft.because("danger_not_said")
    else:
        draft.because("danger_stated", reason=urgency.reason or "–")
    if not draft.is_closed and is_welfare(ask.signals, has_offence=bool(ask.case.offences)):
        draft.because("danger_link")
        draft.question("danger_link", ask.t("How does this identifier lead to the person in danger?"), "block")


def _article(ask: Ask) -> Provenance | None:
    statute = ask.law.treaties.get("us_sca")
    rows = statute.articles if statute else ()
    return next((row.provenance("what") for row in rows if row.measure == "emergency_disclosure"), None)

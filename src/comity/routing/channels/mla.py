"""Mutual legal assistance: stored data, data in real time, interception, restraint of assets, and evidence already held.

One route for each instrument: the treaty in force that fits best, the CIS letter of request where Minsk or Chisinau binds both States,
reciprocity where nothing binds them, and the UN convention, which says so itself as long as it is not in force.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.law.dual_criminality import Measure
from comity.law.state_rules import executes_without_treaty
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import Duty
from comity.providers.channels import access
from comity.routing.ask import US, Ask
from comity.routing.authority_lookup import CENTRAL, address_authority, own_office, speak_its_languages
from comity.routing.channel import Channel
from comity.routing.dual_criminality import weigh_dual_criminality
from comity.routing.holdings import is_stored, mind_what_exists
from comity.routing.issuer import asked_of, issuer_of
from comity.routing.provider_letter import check_identifier, is_sanctioned
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import Weighed, close_if_not_bound, rest_on_best, weighed_bases
from comity.routing.words import SIGNS, YIELDS

_INSTRUMENTS = {
    DataCategory.SUBSCRIBER: "mla_stored_subscriber",
    DataCategory.KYC: "mla_stored_subscriber",
    DataCategory.DOMAIN_REGISTRATION: "mla_stored_subscriber",
    DataCategory.LOGIN_IP: "mla_stored_traffic",
    DataCategory.TRAFFIC: "mla_stored_traffic",
    DataCategory.TRANSACTIONS: "mla_stored_traffic",
    DataCategory.CONTENT: "mla_stored_content",
    DataCategory.REALTIME_TRAFFIC: "mla_realtime_traffic",
    DataCategory.REALTIME_CONTENT: "mla_interception",
    DataCategory.ASSET_RESTRAINT: "freeze_crypto",
}
_MEASURES = {
    DataCategory.CONTENT: Measure.SEARCH,
    DataCategory.REALTIME_TRAFFIC: Measure.REALTIME,
    DataCategory.REALTIME_CONTENT: Measure.REALTIME,
    DataCategory.ASSET_RESTRAINT: Measure.FREEZE,
}
_CIS = {"cis_minsk_1993", "cis_chisinau_2002"}
_LIVE = {DataCategory.REALTIME_TRAFFIC, DataCategory.REALTIME_CONTENT}


class LegalAssistance(Channel):
    """The requested State takes the evidence under its own law and hands it over."""

    kind = ChannelKind.MLA

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        instrument = _INSTRUMENTS.get(ask.category)
        if ask.category is DataCategory.ASSET_RESTRAINT and ask.provider is None and (issuer := issuer_of(ask)) is not None:
            ask = asked_of(ask, issuer)
        state = ask.holder.state
        if instrument is None or state == ask.requester:
            return
        if state is None:
            yield self._unknown_state(ask, instrument)
            return
        bases = weighed_bases(ask, state, "mla")
        own_letter = _CIS if is_stored(ask.category) else set()
        cis = tuple(one for one in bases if one.between.treaty in own_letter)
        others = tuple(one for one in bases if one.between.treaty not in own_letter | {"uncc"})
        if any(one.in_scope is not False for one in others):
            yield self._by_treaty(ask, instrument, state, others)
        if cis:
            yield self._by_treaty(ask, "cis_legal_assistance", state, cis)
        if not cis and not any(one.in_scope is not False for one in others):
            yield self._by_reciprocity(ask, "letters_rogatory" if is_stored(ask.category) else instrument, state, others)
        if ask.category in {DataCategory.SUBSCRIBER, DataCategory.TRAFFIC, DataCategory.CONTENT, DataCategory.REALTIME_TRAFFIC}:
            yield self._by_un_convention(ask, state)
        if "evidence_held_abroad" in ask.signals and is_stored(ask.category):
            yield self._held_already(ask, state, others or cis)

    def _draft(self, ask: Ask, instrument: str, state: str) -> RouteDraft:
        draft = RouteDraft(ask, self.kind, instrument, "", duty=Duty.BINDING)
        draft.yields = ask.t(YIELDS["freeze" if ask.category is DataCategory.ASSET_RESTRAINT else "mla"])
        draft.signs = ask.t(SIGNS["central"], office=own_office(ask, CENTRAL))
        address_authority(draft, state, CENTRAL)
        return draft

    def _by_treaty(self, ask: Ask, instrument: str, state: str, bases: tuple[Weighed, ...]) -> RouteDraft:
        draft = self._draft(ask, instrument, state)
        _mind_the_holder(draft)
        if draft.is_closed:
            return draft
        best = rest_on_best(draft, bases)
        _execute(draft, state, best)
        return draft

    def _by_reciprocity(self, ask: Ask, instrument: str, state: str, bases: tuple[Weighed, ...]) -> RouteDraft:
        draft = self._draft(ask, instrument, state)
        draft.duty = Duty.DISCRETIONARY
        rest_on_best(draft, bases)
        row = ask.law.states.get(state)
        rule = executes_without_treaty(row, ask.on) if row else None
        if rule is not None and rule.value == "never":
            draft.because("treaty_needed", rule.grounds[0].provenance, state=ask.state_name(state))
            return draft
        _mind_the_holder(draft)
        if draft.is_closed:
            return draft
        draft.because("reciprocity", rule.grounds[0].provenance if rule and rule.grounds else None)
        _execute(draft, state, None)
        return draft

    def _by_un_convention(self, ask: Ask, state: str) -> RouteDraft:
        draft = self._draft(ask, "uncc_mla", state)
        if close_if_not_bound(draft, "uncc", ask.requester) or close_if_not_bound(draft, "uncc", state):
            return draft
        _mind_the_holder(draft)
        best = rest_on_best(draft, tuple(one for one in weighed_bases(ask, state, "mla") if one.between.treaty == "uncc"))
        _execute(draft, state, best)
        return draft

    def _held_already(self, ask: Ask, state: str, bases: tuple[Weighed, ...]) -> RouteDraft:
        """Ask for what the other State has seized already: no provider has to be found, no data to be preserved."""
        draft = self._draft(ask, "transfer_held_evidence", state)
        best = rest_on_best(draft, bases)
        draft.because("held_already")
        _execute(draft, state, best)
        return draft

    def _unknown_state(self, ask: Ask, instrument: str) -> RouteDraft:
        draft = RouteDraft(
            ask, self.kind, instrument, ask.t("central authority of the holder's State, which is not known"), duty=Duty.BINDING
        )
        draft.yields, draft.signs = ask.t(YIELDS["mla"]), ask.t(SIGNS["central"], office=own_office(ask, CENTRAL))
        _mind_the_holder(draft)
        draft.because("holder_state_unknown", what=ask.holder.name)
        return draft


def _mind_the_holder(draft: RouteDraft) -> None:
    """Look at who holds the data: what exists, in which State, and by which identifier it is found."""
    ask = draft.ask
    draft.rests_on(ask.holder.seat)
    if ask.provider is None:
        check_identifier(draft)
        if ask.category is not DataCategory.ASSET_RESTRAINT or not ask.is_wallet:
            draft.because("holder_unknown", lead=ask.lead.identifier.value)
        else:
            draft.because("custodian_unknown", lead=ask.lead.identifier.value)
        return
    mind_what_exists(draft, ask.provider)
    check_identifier(draft)
    if is_sanctioned(ask.provider):
        note = next(warning for warning in ask.provider.warnings if "sanctioned" in warning)
        draft.because("sanctions", ask.provider.provenance("warnings"), note=note)
    if is_stored(ask.category):
        found = access(ask.provider, ask.requester, ask.category, ask.on)
        row = ask.provider.provenance("accepted_channels")
        if found.value.through_mla == "no" and not draft.is_closed:
            draft.because("never_produced", row, provider=ask.provider.name, note=found.value.note or "–")
        elif found.value.through_mla == "unknown":
            draft.because("provider_silent", row, provider=ask.provider.name)
        elif found.value.through_mla == "conditional" and found.value.note:
            draft.because("provider_note", row, note=found.value.note)


def _execute(draft: RouteDraft, state: str, best: Weighed | None) -> None:
    """Say what the requested State asks for: languages, dual criminality, the measure itself."""
    ask = draft.ask
    speak_its_languages(draft, state)
    _mind_live_measures(draft, state, best)
    if draft.is_closed:
        return
    weigh_dual_criminality(draft, _MEASURES.get(ask.category, Measure.PRODUCTION), best.between.treaty if best else None)
    requirements = ask.law.states[state].request_requirements if state in ask.law.states else None
    if requirements is not None:
        draft.because(
            "request_contents",
            requirements.provenance("must_contain"),
            state=ask.state_name(state),
            items=ask.facts(requirements.must_contain),
        )
    draft.prerequisites.append(ask.t("reference of the preservation, where there is one"))
    if best is None:
        draft.because("no_basis_open")


def _mind_live_measures(draft: RouteDraft, state: str, best: Weighed | None) -> None:
    ask = draft.ask
    if ask.category not in _LIVE:
        return
    statute = ask.law.treaties.get("us_sca") if state == US else None
    row = next((one.provenance("what") for one in statute.articles if one.measure == "mla_execution"), None) if statute else None
    if state == US and ask.category is DataCategory.REALTIME_CONTENT:
        draft.because("interception_us", row)
    elif state == US:
        draft.because("pen_register_us", row)
    elif best is None or not best.names_measure:
        draft.because("measure_not_named", state=ask.state_name(state))

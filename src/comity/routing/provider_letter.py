"""What every letter to a provider rests on: the right company, the way in, an identifier it can find, and what it says of itself."""

from __future__ import annotations

from comity.knowledge.answer import Answer
from comity.law.state_rules import direct_request_abroad, voluntary_disclosure
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.providers.channels import Access
from comity.providers.provider import Provider
from comity.providers.service import Intake, intake, languages, notice, response_time
from comity.providers.sufficiency import Sighting, sufficiency
from comity.providers.words import question
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft

_NOT_PUBLIC = {Note.PRIVATE, Note.CGNAT, Note.RESERVED}
_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6, IdentifierKind.CIDR}
_MLA_FIRST = {"mla_expected", "not_expected"}
_BARRED = {"barred", "barred_without_mla", "via_police"}
_LET = {"allowed", "provider_policy", "allowed_by_provider_policy"}


def is_sanctioned(provider: Provider) -> bool:
    """Tell whether the catalogue warns of sanctions."""
    return any("sanctioned" in warning for warning in provider.warnings)


def has_nobody_to_address(provider: Provider) -> bool:
    """Tell whether a sanctioned service has no way in at all: nobody could answer (Garantex, Grinex)."""
    contact = provider.law_enforcement_contact
    ways = (contact.portal_url, contact.email, contact.emergency_url, contact.post, contact.phone)
    return is_sanctioned(provider) and contact.basis == "none_found" and not any(ways)


def answers_home_only(provider: Provider, ask: Ask) -> bool:
    """Tell whether the provider answers its own State and nothing is published for others (VK, Yandex): the way is legal assistance."""
    cells = provider.accepted_channels.subscriber
    is_foreign = provider.country not in {ask.requester, "XX"}
    return is_foreign and cells.home_authority == "yes" and cells.direct_foreign in {"no", "unknown"}


def address_provider(draft: RouteDraft, provider: Provider) -> None:
    """Address a draft to the company that the provider's rule names, and let it rest on that rule."""
    ask = draft.ask
    holder = ask.holder
    draft.addressee, draft.addressee_id = holder.name, provider.id
    draft.addressee_state, draft.legal_entity = holder.state, holder.entity
    draft.rests_on(holder.facts)
    rule = provider.provenance("addressing_rule")
    if holder.entity:
        draft.because("addressee_by_rule", rule, rule=holder.rule, entity=holder.entity)
    elif holder.found and holder.found.question:
        text = question(holder.found.question, ask.t.language, provider=provider.name, names="; ".join(holder.found.alternatives))
        draft.question(holder.found.question, text, "block")
        draft.because("company_open", rule, question=text)
    if is_sanctioned(provider):
        note = next(warning for warning in provider.warnings if "sanctioned" in warning)
        draft.because("sanctions", provider.provenance("warnings"), note=note)


def knock(draft: RouteDraft, provider: Provider) -> None:
    """Let a draft rest on the provider's intake and languages, and list what has to exist before sending."""
    ask = draft.ask
    way = intake(provider, ask.on)
    draft.rests_on(way)
    if not way.value.is_known:
        draft.because("no_address", provider.provenance("law_enforcement_contact"), provider=provider.name)
    if way.value.prerequisites and not _has_account(ask, way.value):
        portal = way.value.portal or provider.name
        draft.because("portal_account", provider.provenance("law_enforcement_contact"), portal=portal)
        draft.prerequisites.append(ask.t("account at the portal {portal}", portal=portal))
    if "agency_verification" in way.value.prerequisites:
        draft.prerequisites.append(ask.t("verification of the agency by {provider}", provider=provider.name))
    if provider.request_form:
        draft.because("pays_attention_to", provider.provenance("request_form"), items=ask.facts(provider.request_form))
    read = languages(provider, ask.on)
    draft.rests_on(read)
    draft.languages = read.value
    usual = response_time(provider, ask.on).value
    draft.usual_days = ask.fact(usual) if usual else usual


def say_who_gets_what(draft: RouteDraft, provider: Provider, found: Answer[Access]) -> None:
    """Turn the provider's table of channels into reasons: answers, conditions, or a shut door."""
    ask, value, row = draft.ask, found.value, provider.provenance("accepted_channels")
    home = ask.state_name(value.home_state or "")
    if has_nobody_to_address(provider):
        draft.because("nobody_to_address", row, provider=provider.name)
    elif value.home_only or (value.direct == "unknown" and answers_home_only(provider, ask)):
        draft.because("home_authority_only", row, provider=provider.name, home=home)
    elif value.direct == "no":
        draft.because("direct_refused", row, provider=provider.name)
    else:
        draft.rests_on(found)
        if value.direct == "unknown":
            draft.because("provider_silent", row, provider=provider.name)
        else:
            draft.because("answers_directly" if value.direct == "yes" else "answers_on_conditions", row, provider=provider.name)
    if value.note:
        draft.because("provider_note", row, note=value.note)


def find_the_account(draft: RouteDraft, provider: Provider) -> None:
    """Check that the provider can find an account by the identifier as it stands in the case."""
    ask, lead = draft.ask, draft.ask.lead
    identifier = lead.identifier
    check_identifier(draft)
    if draft.is_closed:
        return
    seen = lead.captured_at or (identifier.at.raw if identifier.at else None)
    also = ("user_id",) if lead.numeric_id else ()
    sighting = Sighting(identifier.kind, lead.numeric_id or identifier.value, seen, identifier.port, is_display_name=False, also=also)
    if lead.numeric_id:
        sighting = Sighting(IdentifierKind.ACCOUNT_ID, lead.numeric_id, seen)
    found = sufficiency(provider, sighting, ask.on)
    if found.value.value == "yes":
        draft.rests_on(found)
        return
    if "date_seen" in found.value.missing:
        draft.because("identifier_needs_date", provider.provenance("identifiers"), provider=provider.name)
    elif found.value.value == "no":
        draft.because(
            "identifier_not_sufficient",
            provider.provenance("identifiers"),
            provider=provider.name,
            what=found.value.note or identifier.value,
        )
    else:
        forms = ", ".join(found.value.better) or "–"
        draft.because(
            "identifier_not_recognised", provider.provenance("identifiers"), lead=identifier.value, provider=provider.name, forms=forms
        )


def check_identifier(draft: RouteDraft) -> None:
    """Look at the identifier itself: valid, public, with the time and port that an address needs."""
    lead = draft.ask.lead
    identifier = lead.identifier
    if identifier.verdict is Verdict.INVALID:
        draft.because("identifier_invalid", lead=identifier.value, why=draft.ask.t.of(identifier.reason))
    hidden = sorted(note.value for note in _NOT_PUBLIC & set(identifier.notes))
    if hidden:
        draft.because("address_not_public", lead=identifier.value, note=", ".join(hidden))
    if identifier.kind in _ADDRESSES:
        if identifier.at is None or Note.NO_TIME in identifier.notes or Note.NO_ZONE in identifier.notes:
            draft.because("address_needs_time")
        if identifier.port is None and identifier.kind is IdentifierKind.IPV4:
            draft.because("address_needs_port")
    if identifier.at is not None and identifier.at.is_ambiguous:
        draft.because("time_ambiguous", at=identifier.at.raw)


def mind_the_notice(draft: RouteDraft, provider: Provider) -> None:
    """Say whether the user is told, and what prevents it."""
    told = notice(provider, draft.ask.on).value
    if told.default in {"yes", "conditional"}:
        what = told.delay_requires or draft.ask.t("not published")
        draft.because("notice_default", provider.provenance("user_notification"), what=what)


def mind_the_law_of_holder(draft: RouteDraft, *, emergency: bool = False) -> None:
    """Let a draft rest on what the law of the holder's State lets a provider give a foreign authority directly."""
    ask, code = draft.ask, draft.addressee_state
    state = ask.law.states.get(code or "")
    if code is None or state is None:
        draft.because("law_of_holder_unknown", state=ask.state_name(code or ""))
        return
    if code == ask.requester:
        return
    found = voluntary_disclosure(state, ask.on)
    draft.rests_on(found)
    value = found.value.emergency if emergency else found.value.noncontent
    row, name = state.voluntary_disclosure.provenance("noncontent"), ask.state_name(code)
    if value in _LET:
        draft.because("emergency_records_direct" if emergency else "law_of_holder", row, state=name)
    elif value in _BARRED and found.is_firm:
        draft.because("law_of_holder_closes", row, state=name)
    elif value in _BARRED | _MLA_FIRST:
        draft.because("law_of_holder_bars", row, state=name)
    else:
        draft.because("law_of_holder_unknown", row, state=name)


def mind_the_own_law(draft: RouteDraft) -> None:
    """Name the own rule that lets this authority write abroad directly (GE: Criminal Procedure Code 138-1), or say that none was found."""
    ask = draft.ask
    found = direct_request_abroad(ask.law.states[ask.requester], ask.on)
    rule = found.value
    if rule is None:
        draft.because("own_law_unknown", state=ask.state_name(ask.requester))
        draft.question(
            "own_law_direct_request", ask.t("Does your own law let you ask a holder abroad directly, and who has to sign?"), "warn"
        )
    elif rule.allowed and found.is_firm:
        draft.because("own_law_allows", rule.provenance(), who=rule.who, conditions=ask.facts(rule.conditions))
        draft.signs = ask.fact(rule.who)
    elif rule.allowed:
        draft.because("own_law_weak", rule.provenance(), who=rule.who)


def _has_account(ask: Ask, way: Intake) -> bool:
    accounts = ask.case.authority.portal_accounts
    if ask.provider is not None and ask.provider.id in accounts:
        return True
    if way.operator is None:
        return False
    others = (ask.catalog.get(name) for name in accounts)
    return any(other is not None and intake(other, ask.on).value.operator == way.operator for other in others)

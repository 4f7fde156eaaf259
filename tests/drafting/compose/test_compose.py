"""What a draft is filled with, and what it never is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

import pytest
from cases import CATALOG, DEPOSIT, LAW, TRANSFER, UNTOC, case_of, route_of, situation_of

from comity.drafting.compose.composer import compose, draft_of
from comity.drafting.compose.conditions import CONDITIONS, holds
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.fields import request_fields, values_of
from comity.model.case import Loss, Urgency
from comity.model.category import ChannelKind, DataCategory, Purpose, UrgencyLevel
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.route import LegalBasis, RouteState

INSTRUMENTS = sorted(LAW.instruments)
NEEDS = ["must", "conditional", "optional"]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("leads", [(0,), (1,), (2,), (3, 4), (0, 1, 2, 3, 4)])
def test_every_instrument_composes_and_asks_for_exactly_what_it_lacks(instrument: str, leads: tuple[int, ...]) -> None:
    situation = situation_of(instrument, leads)
    draft = draft_of(situation)

    demanded = [
        fact for fact in situation.instrument.required_facts if fact.need != "conditional" or holds(fact.field, situation, draft.request)
    ]
    lacking = {fact.field for fact in demanded if _is_lacking(draft.request, fact.field)}
    assert {gap.field for gap in draft.missing} == lacking
    needs = {fact.field: fact.need for fact in reversed(demanded)}
    assert [gap.need for gap in draft.missing] == sorted((needs[gap.field] for gap in draft.missing), key=NEEDS.index)


def _is_lacking(request: EvidenceRequest, field_id: str) -> bool:
    if field_id.startswith("target.") and request.targets:
        return len(values_of(request, field_id)) < len(request.targets)
    return not values_of(request, field_id)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_a_draft_of_any_instrument_reads_back_as_written(instrument: str) -> None:
    request = compose(situation_of(instrument, (0, 1, 2, 3, 4), routes=(route_of(1, DataCategory.SUBSCRIBER, instrument),)))
    assert parse_draft(draft_text(request).encode()) == request


def test_an_empty_case_composes_into_a_draft_that_asks() -> None:
    empty = case_of(facts="", offences=(), leads=(), wanted=(), losses=(), suspects=(), offence_from=None, offence_to=None)
    for instrument in INSTRUMENTS:
        draft = draft_of(situation_of(instrument, (), case=empty, provider=None))
        asked = {gap.field for gap in draft.missing}
        must = {fact.field for fact in draft.situation.instrument.required_facts if fact.need == "must"}
        assert {field for field in must if field.startswith(("target.", "data.", "pc."))} - {"data.time_zone"} <= asked | {
            "data.categories"
        }


def test_nothing_is_stated_that_only_a_person_can_know() -> None:
    never = {
        "request.signed",
        "request.seal_or_esignature",
        "request.encrypted_transport",
        "request.legal_basis_domestic",
        "authority.email_official_domain",
        "authority.independent_authorisation",
        "authority.competence_shown",
        "addressee.contact_verified_on",
        "addressee.treaty_status_checked_on",
        "case.rights_risk_assessment",
        "case.dual_criminality_note",
        "data.necessity",
        "data.proportionality",
        "data.relevance",
        "preservation.intent_mla",
        "preservation.necessity",
        "emergency.supervisor_verified",
        "spont.rights_gate",
        "pc.standard_addressed",
        "asset.heuristics_disclosed",
    }
    for instrument in INSTRUMENTS:
        request = compose(situation_of(instrument, (0, 1, 2, 3, 4)))
        assert {field for field in never if values_of(request, field)} == set()


def test_a_preservation_asks_for_preservation_alone_and_says_of_what() -> None:
    request = compose(situation_of("pres_provider", routes=(route_of(1, DataCategory.PRESERVATION, "pres_provider"),)))
    assert request.data.categories == ("preservation",)
    assert request.preservation.scope == ("subscriber", "content")
    assert request.data.description is not None
    assert request.data.description.startswith("preservation, without disclosure, of: subscriber information")


def test_an_instrument_is_asked_only_for_what_it_can_give() -> None:
    assert compose(situation_of("vol_subscriber", (1,))).data.categories == ("subscriber",)
    assert compose(situation_of("mla_stored_content", (1,))).data.categories == ("content",)
    assert compose(situation_of("domestic_order", (3,))).data.categories == ("kyc",)


def test_the_period_and_its_zone_come_from_what_is_wanted() -> None:
    data = compose(situation_of("vol_subscriber", (0, 2))).data
    assert (data.date_from, data.date_to, data.time_zone) == (date(2026, 10, 5), date(2026, 11, 19), "Asia/Bishkek")


def test_an_address_keeps_its_wall_clock_zone_and_port() -> None:
    [target] = compose(situation_of("domestic_order", (2,))).targets
    assert (target.kind, target.identifier_type, target.ip_version) == ("ip", "ip", 4)
    assert (target.ip_timestamp, target.ip_time_zone, target.ip_source_port) == ("2026-11-04T21:47:05", "+06:00", 51544)


def test_a_user_name_gets_the_address_of_its_profile_and_the_day_it_was_seen() -> None:
    [target] = compose(situation_of("pres_provider", (0,))).targets
    assert target.identifier_type == "handle"
    assert target.url == "https://www.instagram.com/teskey.prime_sample/"
    assert target.captured_at == datetime.fromisoformat("2026-10-05T21:34:10+06:00")
    assert target.service == "Instagram"


def test_a_wallet_brings_its_chain_and_the_transfers_that_name_it() -> None:
    request = compose(situation_of("freeze_provider", (3,), routes=(route_of(3, DataCategory.ASSET_RESTRAINT, "freeze_provider"),)))
    [target] = request.targets
    assert (target.wallet_chain, target.tx_hash) == ("tron", TRANSFER)
    assert (request.asset.identifier, request.asset.txids) == (DEPOSIT, (TRANSFER,))
    assert request.asset.block_times == ("2026-11-04T03:12:33Z",)
    assert request.asset.amount_native == ("10480.00 USDT",)
    assert request.asset.notify_customer == "the customer must not be told: the suspects delete messages"


def test_losses_add_up_exactly_and_apart_for_each_currency() -> None:
    case = compose(situation_of("vol_subscriber")).case
    assert (case.damage_amount, case.damage_currency) == ("45000 KGS; 5400.50 USDT", "KGS, USDT")
    single = compose(situation_of("vol_subscriber", case=case_of(losses=(Loss("A", "0.10", "USD"), Loss("B", "0.20", "USD"))))).case
    assert (single.damage_amount, single.damage_currency) == ("0.30", "USD")


def test_losses_are_pleaded_with_day_and_source_but_without_a_reason_to_trust_them() -> None:
    facts = compose(situation_of("mla_stored_traffic")).pc.facts
    assert [fact.text for fact in facts] == ["A. Asanova lost 45000 KGS", "A. Asanova lost 2400 USDT", "N. Bektashev lost 3000,50 USDT"]
    assert {fact.source for fact in facts} == {"statement of A. Asanova", "statement of N. Bektashev"}
    assert {fact.reliability for fact in facts} == {None}


def test_a_treaty_is_cited_only_when_the_route_found_it_in_force() -> None:
    weak = LegalBasis("uncc", "Article 40", RouteState.CHECK, ("not in force",))
    route = route_of(1, DataCategory.CONTENT, "mla_stored_content", channel=ChannelKind.MLA, bases=(UNTOC, weak))
    request = compose(situation_of("mla_stored_content", routes=(route,)))
    basis = request.request.legal_basis_international
    assert basis is not None
    assert "Transnational Organized Crime" in basis
    assert "Articles 3, 18" in basis
    assert "Cybercrime" not in basis
    assert request.addressee.treaty_status == "party"
    doubtful = compose(situation_of("mla_stored_content", routes=(replace(route, bases=(weak,)),)))
    assert doubtful.request.legal_basis_international is None
    assert doubtful.addressee.treaty_status == "unknown"


def test_the_own_central_authority_is_named_where_one_was_read() -> None:
    assert compose(situation_of("mla_stored_content")).authority.central_name == "General Prosecutor's Office of the Kyrgyz Republic"
    assert compose(situation_of("pres_provider")).authority.central_name is None


def test_the_death_penalty_is_answered_only_where_its_abolition_was_read() -> None:
    assert compose(situation_of("mla_stored_content")).case.death_penalty_exposed is False
    assert compose(situation_of("mla_stored_content", case=case_of(requesting_state="US"))).case.death_penalty_exposed is None


def test_a_portal_account_counts_only_when_the_case_names_it() -> None:
    route = route_of(1, DataCategory.SUBSCRIBER, "vol_subscriber", channel=ChannelKind.VOLUNTARY)
    assert compose(situation_of("vol_subscriber", (1,), routes=(route,))).addressee.portal_account is True
    assert compose(situation_of("vol_subscriber", (0,), routes=(route,))).addressee.portal_account is None


def test_police_information_is_not_declared_evidence() -> None:
    assert compose(situation_of("police_i247")).evidence.used_in_court is None
    assert compose(situation_of("mla_stored_content")).evidence.certificate_requested is True
    assert compose(situation_of("mla_stored_content", case=case_of(purpose=Purpose.INTELLIGENCE))).evidence.certificate_requested is None


def test_a_preservation_in_place_is_cited_and_two_are_left_to_a_person() -> None:
    kept = ("google", "G-1", date(2026, 11, 1), date(2027, 1, 30))
    cited = compose(situation_of("mla_stored_content", case=case_of(preservations=(kept,)))).preservation
    assert (cited.reference, cited.requested_on, cited.expires_on) == ("G-1", date(2026, 11, 1), date(2027, 1, 30))
    assert compose(situation_of("mla_stored_content", case=case_of(preservations=(kept, kept)))).preservation.reference is None


def test_the_usual_time_of_a_channel_is_its_longer_end() -> None:
    route = route_of(1, DataCategory.CONTENT, "mla_stored_content", usual_days="180-300")
    assert compose(situation_of("mla_stored_content", routes=(route,))).tracking.typical_days == 300


def test_words_in_another_language_are_asked_for_and_not_sent() -> None:
    case = case_of(language="ru", facts="Неустановленные лица обманули трёх жителей Бишкека. " * 6)
    draft = draft_of(situation_of("vol_subscriber", case=case))
    assert draft.request.case.facts is None
    [gap] = [gap for gap in draft.missing if gap.field == "case.facts"]
    assert gap.question.endswith("(The case file tells it in another language: give it in English.)")
    assert draft_of(situation_of("vol_subscriber", case=case, language="ru")).request.case.facts is not None


def test_a_question_names_the_targets_that_lack_a_fact() -> None:
    draft = draft_of(situation_of("vol_subscriber", (1, 2)))
    [gap] = [gap for gap in draft.missing if gap.field == "target.offence_link"]
    assert gap.targets == ("203.0.113.77",)
    assert gap.question.endswith("(Asked for: 203.0.113.77.)")


def test_a_conditional_fact_is_asked_for_in_its_situation_only() -> None:
    quiet = case_of(secrecy=type(case_of().secrecy)())
    asked = {gap.field for gap in draft_of(situation_of("vol_subscriber", case=quiet)).missing}
    assert "request.non_disclosure_order" not in asked
    secret = case_of(secrecy=replace(case_of().secrecy, order=None))
    asked = {gap.field for gap in draft_of(situation_of("vol_subscriber", case=secret)).missing}
    assert "request.non_disclosure_order" in asked


def test_every_conditional_fact_of_every_instrument_has_a_situation() -> None:
    conditional = {fact.field for row in LAW.instruments.values() for fact in row.required_facts if fact.need == "conditional"}
    always_asked = {"case.facts", "asset.order_attached", "addressee.enforcing_authority_notified"}
    assert conditional - set(CONDITIONS) <= always_asked
    assert set(CONDITIONS) <= set(request_fields())


def test_an_emergency_takes_over_the_reason_of_a_stated_danger_only() -> None:
    danger = case_of(urgency=Urgency(UrgencyLevel.EMERGENCY, threat_to_life=True, reason="a child was taken at 10:00"))
    assert compose(situation_of("emergency_disclosure", case=danger)).emergency.imminence == "a child was taken at 10:00"
    assert compose(situation_of("emergency_disclosure")).emergency.imminence is None


def test_the_retention_of_what_is_wanted_decides_when_it_is_gone() -> None:
    telegram = next(lead for lead in case_of().leads if lead.provider == "instagram")
    lead = replace(telegram, provider="telegram")
    request = compose(situation_of("vol_subscriber", (0,), case=case_of(leads=(lead,)), provider=CATALOG["telegram"]))
    assert request.data.retention_expiry is not None
    assert request.data.retention_expiry > date(2026, 11, 20)


def test_every_group_of_facts_is_composed_or_left_to_people() -> None:
    by_people = {"interception", "hearing", "jit", "transfer", "spont", "dp", "overrides"}
    request = compose(
        situation_of("freeze_crypto", (0, 1, 2, 3, 4), routes=(route_of(3, DataCategory.KYC, "freeze_crypto", usual_days="30"),))
    )
    untouched = {field.name for field in fields(EvidenceRequest) if getattr(request, field.name) == getattr(EvidenceRequest(), field.name)}
    assert untouched <= by_people | {"emergency", "evidence", "preservation", "training"}

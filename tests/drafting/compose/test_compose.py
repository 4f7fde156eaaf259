"""What a draft is filled with, and what it never is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

import pytest
from cases import CATALOG, DEPOSIT, LAW, TRANSFER, UNTOC, case_of, route_of, situation_of
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.compose.composer import compose, draft_of
from comity.drafting.compose.missing import demands_of
from comity.drafting.compose.telling import as_sentence
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.fields import said, values_of
from comity.drafting.lint.demand import demanded
from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.knowledge import LintKnowledge
from comity.model.case import Loss, Secrecy, Urgency
from comity.model.category import ChannelKind, DataCategory, Purpose, UrgencyLevel
from comity.model.provenance import Basis
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.route import LegalBasis, RouteState

INSTRUMENTS = sorted(LAW.instruments)
KNOWLEDGE = LintKnowledge(LAW, CATALOG)
NEEDS = ["must", "conditional", "optional"]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("leads", [(0,), (1,), (2,), (3, 4), (0, 1, 2, 3, 4)])
def test_every_instrument_composes_and_asks_for_exactly_what_it_lacks(instrument: str, leads: tuple[int, ...]) -> None:
    situation = situation_of(instrument, leads)
    draft = draft_of(situation)

    whole = demands_of(situation, draft.request, KNOWLEDGE, None)
    lacking = {field for field in whole if not field.startswith("target.") and not values_of(draft.request, field)}
    for number, target in enumerate(draft.request.targets):
        own = demands_of(situation, draft.request, KNOWLEDGE, number)
        lacking |= {field for field in own if field.startswith("target.") and not said(getattr(target, field.removeprefix("target.")))}
    assert {gap.field for gap in draft.missing} == lacking
    assert [gap.need for gap in draft.missing] == sorted((gap.need for gap in draft.missing), key=NEEDS.index)
    marks = {fact.field: fact.need for fact in reversed(situation.instrument.required_facts)}
    assert all(gap.need == marks[gap.field] for gap in draft.missing)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_linter_demands_no_fact_that_was_not_asked_for(instrument: str) -> None:
    situation = situation_of(instrument, (1,))
    draft = draft_of(situation)
    facts = Facts(draft.request, situation.case.on, KNOWLEDGE, instrument)
    both = [*demanded(facts, situation.instrument, "must"), *demanded(facts, situation.instrument, "conditional")]
    demanded_by_lint = {field for field in both if not values_of(draft.request, field)}
    assert demanded_by_lint == {gap.field for gap in draft.missing if gap.need != "optional"}


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
        excused = {"target.service", "target.wallet_chain", "data.categories", "data.time_zone"}
        assert {field for field in must if field.startswith(("target.", "data.", "pc."))} - excused <= asked


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
    assert request.data.description is None  # the letter lists the scope


def test_a_preservation_that_has_to_describe_the_data_does() -> None:
    request = compose(situation_of("pres_art29", routes=(route_of(1, DataCategory.PRESERVATION, "pres_art29"),)))
    assert request.data.description is not None
    assert request.data.description.startswith("subscriber information")


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
    assert request.asset.notify_customer == "The customer must not be told of the freeze or of this request."
    assert request.asset.link_offence == "10480 USDT of the victims came here."
    assert request.request.confidentiality_reason == "The suspects delete messages."


def test_losses_add_up_exactly_and_apart_for_each_currency() -> None:
    case = compose(situation_of("vol_subscriber")).case
    assert (case.damage_amount, case.damage_currency) == ("45000 KGS; 5400.50 USDT", None)
    single = compose(situation_of("vol_subscriber", case=case_of(losses=(Loss("A", "0.10", "USD"), Loss("B", "0.20", "USD"))))).case
    assert (single.damage_amount, single.damage_currency) == ("0.30", "USD")


def test_losses_are_pleaded_with_day_and_source_but_without_a_reason_to_trust_them() -> None:
    facts = compose(situation_of("mla_stored_traffic")).pc.facts
    assert [fact.text for fact in facts] == ["A. Asanova lost 45000 KGS", "A. Asanova lost 2400 USDT", "N. Bektashev lost 3000,50 USDT"]
    assert {fact.source for fact in facts} == {"statement of A. Asanova", "statement of N. Bektashev"}
    assert {fact.reliability for fact in facts} == {None}


def test_a_treaty_is_cited_only_when_both_states_were_read_to_be_bound() -> None:
    weak = LegalBasis("uncc", "Article 40", RouteState.CHECK, Basis.UNVERIFIED, ("not in force",))
    route = route_of(1, DataCategory.CONTENT, "mla_stored_content", channel=ChannelKind.MLA, bases=(UNTOC, weak))
    request = compose(situation_of("mla_stored_content", routes=(route,)))
    basis = request.request.legal_basis_international
    assert basis is not None
    assert "Transnational Organized Crime" in basis
    assert "Articles 3, 18" in basis
    assert "Cybercrime" not in basis
    assert request.addressee.treaty_status == "party"
    old = replace(UNTOC, state=RouteState.CHECK, weak=("read in 2014",))
    aged = compose(situation_of("mla_stored_content", routes=(replace(route, bases=(old,)),)))
    assert aged.request.legal_basis_international == basis
    assert aged.addressee.treaty_status == "unknown"
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


@pytest.mark.parametrize(
    ("told", "days"),
    [("180-300 days", 300), ("registrant data: within 30 days of receipt", 30), ("portal access: 3 business days", None), (None, None)],
)
def test_the_usual_time_of_a_channel_is_its_longer_end(told: str | None, days: int | None) -> None:
    route = route_of(1, DataCategory.CONTENT, "mla_stored_content", usual_days=told)
    assert compose(situation_of("mla_stored_content", routes=(route,))).tracking.typical_days == days


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
    quiet = case_of(secrecy=Secrecy())
    asked = {gap.field for gap in draft_of(situation_of("vol_subscriber", case=quiet)).missing}
    assert "request.non_disclosure_order" not in asked
    secret = case_of(secrecy=replace(case_of().secrecy, order=None))
    asked = {gap.field for gap in draft_of(situation_of("vol_subscriber", case=secret)).missing}
    assert "request.non_disclosure_order" in asked


def test_an_emergency_takes_over_the_reason_of_a_stated_danger_only() -> None:
    danger = case_of(urgency=Urgency(UrgencyLevel.EMERGENCY, threat_to_life=True, reason="a child was taken at 10:00"))
    assert compose(situation_of("emergency_disclosure", case=danger)).emergency.imminence == "A child was taken at 10:00."
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
        situation_of("freeze_crypto", (0, 1, 2, 3, 4), routes=(route_of(3, DataCategory.KYC, "freeze_crypto", usual_days="30 days"),))
    )
    untouched = {field.name for field in fields(EvidenceRequest) if getattr(request, field.name) == getattr(EvidenceRequest(), field.name)}
    assert untouched <= by_people | {"emergency", "evidence", "preservation", "training"}


def test_an_authority_is_named_in_the_language_of_the_letter_and_a_description_is_no_name() -> None:
    state = route_of(1, DataCategory.CONTENT, "mla_stored_content", channel=ChannelKind.MLA, addressee_id="kg-central_authority_mla-018")
    named = compose(situation_of("mla_stored_content", routes=(state,), language="ru")).addressee.name
    assert named == "Генеральная прокуратура Кыргызской Республики"
    unknown = replace(state, addressee_id=None, addressee="bank that keeps the card")
    assert compose(situation_of("mla_stored_content", routes=(unknown,))).addressee.name is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("the suspects delete messages", "The suspects delete messages."),
        ("a.b@mail.example was used", "a.b@mail.example was used."),
        ("USDT left", "USDT left."),
        ("переписка удалена!", "Переписка удалена!"),
        ("10 USDT left", "10 USDT left."),
    ],
)
def test_a_note_becomes_a_sentence_and_an_identifier_stays_as_it_is(told: str, sentence: str) -> None:
    assert as_sentence(told) == sentence


@given(st.text(min_size=1).filter(str.strip))
def test_a_sentence_keeps_every_letter_of_the_note(told: str) -> None:
    assert as_sentence(told.strip()).removesuffix(".").casefold() == told.strip().removesuffix(".").casefold()

"""What the catalogue answers, as a lawyer or investigator would write it down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.answer import Ternary, Weakness
from comity.knowledge.plain_yaml import parse
from comity.model.category import DataCategory
from comity.model.identifier import IdentifierKind
from comity.providers.addressee import Asked, addressee
from comity.providers.catalog import Catalog
from comity.providers.channels import access
from comity.providers.holdings import what_exists
from comity.providers.preservation_term import preservation_term
from comity.providers.service import emergencies, figures, freeze, intake, languages, notice, response_time
from comity.providers.sufficiency import Sighting, sufficiency
from comity.providers.words import question

FOLDER = Path(__file__).parent / "questions"
CATALOG = Catalog.open()
ON = date(2026, 11, 21)
PROVIDERS = st.sampled_from(sorted(CATALOG))
COUNTRIES = st.sampled_from(["KG", "KZ", "GE", "AM", "US", "GB", "DE", "FR", "CH", "NO", "RU", "JP", "SG", "ZZ"])


def cases(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parse((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), name)[name]
    return rows


def label(case: object) -> str:
    return "-".join(str(value) for key, value in case.items() if key not in ("why", "entity"))[:60] if isinstance(case, dict) else ""


@pytest.mark.parametrize("case", cases("addressees"), ids=label)
def test_the_addressee(case: dict[str, Any]) -> None:
    asked = Asked(case["requester"], case.get("user"), case.get("phone"), case.get("account"))
    answer = addressee(CATALOG[case["provider"]], asked, ON)
    assert answer.value.entity == case["entity"]
    assert answer.value.question == case.get("question")
    assert answer.value.domestic_first is case.get("domestic", False)
    assert answer.value.write_to == case.get("write_to", answer.value.entity or CATALOG[case["provider"]].name)
    assert answer.grounds


@pytest.mark.parametrize("case", cases("access"), ids=label)
def test_what_a_provider_answers(case: dict[str, Any]) -> None:
    answer = access(
        CATALOG[case["provider"]], case["requester"], DataCategory(case["category"]), ON, emergency=case.get("emergency", False)
    )
    assert answer.value.requester == case["as"]
    assert answer.value.direct == case.get("direct", answer.value.direct)
    assert answer.value.through_mla == case.get("mla", answer.value.through_mla)
    assert answer.value.home_only is case["home_only"]
    assert answer.value.home_state == case["home"]


@pytest.mark.parametrize("case", cases("identifiers"), ids=label)
def test_whether_an_identifier_suffices(case: dict[str, Any]) -> None:
    sighting = Sighting(
        IdentifierKind(case["kind"]), case["value"], case.get("seen_at"), case.get("port"), is_display_name=case.get("display_name", False)
    )
    answer = sufficiency(CATALOG[case["provider"]], sighting, ON)
    assert answer.value.value == case["suffices"]
    assert answer.value.form == case.get("form")
    assert list(answer.value.missing) == case.get("missing", [])
    if answer.value.value is not Ternary.YES:
        assert answer.value.note or answer.value.missing
        assert answer.value.better


@given(PROVIDERS, COUNTRIES, st.none() | COUNTRIES)
def test_an_addressee_is_a_name_of_the_sources_or_a_question(provider: str, requester: str, user: str | None) -> None:
    row = CATALOG[provider]
    answer = addressee(row, Asked(requester, user), ON)
    names = {name for group in row.legal_entity_names.values() for name in group}
    if answer.value.entity is None:
        assert answer.value.question is not None or answer.value.alternatives
    else:
        assert answer.value.entity in names
    assert set(answer.value.alternatives) <= names
    assert answer.value.entity not in answer.value.others
    if answer.value.question is not None:
        names_told = ", ".join(answer.value.alternatives) or row.name
        asked = [question(answer.value.question, language, provider=row.name, names=names_told) for language in ("en", "ru")]
        assert all(row.name in text for text in asked)
        assert asked[0] != asked[1]


@given(PROVIDERS, COUNTRIES, st.sampled_from(list(DataCategory)), st.booleans())
def test_the_other_states_authorities_never_count_as_its_own(
    provider: str, requester: str, category: DataCategory, emergency: bool
) -> None:
    answer = access(CATALOG[provider], requester, category, ON, emergency=emergency)
    assert (answer.value.requester == "us_authority") == (requester == "US")
    if answer.value.home_only:
        assert answer.value.direct == "no"
        assert answer.value.home_state not in (None, requester)
    if answer.value.direct == "unknown":
        assert not answer.is_firm


@pytest.mark.parametrize(
    ("provider", "requester", "offered", "days", "extension_days", "extensions", "lead_days", "who_else"),
    [
        ("snap", "KG", "yes", 365, 180, 1, None, None),
        ("snap", "US", "yes", 90, 90, 1, None, None),
        ("x", "KZ", "yes", 90, None, None, 7, None),
        ("tiktok", "KG", "yes", 90, 90, 1, None, None),
        ("github", "KG", "no", None, None, None, None, "us_authority"),
        ("github", "US", "conditional", 90, None, None, None, None),
        ("telegram", "KG", "unknown", None, None, None, None, None),
        ("mullvad", "KG", "no", None, None, None, None, None),
    ],
)
def test_the_term_of_preservation_depends_on_who_asks(
    provider: str,
    requester: str,
    offered: str,
    days: int | None,
    extension_days: int | None,
    extensions: int | None,
    lead_days: int | None,
    who_else: str | None,
) -> None:
    term = preservation_term(CATALOG[provider], requester, ON).value
    assert (term.offered, term.days, term.extension_days, term.extensions) == (offered, days, extension_days, extensions)
    assert (term.lead_days, term.who_else) == (lead_days, who_else)


def test_an_extension_is_asked_for_in_time() -> None:
    term = preservation_term(CATALOG["x"], "KG", ON).value
    assert term.ends(ON) == date(2027, 2, 19)
    assert term.extend_by(ON) == date(2027, 2, 12)
    assert preservation_term(CATALOG["snap"], "US", ON).value.extend_by(ON) == date(2027, 2, 5)
    assert preservation_term(CATALOG["telegram"], "KG", ON).value.extend_by(ON) is None


@given(PROVIDERS, COUNTRIES, st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_a_clock_never_ends_before_it_starts(provider: str, requester: str, start: date, lead: int) -> None:
    term = preservation_term(CATALOG[provider], requester, ON).value
    end, by = term.ends(start), term.extend_by(start, lead)
    assert (end is None) == (by is None) == (term.days is None)
    if end is not None and by is not None:
        assert start <= by <= end


@pytest.mark.parametrize(
    ("provider", "category", "existence", "shortest"),
    [
        ("signal", "traffic", "no_data", None),
        ("whatsapp", "content", "no_data", None),
        ("mullvad", "login_ip", "no_data", None),
        ("nordvpn", "traffic", "no_data", None),
        ("wechat", "content", "no_data", None),
        ("proton", "login_ip", "partly", None),
        ("snap", "content", "partly", timedelta(days=1)),
        ("viber", "traffic", "kept", timedelta(days=720)),
        ("telegram", "login_ip", "kept", timedelta(days=360)),
        ("vk", "content", "kept", timedelta(days=180)),
        ("google", "subscriber", "unknown", None),
        ("telegram", "kyc", "unknown", None),
    ],
)
def test_what_exists(provider: str, category: str, existence: str, shortest: timedelta | None) -> None:
    holding = what_exists(CATALOG[provider], DataCategory(category), ON).value
    assert (holding.existence, holding.shortest) == (existence, shortest)


def test_data_run_out() -> None:
    holding = what_exists(CATALOG["viber"], DataCategory.TRAFFIC, ON).value
    assert holding.gone_after(date(2025, 1, 1)) == date(2026, 12, 22)
    assert what_exists(CATALOG["google"], DataCategory.SUBSCRIBER, ON).value.gone_after(ON) is None


@given(PROVIDERS, st.sampled_from(list(DataCategory)))
def test_no_data_is_said_only_where_a_row_covers_the_whole_category(provider: str, category: DataCategory) -> None:
    answer = what_exists(CATALOG[provider], category, ON)
    if answer.value.existence == "no_data":
        assert any(row.duration == "0" and row.covers == "all" and category.value in row.categories for row in answer.value.rows)
        assert answer.grounds


def test_freezing_money_is_an_act_of_its_own() -> None:
    tether, circle, okx, telegram = (freeze(CATALOG[name], ON).value for name in ("tether", "circle", "okx", "telegram"))
    assert (tether.offered, tether.level, tether.own_court_needed) == ("yes", "token_contract", False)
    assert (circle.offered, circle.level, circle.own_court_needed) == ("conditional", "token_contract", True)
    assert (okx.offered, okx.days, okx.level) == ("yes", None, "account")
    assert freeze(CATALOG["mexc"], ON).value.days == 30
    assert freeze(CATALOG["binance"], ON).value.order_needed
    assert telegram.offered == "unknown"


def test_one_agency_account_opens_several_doors() -> None:
    operators = [name for name, row in CATALOG.items() if intake(row, ON).value.operator == "kodex"]
    assert {"linkedin", "discord", "pinterest", "digitalocean", "binance", "coinbase", "okx", "bitget", "bitfinex"} <= set(operators)
    binance = intake(CATALOG["binance"], ON).value
    assert binance.prerequisites == ("portal_account", "agency_verification")
    assert not intake(CATALOG["htx"], ON).value.is_known


def test_notice_emergency_languages_figures() -> None:
    assert notice(CATALOG["snap"], ON).value.default == "yes"
    assert emergencies(CATALOG["snap"], ON).value.accepted == "yes"
    assert languages(CATALOG["proton"], ON).value == ("en", "fr", "de")
    assert [ground.weakness for ground in languages(CATALOG["proton"], ON).grounds] == [Weakness.UNVERIFIED]
    assert languages(CATALOG["tiktok"], ON).value == ("en",)
    assert languages(CATALOG["tiktok"], ON).note
    assert {row.country for row in figures(CATALOG["telegram"], "KZ", ON).value} == {"KZ"}
    assert figures(CATALOG["snap"], "KZ", ON).value == ()
    assert response_time(CATALOG["kucoin"], ON).value == "10-15 working days"
    assert response_time(CATALOG["snap"], ON) == response_time(CATALOG["snap"], ON)
    assert response_time(CATALOG["snap"], ON).grounds == ()


@given(PROVIDERS, st.sampled_from(list(IdentifierKind)), st.text(max_size=60), st.none() | st.just("2026-03-01T09:15:30Z"))
def test_any_text_gets_an_answer(provider: str, kind: IdentifierKind, value: str, seen_at: str | None) -> None:
    answer = sufficiency(CATALOG[provider], Sighting(kind, value, seen_at), ON)
    assert answer.value.value in Ternary
    assert answer.grounds


@given(PROVIDERS, st.sampled_from([4000, 8000]))
def test_everything_goes_stale_in_the_end(provider: str, days: int) -> None:
    later = ON + timedelta(days=days)
    assert addressee(CATALOG[provider], Asked("KG", "KG"), later).weak
    assert preservation_term(CATALOG[provider], "KG", later).weak
    assert intake(CATALOG[provider], later).weak


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_every_form_of_the_catalogue_is_recognised_by_its_own_example(name: str) -> None:
    """An identifier that looks like the catalogue's own example is found under that form, or under one that fits it as well."""
    kinds = {
        "email": IdentifierKind.EMAIL,
        "phone_e164": IdentifierKind.PHONE,
        "username": IdentifierKind.HANDLE,
        "address_evm": IdentifierKind.EVM,
        "address_tron": IdentifierKind.TRON,
        "address_btc": IdentifierKind.BTC,
        "txid_hex64": IdentifierKind.TXID,
        "user_id": IdentifierKind.ACCOUNT_ID,
        "exchange_uid": IdentifierKind.ACCOUNT_ID,
    }
    for form in CATALOG[name].identifiers:
        if form.kind in kinds:
            answer = sufficiency(CATALOG[name], Sighting(kinds[form.kind], form.example, "2026-03-01T09:15:30Z"), ON)
            assert answer.value.form is not None, form.kind


def test_the_recognisers_data_name_every_provider() -> None:
    marks = {mark.id: mark for mark in CATALOG.marks_data()}
    assert marks.keys() == set(CATALOG)
    assert "telegram.org" in marks["telegram"].domains or "t.me" in marks["telegram"].domains
    assert marks["snap"].url_patterns[0][1] == "username"

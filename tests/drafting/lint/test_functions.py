"""What the functions that judge answer, beyond the examples of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from comity.drafting.lint.check import Linter
from comity.drafting.lint.example_drafts import complete_draft
from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.phrase_book import names, phrases
from comity.drafting.lint.vocabulary import rule_language
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target

TODAY = date(2026, 3, 20)


def ask(linter: Linter, text: str, request: EvidenceRequest, *, target: int | None = None) -> Facts | None:
    """Return the facts with their evidence when the expression holds, None when it does not."""
    facts = Facts(request, TODAY, linter.knowledge, request.request.instrument)
    if target is not None:
        facts.index, facts.target = target, request.targets[target]
    return facts if rule_language().condition(text, "test").holds(facts) else None


def of(**facts: Any) -> EvidenceRequest:
    return EvidenceRequest(targets=(Target(**facts),))


@pytest.mark.parametrize(
    ("imei", "holds"),
    [
        ("490154203237518", True),
        ("49-015420-323751-8", True),
        ("490154203237519", False),
        ("4901542032375", False),
        ("4901542032375180", True),
    ],
)
def test_the_check_digit_of_an_imei(linter: Linter, imei: str, holds: bool) -> None:
    assert (ask(linter, 'luhn("target.imei")', of(imei=imei)) is not None) is holds


@pytest.mark.parametrize(
    ("address", "training", "private"),
    [
        ("203.0.113.7", False, True),
        ("203.0.113.7", True, False),
        ("2001:db8::1", True, False),
        ("2001:db8::1", False, True),
        ("100.64.0.1", True, True),
        ("100.127.255.254", True, True),
        ("10.1.2.3", True, True),
        ("[fe80::1%eth0]", True, True),
        ("192.168.1.1:51234", True, True),
        ("8.8.8.8", False, False),
        ("not an address", False, False),
    ],
)
def test_addresses_that_nobody_outside_can_trace(linter: Linter, address: str, training: bool, private: bool) -> None:
    request = replace(of(ip_address=address), training=training)
    assert (ask(linter, 'private_ip("target.ip_address")', request) is not None) is private


@pytest.mark.parametrize(
    ("time", "zone", "near", "twice"),
    [
        ("2024-02-29 23:30:00", "Asia/Almaty", True, True),
        ("2024-02-29 23:00:00", "Asia/Almaty", True, True),
        ("2024-02-29 22:59:59", "Asia/Almaty", True, False),
        ("2024-03-01 00:00:00", "Asia/Almaty", True, False),
        ("2024-02-29 23:30:00", "UTC", False, False),
        ("2024-02-29 23:30:00+05:00", "Asia/Almaty", False, False),
        ("2024-06-01 12:00:00", "Asia/Almaty", False, False),
        ("2026-03-29 02:30:00", "Europe/Berlin", True, False),
        ("2026-10-25 02:30:00", "Europe/Berlin", True, True),
        ("yesterday", "Asia/Almaty", False, False),
        ("2024-02-29 23:30:00", "Nowhere/Town", False, False),
    ],
)
def test_local_times_near_a_change_of_the_clocks(linter: Linter, time: str, zone: str, near: bool, twice: bool) -> None:
    request = of(ip_timestamp=time, ip_time_zone=zone)
    assert (ask(linter, 'near_zone_change("target.ip_timestamp","target.ip_time_zone")', request, target=0) is not None) is near
    assert (ask(linter, 'happens_twice("target.ip_timestamp","target.ip_time_zone")', request, target=0) is not None) is twice


def test_a_time_that_happened_twice_offers_both_instants(linter: Linter) -> None:
    facts = ask(
        linter,
        'happens_twice("target.ip_timestamp","target.ip_time_zone")',
        of(ip_timestamp="2024-02-29 23:30:00", ip_time_zone="Asia/Almaty"),
        target=0,
    )
    assert facts is not None
    assert facts.evidence[0].words == {"first": "2024-02-29T17:30:00Z", "second": "2024-02-29T18:30:00Z"}


@pytest.mark.parametrize(
    ("text", "coarse"),
    [
        ("2026-02-14 11:02:31", False),
        ("2026-02-14T11:02:31.250Z", False),
        ("1771066951", False),
        ("2026-02-14 11:02", True),
        ("14 February 2026", True),
        ("11.02.31", False),
    ],
)
def test_a_time_without_seconds(linter: Linter, text: str, coarse: bool) -> None:
    assert (ask(linter, 'coarser_than_second("target.ip_timestamp")', of(ip_timestamp=text)) is not None) is coarse


@pytest.mark.parametrize(
    ("identifier", "mixed"),
    [
        ("sаmple.user_77", True),
        ("sample.user_77", False),
        ("пример_пользователь", False),
        ("exam\u200bple@mail.example", True),
        ("user\u202e77", True),
        ("Asel Асель", False),
    ],
)
def test_letters_of_two_scripts_and_hidden_ones(linter: Linter, identifier: str, mixed: bool) -> None:
    assert (ask(linter, 'mixed_script("target.identifier")', of(identifier=identifier)) is not None) is mixed


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("invest-firm.example", "invest-firrn.example", True),
        ("paypal.example", "paypa1.example", True),
        ("invest-firm.example", "invest-fund.example", False),
        ("1700000001", "1700000011", False),
        ("user_77", "USER_77", False),
    ],
)
def test_identifiers_that_people_take_for_each_other(linter: Linter, first: str, second: str, alike: bool) -> None:
    request = EvidenceRequest(targets=(Target(identifier=first), Target(identifier=second)))
    assert (ask(linter, 'look_alike_pair("target.identifier")', request) is not None) is alike


WALLET = complete_draft("freeze_crypto").targets[0].identifier or ""


@pytest.mark.parametrize(
    ("text", "poisoned"),
    [
        (f"{WALLET} and {WALLET[:5]}{WALLET[5:-6][::-1]}{WALLET[-6:]}", True),
        (f"{WALLET} and {WALLET}", False),
        (f"{WALLET} and TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", False),
        ("0x" + "ab" * 20 + " and 0x" + "ab" * 2 + "cd" * 14 + "ab" * 4, True),
        ("0x" + "AB" * 20 + " and 0x" + "ab" * 20, False),
    ],
)
def test_addresses_with_the_same_ends(linter: Linter, text: str, poisoned: bool) -> None:
    draft = complete_draft("mla_stored_content")
    request = replace(draft, case=replace(draft.case, facts=text))
    assert (ask(linter, 'poisoned_address("case.facts")', request) is not None) is poisoned


@pytest.mark.parametrize(
    ("chain", "identifier", "holds"),
    [
        ("TRON (TRC-20)", WALLET, True),
        ("usdt trc-20", WALLET, True),
        ("TRON", WALLET[:-1] + ("2" if WALLET[-1] != "2" else "3"), False),
        ("Bitcoin", WALLET, False),
        ("Bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", True),
        ("Ethereum", "0x52908400098527886E0F7030069857D2E4169EE7", True),
        ("Ethereum", "0x52908400098527886E0F7030069857D2E4169Ee7", False),
        ("some new chain", "whatever", True),
    ],
)
def test_only_a_proven_mistake_in_a_wallet_counts(linter: Linter, chain: str, identifier: str, holds: bool) -> None:
    request = of(identifier=identifier, wallet_chain=chain)
    assert (ask(linter, 'wallet_checksum("target.identifier","target.wallet_chain")', request, target=0) is not None) is holds


SAID = {
    "all_information": {
        "en": "Please send all available information.",
        "ru": "Прошу предоставить любую информацию о владельце.",
        "kk": "Барлық қолда бар ақпаратты беруіңізді сұраймыз.",
        "ky": "Бардык маалыматты берүүнү суранабыз.",
        "uz": "Barcha maʼlumotlarni taqdim etishingizni soʻraymiz.",
        "uz-Cyrl": "Барча маълумотларни тақдим этинг.",
        "fr": "Veuillez fournir toutes les informations disponibles.",
        "de": "Bitte übermitteln Sie sämtliche verfügbaren Daten.",
        "fa": "لطفاً تمام اطلاعات را ارسال کنید.",
    },
    "future_interception": {
        "en": "Please continue to monitor the account.",
        "ru": "Просим в дальнейшем контролировать переписку.",
        "kk": "Бұдан әрі бақылауды сұраймыз.",
        "ky": "Мындан ары көзөмөлдөөнү суранабыз.",
        "uz": "Bundan keyin nazorat qilishni soʻraymiz.",
        "fr": "Veuillez continuer à intercepter les messages.",
        "de": "Bitte weiterhin überwachen.",
        "fa": "ادامه شنود لازم است.",
    },
    "forged_request": {
        "en": "Please do not call the officer.",
        "ru": "Просим не звонить сотруднику.",
        "kk": "Қоңырау шалмаңыз.",
        "ky": "Телефон чалбаңыз.",
        "uz": "Qoʻngʻiroq qilmang.",
        "fr": "Ne nous appelez pas.",
        "de": "Rufen Sie bitte nicht an.",
        "fa": "تماس نگیرید.",
    },
}
NOT_SAID = {
    "all_information": [
        "All information received will be used for this case only.",
        "Все сведения, полученные по запросу, будут использованы только по этому делу.",
        "Registration data and log-in history.",
        "Регистрационные данные и история входов.",
    ],
    "future_interception": ["No data is collected in real time.", "Хранящиеся данные за указанный период.", "Stored messages only."],
    "forged_request": [
        "Please do not notify the user of this request.",
        "Просим не уведомлять пользователя о запросе.",
        "Please call the officer back through the switchboard.",
        "Не раскрывайте запрос владельцу учётной записи.",
    ],
}


@pytest.mark.parametrize(("name", "language"), [(name, language) for name, texts in SAID.items() for language in texts])
def test_a_phrase_is_found_in_every_language(name: str, language: str) -> None:
    assert any(phrases(name).find(SAID[name][language]))


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in NOT_SAID.items() for text in texts])
def test_what_a_good_letter_says_is_no_such_phrase(name: str, text: str) -> None:
    assert not any(phrases(name).find(text))


@pytest.mark.parametrize("name", names())
def test_every_set_of_phrases_speaks_the_languages_of_the_letters(name: str) -> None:
    from comity.drafting.lint.phrase_book import languages

    assert set(languages(name)) >= {"en", "ru", "kk", "ky", "uz", "fr", "de", "fa"}


@pytest.mark.parametrize(
    ("entity", "basis", "expected"),
    [
        ("Meta Platforms, Inc.", None, set()),
        ("META PLATFORMS INC", None, set()),
        ("Meta Platforms Ireland Limited", None, {"CH-028"}),
        ("Meta Platforms Ireland Ltd.", None, {"CH-028"}),
        ("Meta Platforms Ireland Limited", "the user lives in the European region", set()),
        ("Meta Platforms, Inc.", "пользователь находится в Европе", {"CH-028"}),
        ("Instagram Kazakhstan LLP", None, {"CH-027"}),
    ],
)
def test_the_company_follows_the_rule_of_the_provider(linter: Linter, entity: str, basis: str | None, expected: set[str]) -> None:
    draft = complete_draft("vol_subscriber")
    request = replace(draft, addressee=replace(draft.addressee, legal_entity=entity, holder_basis=basis or "the service Instagram"))
    assert {one.rule for one in linter.lint(request) if one.rule in {"CH-027", "CH-028"}} == expected


def test_a_company_addressed_by_its_own_state_is_no_foreign_request(linter: Linter) -> None:
    draft = complete_draft("vol_subscriber")
    swiss = replace(
        draft,
        authority=replace(draft.authority, issuing_state="CH"),
        addressee=replace(draft.addressee, name="Proton", legal_entity="Proton AG", state="CH"),
        targets=(replace(draft.targets[0], service="Proton Mail", identifier="example.user@proton.me", identifier_type="email"),),
    )
    assert not {"CH-029", "CH-030"} & {one.rule for one in linter.lint(swiss)}


def test_a_provider_that_shares_its_company_is_told_by_the_service(linter: Linter) -> None:
    draft = complete_draft("vol_subscriber")
    request = replace(draft, addressee=replace(draft.addressee, name="Meta Platforms, Inc."))
    provider = linter.knowledge.provider(request)
    assert provider is not None
    assert provider.id == "instagram"


def test_names_foreign_to_the_case_are_shown_one_by_one(linter: Linter) -> None:
    draft = complete_draft("mla_stored_content")
    body = "Suspect Mr Sidorov wrote to example.user@mail.example; Петренко А.Б. answered from other.person@mail.example, +996 312 000 111."
    request = replace(
        draft,
        request=replace(draft.request, body=body),
        case=replace(draft.case, file_entities=("Sidorov", "example.user@mail.example")),
    )
    facts = ask(linter, 'foreign_entities("request.body","case.file_entities")', request)
    assert facts is not None
    assert {one.words["found"] for one in facts.evidence} == {"Петренко А.Б.", "other.person@mail.example", "+996 312 000 111"}
    assert all(body[one.start : one.end] == one.words["found"] for one in facts.evidence)


def test_nothing_is_foreign_where_the_case_file_lists_nothing(linter: Linter) -> None:
    draft = complete_draft("mla_stored_content")
    request = replace(draft, request=replace(draft.request, body="Mr Sidorov wrote."))
    assert ask(linter, 'foreign_entities("request.body","case.file_entities")', request) is None


def test_what_a_state_asks_is_in_its_own_file(linter: Linter) -> None:
    from comity.drafting.lint.requirements import texts

    for state, items in texts().items():
        law = linter.knowledge.law.states[state].request_requirements
        assert law is not None
        assert set(items) == set(law.must_contain) - ADDRESS_ITEMS.get(state, set())


ADDRESS_ITEMS: dict[str, set[str]] = {}

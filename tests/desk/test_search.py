"""Search: one normaliser, the same hits on SQLite and on PostgreSQL (this file runs on both), nothing of other people's cases."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.models import CaseMember, JournalEntry, SearchDocument
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.roles import Role
from comity.desk.search.index import index_anew
from comity.desk.search.known import known
from comity.desk.search.look import SHOWN, look
from comity.desk.search.normaliser import LONGEST, folded, lexemes_of, stem, terms_of
from comity.desk.search.query import as_fts5, as_tsquery
from comity.desk.steps.find_leads import decide_leads
from tests.desk.office import Office

CORPUS = {
    "ru": "Перевели с кошелька потерпевшей на кошелёк мошенника. Звонков было много; сделано два запроса об IP-адресе.",
    "ru-money": "Возврат денег: деньги заморожены 2026-11-04 21:47, счёт KZ12 3456 7890 1234 5678, карта 4012 8888 8888 1881.",
    "uz": "Soʻrovlar bankka yuborildi; hamyondan pul yechilgan.",
    "kk": "Әмияннан ақша аударылды, банктерге сұрау салынды.",
    "ky": "Телефон номериңизди өчүрүңүз, суроо-талап жөнөтүлдү.",
    "fa": "كيف پول متهم مسدود شد",
    "hy": "Դրամապանակից գումար է փոխանցվել",
    "en": "The wallet was emptied; requests were sent to some.one@example.com and 198.51.100.7:51544.",
    "id": "Wallet 0x52908400098527886E0F7030069857D2E4169EE7, handle @invented_name, phone +7 (727) 250-00-00, case 12/2026-4",
    "near": "some.one@example.com.kz and 198.51.100.77, phone +7 (727) 250-00-01",
}

ASKED = [
    ("кошелек", "ru", {"ru"}),
    ("КОШЕЛЁК", "ru", {"ru"}),
    ("кошельками", "ru", {"ru"}),
    ("запросы", "ru", {"ru"}),
    ("звонок", "ru", {"ru"}),
    ("деньгам", "ru", {"ru-money"}),
    ("so'rovlar", "uz", {"uz"}),
    ("soʼrov", "uz", {"uz"}),
    ("hamyonga", "uz", {"uz"}),
    ("әмиян", "kk", {"kk"}),
    ("әмиянға", "kk", {"kk"}),
    ("банк*", "kk", {"kk"}),
    ("bank*", "uz", {"uz"}),
    ("телефон", "ky", {"ky"}),
    ("کیف پول", "fa", {"fa"}),
    ("դրամապանակ*", "hy", {"hy"}),
    ("wallets", "en", {"en", "id"}),
    ("Request", "en", {"en"}),
    ("some.one@example.com", "en", {"en"}),
    ("example.com", "en", {"en"}),
    ("one@example.com", "en", set()),
    ("198.51.100.7", "en", {"en"}),
    ("198.51.100", "en", set()),
    ("0x52908400098527886e0f7030069857d2e4169ee7", "en", {"id"}),
    ("0x5290*", "en", {"id"}),
    ("@invented_name", "en", {"id"}),
    ("invented_name", "en", {"id"}),
    ("+77272500000", "en", {"id"}),
    ("8-727-250-00-00", "en", set()),
    ("7 727 250 00 00", "ru", {"id"}),
    ("12/2026-4", "ru", {"id"}),
    ("KZ123456789012345678", "ru", {"ru-money"}),
    ("4012888888881881", "ru", {"ru-money"}),
    ("4012 8888 8888 1881", "ru", {"ru-money"}),
    ("2026-11-04", "ru", {"ru-money"}),
    ("кошелек мошенники", "ru", {"ru"}),
    ("кошелек wallet", "ru", set()),
    ("'; DROP TABLE x; -- \" OR * NEAR(", "en", set()),
]


@pytest.fixture
def found_by_key(office: Office) -> Office:
    for key, text in CORPUS.items():
        case = office.case(Role.INVESTIGATOR, number=f"N-{key}")
        case.particulars = {"facts": text}
        case.save()
    return office


def test_the_same_words_find_the_same_cases_on_both_databases(found_by_key: Office) -> None:
    worker = found_by_key.worker(Role.INVESTIGATOR)
    got = {}
    for asked, language, _ in ASKED:
        at_work = found_by_key.worker(Role.INVESTIGATOR, language=language)
        got[asked, language] = {hit.case.number[2:] for group in look(at_work, asked).groups for hit in group.hits}
    assert got == {(asked, language): expected for asked, language, expected in ASKED}
    assert index_anew() == SearchDocument.objects.count()
    again = {hit.case.number for group in look(worker, "кошелек").groups for hit in group.hits}
    assert again == {"N-ru"}


def test_every_kind_of_thing_is_found_with_the_words_around(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, number="9-1")
    office.lead(case, value="pamir.invented@example.com", around="пишите на почту Памира")
    request = office.request(
        case, draft="instrument: pres_provider\ndata:\n  description: журналы входов Памира\n", addressee="Памир Хостинг"
    )
    request.outcomes.create(code="granted", on="2026-11-20", words="Памир ответил", filed_by=case.opened_by)
    found = look(office.worker(Role.INVESTIGATOR, language="ru"), "памира")
    assert {group.kind: group.count for group in found.groups} == {"lead": 1, "request": 1, "letter": 1, "answer": 1}
    excerpts = {group.kind: group.hits[0] for group in found.groups}
    assert (excerpts["lead"].word, excerpts["answer"].word) == ("Памира", "Памир")
    assert excerpts["lead"].before.endswith("пишите на почту ")


def test_what_is_changed_or_removed_is_found_as_it_stands_now(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    case = office.case(Role.INVESTIGATOR)
    lead = office.lead(case, value="first@example.com")
    lead.value = "second@example.com"
    lead.save()
    assert [look(worker, text).count for text in ("first@example.com", "second@example.com")] == [0, 1]
    lead.delete()
    assert look(worker, "second@example.com").count == 0


def test_nobody_finds_what_is_in_cases_of_others(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, number="hidden-7")
    office.lead(case, value="secret@example.com")
    office.request(case, addressee="Secretive Hosting")
    for who in (Role.PROSECUTOR, Role.UNIT_HEAD, Role.TRAINEE, Role.CUSTODIAN, office.stranger):
        assert who is not None
        for text in ("hidden-7", "secret@example.com", "Secretive", "secret*", "invented"):
            assert look(office.worker(who), text).groups == (), (who, text)
    assert look(office.worker(Role.AUDITOR), "secret@example.com").count == 1
    with pytest.raises(RefusedError):
        look(office.worker(Role.ADMINISTRATOR), "secret@example.com")


def test_an_access_that_has_ended_finds_nothing(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = office.worker(Role.INVESTIGATOR)
    office.lead(case, value="secret@example.com")
    assert look(worker, "secret@example.com").count == 1
    CaseMember.objects.filter(case=case).update(until=worker.clock())
    assert look(worker, "secret@example.com").count == 0


def test_of_a_case_of_others_only_the_unit_and_its_head_are_told_and_it_is_written_down(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, number="hidden-8")
    office.lead(case, value="shared.person@example.com")
    assert office.stranger is not None
    told = known(office.worker(office.stranger), "write to shared.person@example.com!")
    assert [(one.value, one.cases, [other.unit for other in one.elsewhere]) for one in told] == [
        ("shared.person@example.com", (), [office.nine])
    ]
    assert told[0].elsewhere[0].heads == (office.people[Role.UNIT_HEAD].full_name,)
    entry = JournalEntry.objects.get(action="search.known_elsewhere")
    assert "shared.person@example.com" in entry.words
    assert "hidden-8" not in entry.words
    own = known(office.worker(Role.INVESTIGATOR), "shared.person@example.com")
    assert ([one.number for one in own[0].cases], own[0].elsewhere) == (["hidden-8"], ())


def test_an_exercise_and_a_lead_set_aside_are_nobodys_knowledge(office: Office) -> None:
    assert office.stranger is not None
    exercise = office.case(Role.TRAINEE, number="t", training=True)
    office.lead(exercise, value="shared.person@example.com")
    case = office.case(Role.INVESTIGATOR, number="a")
    lead = office.lead(case, value="other.person@example.com")
    decide_leads(office.worker(Role.INVESTIGATOR), case.pk, [lead.pk], "set_aside")
    for text in ("shared.person@example.com", "other.person@example.com"):
        assert known(office.worker(office.stranger), text) == ()
    for role in (Role.TRAINEE, Role.TRAINER, Role.CUSTODIAN, Role.AUDITOR, Role.ADMINISTRATOR):
        assert known(office.worker(role), "other.person@example.com") == ()


def test_the_directory_is_found_in_both_languages(office: Office) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    assert {("provider", "google")} <= {(one.kind, one.id) for one in look(worker, "gmail").directory}
    assert look(office.worker(Role.INVESTIGATOR, language="ru"), "прокуратура").directory
    assert look(office.worker(Role.INVESTIGATOR), "no-such-thing-anywhere").directory == ()


def test_the_number_of_queries_is_that_of_the_kinds_and_not_of_the_hits(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(office.worker(Role.INVESTIGATOR), "invented")
        return len(queries)

    for number in range(2):
        office.lead(office.case(Role.INVESTIGATOR, number=str(number)), value="invented", kind="other")
    few = asked()
    for number in range(2, SHOWN + 5):
        office.lead(office.case(Role.INVESTIGATOR, number=str(number)), value="invented", kind="other")
    assert asked() == few


@given(st.text(max_size=80))
def test_whatever_is_typed_ends_in_lexemes_that_both_databases_take(text: str) -> None:
    lexemes = lexemes_of(text)
    assert all(lexeme and len(lexeme) <= LONGEST and not any(letter.isspace() for letter in lexeme) for lexeme in lexemes)
    terms = terms_of(text, "ru")
    assert as_fts5(terms).count('"') % 2 == 0
    assert as_tsquery(terms).count("'") % 2 == 0
    assert folded(folded(text)) == folded(text)


@given(st.from_regex(r"[a-z0-9]{1,12}([._+-][a-z0-9]{1,8}){0,2}@[a-z0-9]{1,10}\.[a-z]{2,6}", fullmatch=True))
def test_an_address_is_found_by_itself_and_by_no_longer_or_shorter_one(address: str) -> None:
    (term,) = terms_of(address)
    kept = lexemes_of(f"see {address}, please")
    assert {lexeme.text for lexeme in term} & kept
    for other in ("x" + address, address + "x", address[1:]):
        assert address not in lexemes_of(other) or other == address


def test_threads_stem_words_of_their_own() -> None:
    words = [
        f"{beginning}{ending}" for beginning in ("запрос", "договор", "перевод", "телефон") for ending in ("ами", "ов", "ах", "у", "ом")
    ]
    words += [
        f"{word}{ending}" for word in ("preserv", "exchang", "transfer", "request", "domain") for ending in ("ing", "ed", "ation", "s")
    ]
    alone = {word: stem.__wrapped__(word) for word in words}
    wrong: list[str] = []

    def again(first: int) -> None:
        for number in range(2000):
            word = words[(first + number) % len(words)]
            if stem.__wrapped__(word) != alone[word]:
                wrong.append(word)

    held = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(again, range(4)))
    finally:
        sys.setswitchinterval(held)
    assert not wrong

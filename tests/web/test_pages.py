"""The pages as a browser without scripts sees them: who sees what, nothing of others, nothing inline, errors that help."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern

from comity.desk.journal.chain import check
from comity.desk.models import Case, EvidenceRequest, Lead, Person, RunningClock
from comity.desk.people.second_factor import code_at, enrol, new_secret
from comity.desk.rights.roles import Role
from comity.desk.steps.send_and_track import set_clock
from comity.model.time import system_clock
from comity.web.middleware.content_security_policy import POLICY
from comity.web.urls import PAGES
from tests.desk.office import PASSWORD, Office, submittable_draft

FOR_EVERYBODY = {"sign-in", "sign-in-code", "language", "first-person", "new-password", "calendar-feed"}
OF_A_CASE = {pattern.name for pattern in PAGES if "case_id" in str(pattern.pattern)}
OF_A_REQUEST = {pattern.name for pattern in PAGES if "request_id" in str(pattern.pattern)}
VERBS = ("submit", "approve", "paper", "return", "override", "sent", "outcome", "follow", "close", "check", "preserve", "reply")
OF_A_CLOCK = {"clock-stop", "clock-restart"}
POSTED = {
    "do": "accept_valid",
    "occasion": "x",
    "reason": "a reason that is long enough",
    "on": "2026-11-30",
    "v.request.reference": "x",
    "text": "x@example.com",
}


def addresses(case: Case, request: EvidenceRequest, lead: Lead, clock: RunningClock) -> dict[str, str]:
    """Every address of the desk, with the objects of one case in it."""
    filled = {
        "<int:case_id>": case.pk,
        "<int:lead_id>": lead.pk,
        "<int:clock_id>": clock.pk,
        "<int:request_id>": request.pk,
        "<int:number>": 1,
        "<str:format_>": "docx",
        "<str:key>": "guess",
        "<str:provider_id>": "google",
        "<str:authority_id>": "ae-central_authority_mla-077",
        "<int:appointment_id>": 1,
        "<int:person_id>": 1,
        "<str:grant>": "guess",
        "<int:token_id>": 1,
        "<str:entry_kind>": "provider",
        "<str:entry_id>": "google",
        "<int:job_id>": 1,
        "<int:outcome_id>": 1,
        "<int:comment_id>": 1,
        "<int:reply_id>": 1,
        "<int:feed_id>": 1,
    }
    found: dict[str, str] = {}
    for pattern in PAGES:
        assert isinstance(pattern, URLPattern)
        text = "/" + str(pattern.pattern)
        for verb in VERBS if "<str:verb>" in text else ("",):
            address = text.replace("<str:verb>", verb)
            for name, value in filled.items():
                address = address.replace(name, str(value))
            found[f"{pattern.name} {verb}".strip()] = address + ("?key=request.reference" if pattern.name == "request-field" else "")
    return found


@pytest.fixture
def things(office: Office) -> dict[str, str]:
    """The addresses of a case of the investigator's."""
    case = office.case(Role.INVESTIGATOR)
    office.incoming(case)
    clock = set_clock(office.worker(Role.INVESTIGATOR), case.pk, system_clock().date(), "note")
    return addresses(case, office.request(case, draft=submittable_draft()), office.lead(case), clock)


def about_the_case(things: dict[str, str]) -> dict[str, str]:
    return {name: address for name, address in things.items() if name.split()[0] in OF_A_CASE | OF_A_REQUEST | OF_A_CLOCK}


def test_nobody_comes_in_without_signing_in(things: dict[str, str]) -> None:
    for name, address in things.items():
        if name not in FOR_EVERYBODY:
            for answer in (Client().get(address), Client().post(address, POSTED)):
                assert answer.status_code == 302, address
                assert answer.headers["Location"].startswith("/sign-in/"), address


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_a_case_of_others_is_not_there(office: Office, things: dict[str, str], role: Role) -> None:
    """Object references of others: every address, read and written, for every role that does not work on the case."""
    person = office.stranger if role is Role.INVESTIGATOR else office.people[role]
    assert person is not None
    client = office.client(person)
    case_before = list(Case.objects.values())
    for address in about_the_case(things).values():
        for answer in (client.get(address), client.post(address, POSTED)):
            assert answer.status_code in {404, 405}, (role, address, answer.status_code)
            assert b"Invented fraud" not in answer.content
            assert b"someone@example.com" not in answer.content
    assert list(Case.objects.values()) == case_before
    assert b"9-1" not in client.get("/cases/?q=someone@example.com").content


def test_a_case_that_is_not_there_looks_the_same_as_one_of_others(office: Office, things: dict[str, str]) -> None:
    assert office.stranger is not None
    client = office.client(office.stranger)

    def plain(content: bytes) -> str:
        """The page without its form tokens and numbers, which differ by their nature."""
        return re.sub(r"\d+", "N", re.sub(r'value="[A-Za-z0-9]{64}"', "", content.decode()))

    for address in about_the_case(things).values():
        elsewhere = re.sub(r"\d+", "999999", address, count=1)
        ours, none = client.get(address), client.get(elsewhere)
        assert ours.status_code == none.status_code
        assert plain(ours.content) == plain(none.content)


def test_the_auditor_reads_a_case_and_changes_nothing(office: Office, things: dict[str, str]) -> None:
    client = office.client(Role.AUDITOR)
    before = [list(model.objects.values()) for model in (Case, EvidenceRequest, Lead, RunningClock)]
    for name, address in about_the_case(things).items():
        assert client.get(address).status_code in {200, 404, 405, 422}, address  # 422: nothing is starred that a paper could hold
        assert client.post(address, POSTED).status_code in {403, 404, 405}, name
    assert [list(model.objects.values()) for model in (Case, EvidenceRequest, Lead, RunningClock)] == before
    assert client.get("/cases/").status_code == 200


def test_a_lead_of_another_case_is_not_reached_through_ones_own(office: Office) -> None:
    mine, theirs = office.case(Role.INVESTIGATOR, number="a"), office.case(Role.PROSECUTOR, number="b")
    lead = office.lead(theirs, state="found")
    client = office.client(Role.INVESTIGATOR)
    assert client.post(f"/cases/{mine.pk}/leads/{lead.pk}/", {"note": "x"}).status_code == 404
    client.post(f"/cases/{mine.pk}/leads/decide/", {"do": f"accept:{lead.pk}"})
    client.post(f"/cases/{mine.pk}/leads/decide/", {"do": "set_aside", "lead": [lead.pk]})
    assert Lead.objects.get(pk=lead.pk).state == "found"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_screen_shows_in_every_language_under_the_policy(office: Office, language: str) -> None:
    case = office.exercise(language=language)
    request = case.requests.first()
    assert request is not None
    client = office.client(Role.INVESTIGATOR, language=language)
    pages = [
        "/",
        "/cases/",
        "/cases/new/",
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/leads/",
        f"/cases/{case.pk}/plan/",
        f"/cases/{case.pk}/plan/leads/0/",
    ]
    pages += [
        f"/cases/{case.pk}/journal/",
        f"/requests/{request.pk}/",
        f"/requests/{request.pk}/versions/1/",
        "/directory/",
        "/directory/?q=kyrgyz",
        f"/cases/{case.pk}/money/",
        "/keys/",
        "/jobs/",
        "/search/",
        "/keyboard/",
        "/search/?q=invented",
        "/search/?q=invented&kind=request",
    ]
    pages += [
        "/directory/providers/google/",
        "/directory/authorities/ae-central_authority_mla-077/",
        "/second-factor/",
        "/prove/",
        "/nowhere/",
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == (404 if page == "/nowhere/" else 200), page
        assert answer.headers["Content-Security-Policy"] == POLICY
        text = answer.content.decode()
        assert f'<html lang="{language}" dir="ltr">' in text
        assert not re.search(r"<[^>]+\s(style|on\w+)=", text), page
        assert not re.search(r"<style|<script(?![^>]+src=\"/static/)", text), page
        assert not re.search(r"(src|action)=\"https?:", text), page


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


def test_what_is_typed_by_people_is_never_markup(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    evil = "<script>alert(1)</script>\"'>"
    client = office.client(Role.INVESTIGATOR)
    client.post(f"/cases/{case.pk}/", {"facts": evil, "was.facts": "", "offence_place": evil})
    office.lead(case, value=evil, around=evil, source=evil, reason=evil, verdict="unsure")
    request = office.request(case, addressee=evil)
    client.post(f"/requests/{request.pk}/field/?key=data.description", {"v.data.description": evil, "was.data.description": ""})
    for page in (
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/leads/",
        f"/cases/{case.pk}/plan/",
        f"/requests/{request.pk}/",
        f"/cases/{case.pk}/journal/",
        "/",
    ):
        assert "<script>alert" not in client.get(page).content.decode()


def opened(client: Client, address: str) -> dict[str, str]:
    """Load a form as a browser does: every field with what stands in it."""
    from html import unescape

    text = client.get(address).content.decode()
    form = {unescape(name): unescape(value) for name, value in re.findall(r'name="((?:v|was)\.[^"]+)"[^>]*value="([^"]*)"', text)}
    form |= {
        unescape(name): unescape(value) for name, value in re.findall(r'<textarea [^>]*name="(v\.[^"]+)"[^>]*>([^<]*)</textarea>', text)
    }
    return form


def test_two_editors_without_scripts_lose_no_word(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR, Role.PROSECUTOR)
    request = office.request(case, draft=submittable_draft())
    address = f"/requests/{request.pk}/"
    one, two = office.client(Role.INVESTIGATOR), office.client(Role.PROSECUTOR)
    of_one, of_two = opened(one, address), opened(two, address)
    key = "v.authority.contact_email"
    assert one.post(address, {**of_one, key: "first@bishkek.example"}).status_code == 302
    assert one.get(address + "?saved").content.decode().count("Saved.") == 1
    answer = two.post(address, {**of_two, key: "second@bishkek.example", "v.authority.office_hours": "9 to 18"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "first@bishkek.example" in text
    assert "second@bishkek.example" in text
    draft = EvidenceRequest.objects.get(pk=request.pk).draft
    assert "first@bishkek.example" in draft
    assert "second@bishkek.example" not in draft
    assert "9 to 18" in draft
    again = dict(of_two) | {key: "second@bishkek.example"} | {f"was.{key[2:]}": opened(two, address)[f"was.{key[2:]}"]}
    assert two.post(address, again).status_code == 302
    assert "second@bishkek.example" in EvidenceRequest.objects.get(pk=request.pk).draft


def test_saving_an_untouched_form_changes_nothing(office: Office) -> None:
    for language in ("en", "ru"):
        request = office.exercise(language=language).requests.get(number=1)
        client = office.client(Role.INVESTIGATOR, language=language)
        client.post(f"/requests/{request.pk}/", opened(client, f"/requests/{request.pk}/"))
        after = EvidenceRequest.objects.get(pk=request.pk)
        assert (after.draft, after.lock) == (request.draft, request.lock)


def test_a_field_is_saved_as_it_is_typed_and_answered_with_the_findings(office: Office) -> None:
    request = office.exercise().requests.get(number=1)
    client = office.client(Role.INVESTIGATOR)
    key = "authority.contact_email"
    form = opened(client, f"/requests/{request.pk}/")
    answer = client.post(
        f"/requests/{request.pk}/field/?key={key}", {f"v.{key}": "", f"was.{key}": form[f"was.{key}"]}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert 'hx-swap-oob="true"' in text
    assert f'href="#f-{key.replace(".", "-")}"' in text
    assert "would have it refused" in text
    assert "contact_email" not in EvidenceRequest.objects.get(pk=request.pk).draft


def test_leads_are_pasted_shown_accepted_and_taken_back(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    client = office.client(Role.INVESTIGATOR)
    text = client.post(
        f"/cases/{case.pk}/leads/", {"text": "Пишите на invented.person@gmail.com или на карту 4012888888881882"}
    ).content.decode()
    assert "invented.person@gmail.com" in text
    client.post(f"/cases/{case.pk}/leads/decide/", {"do": "accept_valid"})
    assert [lead.value for lead in case.leads.filter(state="accepted")] == ["invented.person@gmail.com"]
    lead = case.leads.get(state="accepted")
    assert lead.wanted == [{"category": "subscriber"}]
    client.post(f"/cases/{case.pk}/leads/decide/", {"do": f"undo:{lead.pk}"})
    assert Lead.objects.get(pk=lead.pk).state == "found"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 no document at all \xff\xfe", b"PK\x03\x04 not a zip"])
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_kept(office: Office, content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = office.case(Role.INVESTIGATOR)
    answer = office.client(Role.INVESTIGATOR).post(f"/cases/{case.pk}/leads/", {"file": SimpleUploadedFile("x.docx", content)})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not case.leads.exists()


def test_what_keeps_the_case_file_from_use_is_told_on_overview_and_plan(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    client = office.client(Role.INVESTIGATOR)
    client.post(f"/cases/{case.pk}/", {"offences.1.id": "no_such_offence"})
    for page in (f"/cases/{case.pk}/", f"/cases/{case.pk}/plan/"):
        text = client.get(page).content.decode()
        assert "no_such_offence" in text
        assert "offences[1].id" in text


def test_every_page_of_a_case_that_was_read_stands_in_the_journal(office: Office) -> None:
    case = office.exercise()
    before = case.journal.filter(action="case.read").count()
    client = office.client(Role.INVESTIGATOR)
    pages = [f"/cases/{case.pk}/", f"/cases/{case.pk}/leads/", f"/cases/{case.pk}/plan/", f"/cases/{case.pk}/journal/"]
    for page in pages:
        client.get(page)
    client.get("/directory/")
    assert case.journal.filter(action="case.read").count() == before + len(pages)
    assert check().holds


def test_the_auditor_checks_the_chain(office: Office) -> None:
    office.exercise()
    text = office.client(Role.AUDITOR).post("/journal/").content.decode()
    assert "fit together" in text
    assert office.client(Role.UNIT_HEAD).get("/journal/").status_code == 403


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def test_sign_in_with_password_then_code(office: Office) -> None:
    person = with_password(office.people[Role.INVESTIGATOR])
    secret = new_secret()
    enrol(person, secret, code_at(secret, system_clock().timestamp() - 30))
    client = Client()
    assert client.post("/sign-in/", {"login": person.login, "password": "wrong"}).status_code == 403
    step = client.post("/sign-in/", {"login": person.login.upper(), "password": PASSWORD, "next": "/cases/"})
    assert step.status_code == 200
    assert client.get("/").status_code == 302
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 403
    done = client.post("/sign-in/code/", {"code": code_at(secret, system_clock().timestamp()), "next": "/cases/"})
    assert (done.status_code, done.headers["Location"]) == (302, "/cases/")
    assert client.get("/cases/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/cases/").status_code == 302


def test_guessing_is_slowed_down(office: Office) -> None:
    person = with_password(office.people[Role.INVESTIGATOR])
    statuses = [Client().post("/sign-in/", {"login": person.login, "password": f"guess {number}"}).status_code for number in range(7)]
    assert statuses == [403] * 5 + [429] * 2
    assert Client().post("/sign-in/", {"login": person.login, "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere.example"])
def test_signing_in_leads_to_this_desk_only(office: Office, wanted: str) -> None:
    person = with_password(office.people[Role.INVESTIGATOR])
    answer = Client().post("/sign-in/", {"login": person.login, "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == "/"


def test_somebody_locked_out_is_out_at_once(office: Office) -> None:
    client = office.client(Role.INVESTIGATOR)
    assert client.get("/").status_code == 200
    Person.objects.filter(pk=office.people[Role.INVESTIGATOR].pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_a_grave_step_asks_who_is_there_and_then_goes_on(office: Office) -> None:
    person = with_password(office.people[Role.UNIT_HEAD])
    request = office.request(office.case(Role.UNIT_HEAD), "submitted", by=office.people[Role.INVESTIGATOR], draft=submittable_draft())
    client = office.client(person, is_fresh=False)
    answer = client.post(f"/requests/{request.pk}/do/approve/", headers={"referer": f"http://testserver/requests/{request.pk}/"})
    door = urlsplit(answer.headers["Location"])
    assert door.path == "/prove/"
    assert EvidenceRequest.objects.get(pk=request.pk).state == "submitted"
    assert client.post("/prove/", {"password": "wrong"}).status_code == 403
    assert (
        client.post("/prove/", {"password": PASSWORD, "next": f"/requests/{request.pk}/"}).headers["Location"] == f"/requests/{request.pk}/"
    )
    assert client.post(f"/requests/{request.pk}/do/approve/").status_code == 302
    assert EvidenceRequest.objects.get(pk=request.pk).state == "approved"


def test_a_form_without_its_token_changes_nothing(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people[Role.INVESTIGATOR])
    answer = client.post(f"/cases/{case.pk}/close/")
    assert answer.status_code == 403
    assert "expired" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).state == "open"


def test_the_language_is_kept_for_the_browser_and_the_person(office: Office) -> None:
    client = office.client(Role.INVESTIGATOR)
    client.post("/language/", {"language": "ru", "next": "/cases/"})
    assert '<html lang="ru"' in client.get("/cases/").content.decode()
    assert Person.objects.get(pk=office.people[Role.INVESTIGATOR].pk).language == "ru"
    assert client.post("/language/", {"language": "xx"}).status_code == 404


def test_a_fault_of_the_program_shows_no_trace(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    import comity.web.views.cases as cases

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr(cases, "Paginator", broken)
    client = office.client(Role.INVESTIGATOR)
    client.raise_request_exception = False
    answer = client.get("/cases/")
    assert answer.status_code == 500
    assert "a secret of the inside" not in answer.content.decode()
    assert "a secret of the inside" in caplog.text


def test_the_number_of_queries_does_not_grow_with_the_register(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = office.client(Role.INVESTIGATOR)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    first = office.case(Role.INVESTIGATOR, number="0")
    office.request(first)
    office.lead(first)
    addresses_ = ("/", "/cases/", f"/cases/{first.pk}/leads/")
    set_clock(office.worker(Role.INVESTIGATOR), first.pk, system_clock().date(), "note")
    before = [asked(address) for address in addresses_]
    for number in range(1, 15):
        case = office.case(Role.INVESTIGATOR, number=str(number))
        office.request(case)
        office.lead(first, value=f"x{number}@example.com")
        set_clock(office.worker(Role.INVESTIGATOR), case.pk, system_clock().date(), "note")
    assert [asked(address) for address in addresses_] == before

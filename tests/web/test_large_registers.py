"""Every main page asks the database the same number of questions, however much lies in the register; Today shows a day and no more."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.desk.jobs.work import work
from comity.desk.journal.chain import write
from comity.desk.models import Case, EvidenceRequest, RunningClock
from comity.desk.pace import Pace
from comity.desk.rights.roles import Role
from comity.desk.steps.calendar import running_clocks
from comity.desk.steps.day import COUNTED, WINDOW
from comity.desk.steps.send_and_track import set_clock
from comity.model.time import system_clock
from comity.web.api import keys
from tests.desk.office import Office, submittable_draft
from tests.web.test_api import key_of

MANY = 12
PAGES = {
    "today": ("/", Role.INVESTIGATOR),
    "clocks": ("/clocks/", Role.INVESTIGATOR),
    "requests": ("/requests/", Role.INVESTIGATOR),
    "cases": ("/cases/", Role.INVESTIGATOR),
    "cases, of an auditor": ("/cases/", Role.AUDITOR),
    "cases, looked for": ("/cases/?q=invented", Role.INVESTIGATOR),
    "case": ("/cases/{case}/", Role.INVESTIGATOR),
    "leads": ("/cases/{case}/leads/", Role.INVESTIGATOR),
    "money": ("/cases/{case}/money/", Role.INVESTIGATOR),
    "trace": ("/cases/{case}/trace/", Role.INVESTIGATOR),
    "journal of the case": ("/cases/{case}/journal/", Role.INVESTIGATOR),
    "request": ("/requests/{request}/", Role.INVESTIGATOR),
    "languages": ("/requests/{request}/languages/", Role.INVESTIGATOR),
    "from abroad": ("/incoming/", Role.INVESTIGATOR),
    "directory": ("/directory/", Role.INVESTIGATOR),
    "search": ("/search/?q=invented", Role.INVESTIGATOR),
    "search of one kind": ("/search/?q=invented&kind=case", Role.INVESTIGATOR),
    "statistics": ("/statistics/", Role.UNIT_HEAD),
    "jobs": ("/jobs/", Role.INVESTIGATOR),
    "keys": ("/keys/", Role.INVESTIGATOR),
    "calendar": ("/calendar/", Role.INVESTIGATOR),
    "journal": ("/journal/", Role.AUDITOR),
    "people": ("/people/", Role.ADMINISTRATOR),
}


@pytest.mark.heavy
def test_the_number_of_queries_of_every_page_is_the_same_in_a_small_and_in_a_larger_register(office: Office) -> None:
    first = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, number="0")
    request = office.request(first, draft=submittable_draft())
    fill(office, first, range(1, 3))
    clients = {role: office.client(role) for _, role in PAGES.values()}
    places = {page: (clients[role], address.format(case=first.pk, request=request.pk)) for page, (address, role) in PAGES.items()}
    few = {page: asked(*place) for page, place in places.items()}
    fill(office, first, range(3, MANY))
    assert {page: asked(*place) for page, place in places.items()} == few


def fill(office: Office, first: Case, numbers: range) -> None:
    """Put into the register, for each number: another case with everything in it, and one more of everything in the first case."""
    worker = office.worker(Role.INVESTIGATOR)
    for number in numbers:
        other = office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, number=f"invented {number}")
        for case in (first, other):
            office.lead(case, value=f"invented{number}.{case.pk}@example.com")
            for state in ("draft", "submitted", "approved", "sent"):
                made = office.request(case, state, addressee=f"Invented {number}")
                RunningClock.objects.create(
                    case=case, request=made, kind="retention_expiry", due=system_clock().date(), set_by=case.opened_by
                )
            set_clock(worker, case.pk, system_clock().date(), "note")
            write("case.glass_broken", "came in", person=office.people[Role.UNIT_HEAD], case=case)
        office.incoming(other)


def asked(client: Client, address: str) -> int:
    """Count the queries of a page that everything it keeps has been read for."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("state", "channel", "kind", "runs"),
    [
        ("draft", "preservation", "preservation_expiry", False),
        ("approved", "preservation", "extension_lead", False),
        ("draft", "voluntary", "answer_due", False),
        ("submitted", "voluntary", "notice_embargo", False),
        ("draft", "voluntary", "retention_expiry", True),
        ("draft", "extension", "preservation_expiry", True),
        ("draft", "extension", "extension_lead", True),
        ("sent", "preservation", "preservation_expiry", True),
        ("answered", "voluntary", "notice_embargo", True),
    ],
)
def test_a_clock_of_a_letter_that_never_left_runs_only_where_the_world_runs_it(
    office: Office, state: str, channel: str, kind: str, runs: bool
) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), state, channel=channel)
    clock(request, kind, system_clock().date() + timedelta(days=3))
    page = office.client(Role.INVESTIGATOR).get("/")
    assert [one.kind for one in page.context["clocks"]] == ([kind] if runs else [])
    assert [one.kind for one in running_clocks(office.worker(Role.INVESTIGATOR))] == ([kind] if runs else [])
    assert page.context["later_count"] == 0


def test_what_is_due_after_the_window_is_counted_and_stands_on_a_page_of_its_own(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), "sent")
    days = [-5, 0, WINDOW.days, WINDOW.days + 1, 2000]
    for number in days:
        clock(request, f"k{number}", system_clock().date() + timedelta(days=number))
    client = office.client(Role.INVESTIGATOR)
    page = client.get("/")
    assert [one.kind for one in page.context["clocks"]] == ["k-5", "k0", f"k{WINDOW.days}"]
    assert page.context["later_count"] == 2
    assert "2 run out later than in 30 days" in page.content.decode()
    assert [one.kind for one in client.get("/clocks/").context["page"]] == [f"k{number}" for number in days]


def test_what_waits_is_counted_as_far_as_is_told_and_the_rest_is_a_page_away(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    sample = office.request(case, "draft")
    rows = [
        EvidenceRequest(
            case=case, number=number, occasion=f"o{number}", instrument="x", addressee=f"Addressee {number}", language="en",
            draft="", made_by=sample.made_by, changed_by=sample.made_by,
        )
        for number in range(2, COUNTED + 3)
    ]  # fmt: skip
    EvidenceRequest.objects.bulk_create(rows)
    client = office.client(Role.INVESTIGATOR)
    (drafts,) = client.get("/").context["waiting"]
    assert (drafts.count, drafts.is_more, len(drafts.rows)) == (COUNTED, True, 20)
    page = client.get("/requests/?state=draft&page=2")
    assert len(page.context["page"].object_list) == 50
    assert "state=draft&amp;page=3" in page.content.decode()
    assert client.get("/requests/?state=sent").context["page"].paginator.count == 0


def test_nobody_finds_requests_or_clocks_of_cases_of_others(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), "sent", addressee="Secret Addressee")
    clock(request, "bring_back", system_clock().date())
    stranger = office.client(office.stranger or Role.TRAINEE)
    for address in ("/", "/clocks/", "/requests/"):
        assert "Secret Addressee" not in stranger.get(address).content.decode()


def test_all_letters_of_a_case_are_begun_from_its_page(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    office.request(case, draft=submittable_draft())
    client = office.client(Role.INVESTIGATOR)
    assert 'name="kind" value="letters"' in client.get(f"/cases/{case.pk}/").content.decode()
    answer = client.post("/jobs/ask/", {"kind": "letters", "case": case.pk, "order.format": "docx"})
    assert answer.headers["Location"] == "/jobs/"
    assert work(threading.Event(), once=True) == 1
    assert "letters.zip" in client.get("/jobs/").content.decode()


def clock(request: EvidenceRequest, kind: str, due: date) -> None:
    RunningClock.objects.create(case=request.case, request=request, kind=kind, due=due, set_by=request.made_by)


def test_a_program_that_asks_too_fast_is_told_when_it_may_go_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "OF_A_KEY", Pace(at_once=2, a_second=0.1))
    good = Client(headers={"authorization": f"Bearer {key_of(office, Role.INVESTIGATOR)}"})
    other = Client(headers={"authorization": f"Bearer {key_of(office, Role.UNIT_HEAD)}"})
    answers = [good.get("/api/v1/cases") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["code"] == "too_fast"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 10
    assert other.get("/api/v1/cases").status_code == 200


def test_an_address_that_shows_wrong_keys_waits_before_any_key_is_looked_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "OF_WRONG_KEYS", Pace(at_once=3, a_second=0.01))
    wrong = Client(headers={"authorization": "Bearer comity_" + "x" * 43})
    assert [wrong.get("/api/v1/cases").status_code for _ in range(4)] == [401, 401, 401, 429]
    with CaptureQueriesContext(connection) as queries:
        assert wrong.get("/api/v1/cases").status_code == 429
    assert len(queries) == 0
    elsewhere = Client(headers={"authorization": f"Bearer {key_of(office, Role.INVESTIGATOR)}"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get("/api/v1/cases").status_code == 200

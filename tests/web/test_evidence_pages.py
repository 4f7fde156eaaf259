"""The pages of what came back: nothing in it runs or is fetched, nobody else sees it, every look is written down, queries do not grow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from comity.analysis.views.choice import Choice
from comity.analysis.views.events import rows
from comity.analysis.views.threads import threads
from comity.desk.evidence.production import production_of
from comity.desk.models import Case, EventMark
from comity.desk.rights.roles import Role
from comity.desk.steps.mark_events import mark_event
from comity.web.middleware.content_security_policy import POLICY
from tests.desk.office import Office
from tests.desk.production import case_with_production

pytestmark = pytest.mark.real_clock


@pytest.fixture
def case(office: Office, tmp_path: Path) -> Iterator[Case]:
    """A case with what came back, read, in a data folder of its own."""
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, data=tmp_path)):
        yield case_with_production(office, **{"track.kml": KML})


KML = (
    b'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><TimeStamp>'
    b"<when>2026-03-05T10:00:00Z</when></TimeStamp><Point><coordinates>74.59,42.87</coordinates></Point></Placemark>"
    b"<Placemark><TimeStamp><when>2026-03-05T11:00:00Z</when></TimeStamp><Point><coordinates>74.61,42.88</coordinates></Point></Placemark>"
    b"</Document></kml>"
)


def pages(office: Office, case: Case) -> list[str]:
    """Every page of the evidence of the case, with an event and a conversation of it."""
    production = production_of(office.worker(Role.INVESTIGATOR), case)
    assert production is not None
    with production.opened() as store:
        event = rows(store, Choice(kinds=("message",)), limit=1)[0].event_id
        thread = threads(store, limit=1)[0][0].key
    names = ["", "timeline/", "timeline/?undated=1", "conversations/", f"conversations/one/?thread={quote(thread)}"]
    names += [f"conversations/one/?thread={quote(thread)}&as=table", "map/", "map/?lon=74.6&lat=42.9&span=1", "links/", "links/?most=60"]
    names += [
        "words/",
        f"words/?words={quote('кошелек')}",
        f"event/?id={quote(event)}",
        "leads/",
        "leads/?words=1",
        "leads/?elsewhere=1",
        "starred/",
    ]
    return [f"/cases/{case.pk}/evidence/{name}" for name in names]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_shows_under_the_policy_and_runs_nothing_of_it(office: Office, case: Case, language: str) -> None:
    client = office.client(Role.INVESTIGATOR, language=language)
    before = case.journal.filter(action="case.read").count()
    addresses = pages(office, case)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Security-Policy"] == POLICY
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert not re.search(r"<[^>]+\s(style|on\w+)=", text), address
        assert not re.search(r'(src|href|action|data)="(https?:)?//', text), address
        assert "<time" not in text or "+06:00" in text, address
    assert case.journal.filter(action="case.read").count() == before + len(addresses)


def test_nothing_of_it_is_there_for_others(office: Office, case: Case) -> None:
    addresses = [*pages(office, case), f"/cases/{case.pk}/evidence/timeline/bins/", f"/cases/{case.pk}/evidence/starred/events.docx"]
    assert office.stranger is not None
    for person in (office.stranger, office.people[Role.ADMINISTRATOR], office.people[Role.CUSTODIAN]):
        client = office.client(person)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 404, address
            assert b"example.com" not in answer.content
        for verb in ("read", "zone", "rest", "mark", "leads/take", "leads/preserve"):
            assert client.post(f"/cases/{case.pk}/evidence/{verb}/", {"id": "x", "lead": "x:y"}).status_code == 404
    assert not EventMark.objects.exists()


def test_an_event_of_another_case_is_not_reached_through_ones_own(office: Office, case: Case) -> None:
    address = next(page for page in pages(office, case) if "/event/" in page)
    other = office.case(Role.INVESTIGATOR, number="9-2")
    client = office.client(Role.INVESTIGATOR)
    assert client.get(address.replace(f"/cases/{case.pk}/", f"/cases/{other.pk}/")).status_code == 404
    assert client.post(f"/cases/{other.pk}/evidence/mark/", {"id": address.partition("id=")[2], "star": "1"}).status_code == 404


def test_the_picture_counts_what_the_table_lists(office: Office, case: Case) -> None:
    client = office.client(Role.INVESTIGATOR)
    counted = client.get(f"/cases/{case.pk}/evidence/timeline/bins/?width=300").json()
    assert (counted["bins"], counted["events"], counted["undated"]) == (300, 6, 2)
    assert {lane["kind"]: sum(count for _, count in lane["bins"]) for lane in counted["lanes"]} == {"location": 2, "login": 2, "message": 2}
    for query in ("kind=login", f"from={quote(counted['from'])}&to=2026-03-01T12:00:00Z"):
        counted = client.get(f"/cases/{case.pk}/evidence/timeline/bins/?{query}").json()
        text = client.get(f"/cases/{case.pk}/evidence/timeline/?{query}").content.decode()
        assert text.count('class="open"') == counted["events"] + (counted["undated"] if query == "kind=login" else 0)


def test_a_star_is_set_and_taken_off_and_leads_back(office: Office, case: Case) -> None:
    client = office.client(Role.INVESTIGATOR)
    event = next(page for page in pages(office, case) if "/event/" in page).partition("id=")[2]
    address = f"/cases/{case.pk}/evidence/mark/"
    back = f"/cases/{case.pk}/evidence/timeline/?kind=login"
    assert client.post(address, {"id": event, "star": "1", "next": back}).headers["Location"] == back
    assert client.post(address, {"id": event, "note": "x", "next": "https://evil.example/"}).headers["Location"].startswith("/cases/")
    assert EventMark.objects.get().starred
    starred = client.get(f"/cases/{case.pk}/evidence/starred/").content.decode()
    assert starred.count('class="open"') == 1
    assert "starred/events.docx" in starred
    assert client.get(f"/cases/{case.pk}/evidence/starred/events.docx").content.startswith(b"PK")
    assert 'aria-pressed="false"' in client.post(address, {"id": event, "star": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert not EventMark.objects.get().starred
    assert office.client(Role.AUDITOR).post(address, {"id": event, "star": "1"}).status_code == 403


def test_queries_do_not_grow_with_what_was_starred(office: Office, case: Case) -> None:
    client, worker = office.client(Role.INVESTIGATOR), office.worker(Role.INVESTIGATOR)
    address = f"/cases/{case.pk}/evidence/timeline/"
    production = production_of(worker, case)
    assert production is not None
    with production.opened() as store:
        events = rows(store, Choice(), limit=10)
    asked(client, address)
    counts = []
    for number in (1, 6):
        for event in events[:number]:
            mark_event(worker, case.pk, event, starred=True)
        counts.append(asked(client, address))
    assert counts[0] == counts[1]


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_choice_of_nonsense_shows_a_page(office: Office, case: Case) -> None:
    client = office.client(Role.INVESTIGATOR)
    evil = quote("'; drop table event; -- <script>")
    for query in ("from=never&to=9999-99-99", f"who={evil}&source={evil}&kind={evil}", "page=-1", "page=99999999", "from=0001-01-01T00:00"):
        for page in ("timeline/", "timeline/bins/", "map/", "links/", "conversations/"):
            assert client.get(f"/cases/{case.pk}/evidence/{page}?{query}").status_code == 200, (page, query)
    for query in ("lon=nan&lat=1&span=1", "lon=1e400&lat=91&span=-5", "lon=0&lat=89.99&span=1e-30", "lon=500&lat=0&span=999"):
        assert client.get(f"/cases/{case.pk}/evidence/map/?{query}").status_code == 200, query
    for page in ("event/?id=nothing", "conversations/one/?thread=nothing", "event/"):
        assert client.get(f"/cases/{case.pk}/evidence/{page}").status_code == 404, page

"""What every answer carries for the browser's own guards, and what is not answered at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from comity.desk.models import Case, JournalEntry
from comity.desk.rights.roles import Role
from comity.web.middleware.content_security_policy import POLICY
from tests.desk.office import Office, submittable_draft

BEHIND_HTTPS = """
import json, sys
from pathlib import Path
from comity.desk.service import configure, prepare
configure(Path(sys.argv[1]))
prepare()
from django.test import Client
from comity.desk.models import Person
person = Person(login="aida", full_name="Aida Testova")
person.set_password("a long password of the tests")
person.save()
client = Client(headers={"host": "desk.example"})
page = client.get("/sign-in/", secure=True)
done = client.post("/sign-in/", {"login": "aida", "password": "a long password of the tests"}, secure=True)
client.post("/language/", {"language": "en"}, secure=True)
flags = {name: dict(morsel.items()) for name, morsel in client.cookies.items()}
told = {name: page.headers.get(name) for name in ("Strict-Transport-Security", "Content-Security-Policy")}
print(json.dumps({"headers": told, "cookies": flags, "status": done.status_code}))
"""


def test_every_answer_carries_the_headers(office: Office) -> None:
    client = office.client(Role.INVESTIGATOR)
    case = office.case(Role.INVESTIGATOR)
    answers = {
        "page": client.get(f"/cases/{case.pk}/"),
        "door": Client().get("/sign-in/"),
        "turned away": Client().get("/cases/"),
        "not there": client.get("/nowhere/"),
        "refused": client.get("/journal/"),
        "interface": client.get("/api/v1/cases"),
        "file": client.get(f"/cases/{case.pk}/case.yaml"),
        "other origin": client.get("/", headers={"origin": "https://elsewhere.example"}),
        "preflight": client.options("/api/v1/cases", headers={"origin": "https://elsewhere.example"}),
        "static": client.get("/static/desk/desk.css"),
    }
    for name, answer in answers.items():
        headers = answer.headers
        assert headers["Content-Security-Policy"] == POLICY, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert not [header for header in headers if header.lower().startswith("access-control-")], name
        assert not {"Server", "X-Powered-By"} & set(headers), name
        assert name == "static" or headers["Cache-Control"] == "no-store", name
    b"".join(answers["static"])  # read to its end, which closes the file
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in POLICY


def test_every_answer_names_its_type_and_letters(office: Office) -> None:
    client = office.client(Role.INVESTIGATOR)
    case = office.case(Role.INVESTIGATOR)
    for address, media in (
        ("/", "text/html; charset=utf-8"),
        ("/nowhere/", "text/html; charset=utf-8"),
        (f"/cases/{case.pk}/case.yaml", "application/yaml; charset=utf-8"),
        ("/api/v1/cases", "application/json; charset=utf-8"),
        ("/static/desk/desk.css", 'text/css; charset="utf-8"'),
        ("/static/desk/desk.js", 'text/javascript; charset="utf-8"'),
    ):
        answer = client.get(address)
        assert answer.headers["Content-Type"] == media
        b"".join(answer)  # read to its end, which closes a file


def test_behind_https_cookies_and_transport_are_strict(tmp_path: Path) -> None:
    """The desk as it is set up on a server, in a process of its own: settings are read once."""
    # a register of its own, also where the tests run on a database that they share
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    environment = {**kept, "COMITY_SECURE": "1", "COMITY_HOSTS": "desk.example", "COMITY_SECOND_FACTOR": "offered"}
    done = subprocess.run([sys.executable, "-c", BEHIND_HTTPS, str(tmp_path)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == 302
    assert told["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert set(told["cookies"]) == {"__Host-comity_session", "__Host-comity_form", "__Host-comity_language"}
    for name, flags in told["cookies"].items():
        assert flags["secure"] is True, name
        assert flags["httponly"] is True, name
        assert flags["samesite"] == "Lax", name
        assert (flags["path"], flags["domain"]) == ("/", ""), name


def test_cookies_are_kept_from_scripts_and_other_sites(office: Office) -> None:
    person = office.people[Role.INVESTIGATOR]
    person.set_password("a long password of the tests")
    person.save()
    client = Client()
    client.post("/sign-in/", {"login": person.login, "password": "a long password of the tests"})
    client.get("/")
    client.post("/language/", {"language": "ru"})
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    for name, morsel in client.cookies.items():
        assert morsel["httponly"] is True, name
        assert morsel["samesite"] == "Lax", name
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in client.get("/").content.decode()


def test_what_is_taken_away_comes_as_a_file(office: Office) -> None:
    """Under a name of the program's own making, never shown in the page's place."""
    case = office.case(Role.UNIT_HEAD, number='9"; x=\r\n../<b>дело')
    request = office.request(case, draft=submittable_draft())
    client = office.client(Role.UNIT_HEAD)
    answers = [
        client.get(f"/cases/{case.pk}/case.yaml"),
        client.post(f"/requests/{request.pk}/letter.docx"),
        client.post("/calendar/comity.ics"),
        client.get("/statistics/statistics.xlsx"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        kind, _, name = answer.headers["Content-Disposition"].partition("; filename=")
        assert kind == "attachment"
        assert name.isascii()
        assert not set('"\r\n/\\;<>') & set(name.strip('"'))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "PROPFIND"])
def test_a_method_that_is_not_offered_is_refused(office: Office, method: str) -> None:
    client = office.client(Role.INVESTIGATOR)
    for address in ("/", "/sign-in/", "/api/v1/cases", "/static/desk/desk.css"):
        answer = client.generic(method, address, headers={"x-told": "a secret header"})
        assert answer.status_code == 405
        assert b"a secret header" not in answer.content
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_a_session_opens_nothing_of_the_interface(office: Office) -> None:
    """The interface takes keys in a header alone, which no page elsewhere can make a browser send without asking first."""
    case = office.case(Role.INVESTIGATOR)
    client = office.client(Role.INVESTIGATOR)
    assert client.get("/api/v1/cases").status_code == 401
    assert client.get(f"/api/v1/cases/{case.pk}").status_code == 401
    for media in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        answer = client.post("/api/v1/cases", data="{}", content_type=media, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 401
    assert Case.objects.count() == 1


def test_reading_an_address_that_acts_changes_nothing(office: Office) -> None:
    case = office.case(Role.UNIT_HEAD)
    request = office.request(case, draft=submittable_draft())
    client = office.client(Role.UNIT_HEAD)
    acting = [
        "/sign-out/",
        "/language/",
        "/cases/exercise/",
        "/people/appoint/",
        "/people/appointments/1/end/",
        "/keys/1/take-back/",
        f"/cases/{case.pk}/close/",
        f"/cases/{case.pk}/members/",
        f"/cases/{case.pk}/clocks/",
        f"/cases/{case.pk}/leads/decide/",
        f"/cases/{case.pk}/money/add/",
        f"/cases/{case.pk}/plan/prepare/",
        f"/requests/{request.pk}/packs/",
        f"/requests/{request.pk}/field/",
        *(f"/requests/{request.pk}/do/{verb}/" for verb in ("submit", "approve", "sent", "override", "outcome")),
    ]
    for address in acting:
        assert client.get(address).status_code == 405, address
        assert client.head(address).status_code == 405, address
    assert Case.objects.get(pk=case.pk).state == "open"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static/desk/",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/.git/config",
        "/.git/HEAD",
        "/register.sqlite3",
        "/secret-key",
        "/static/secret-key",
        "/admin/",
        "/api/v1/docs",
        "/metrics",
        "/debug/",
        "/media/",
    ],
)
def test_nothing_lies_open_beside_the_pages(office: Office, address: str) -> None:
    assert not settings.DEBUG
    answer = office.client(Role.ADMINISTRATOR).get(address)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_a_step_that_is_refused_stands_in_the_journal(office: Office) -> None:
    assert office.client(Role.INVESTIGATOR).post("/people/", {"login": "x", "full_name": "X"}).status_code == 403
    entry = JournalEntry.objects.order_by("-number")[0]
    assert (entry.action, entry.facts["address"], entry.person) == ("person.step_refused", "/people/", office.people[Role.INVESTIGATOR])

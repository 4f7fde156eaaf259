"""Sessions: a new one at each signing in, ended on the server, by time, by a changed password; what is written down of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings

from comity.desk.models import JournalEntry, Person
from comity.desk.people.second_factor import code_at, enrol, new_secret
from comity.desk.rights.roles import Role
from comity.model.time import system_clock
from tests.desk.office import PASSWORD, Office


def person_of(office: Office) -> Person:
    person = office.people[Role.INVESTIGATOR]
    person.set_password(PASSWORD)
    person.save()
    return person


def signed_in(person: Person, client: Client | None = None) -> Client:
    client = client or Client()
    assert client.post("/sign-in/", {"login": person.login, "password": PASSWORD}).status_code == 302
    return client


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_key(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_signing_in_gives_a_new_session_and_ends_the_one_before(office: Office) -> None:
    person = person_of(office)
    client = signed_in(person)
    first = key_of(client)
    assert with_key(first).get("/").status_code == 200
    signed_in(person, client)
    assert key_of(client) != first
    assert with_key(first).get("/").status_code == 302
    chosen = with_key("chosenbysomebodyelse0123456789ab")
    signed_in(person, chosen)
    assert key_of(chosen) != "chosenbysomebodyelse0123456789ab"


def test_a_fresh_proof_gives_a_new_session(office: Office) -> None:
    client = signed_in(person_of(office))
    before = key_of(client)
    assert client.post("/prove/", {"password": PASSWORD, "next": "/cases/"}).status_code == 302
    assert with_key(before).get("/cases/").status_code == 302
    assert client.get("/cases/").status_code == 200


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(office: Office) -> None:
    client = signed_in(person_of(office))
    key = key_of(client)
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert with_key(key).get("/").status_code == 302


def test_a_session_ends_after_its_time(office: Office) -> None:
    person, begin = person_of(office), system_clock()
    with time_machine.travel(begin, tick=False):
        client = signed_in(person)
    for hours in range(1, 20):
        with time_machine.travel(begin + timedelta(hours=hours / 2), tick=False):
            assert client.get("/cases/").status_code == 200, hours
    with time_machine.travel(begin + timedelta(hours=10, minutes=5), tick=False):
        assert client.get("/cases/").status_code == 302


def test_a_session_in_which_nobody_does_anything_ends_after_an_hour(office: Office) -> None:
    person, begin = person_of(office), system_clock()
    with time_machine.travel(begin, tick=False):
        client = signed_in(person)
    key = key_of(client)
    with time_machine.travel(begin + timedelta(minutes=59), tick=False):
        assert client.get("/cases/").status_code == 200
    with time_machine.travel(begin + timedelta(minutes=120), tick=False):
        answer = client.get("/cases/")
        assert answer.headers["Location"] == "/sign-in/?next=%2Fcases%2F&away=1"
        assert "so the session has ended" in client.get(answer.headers["Location"]).content.decode()
        assert with_key(key).get("/cases/").status_code == 302


def test_a_changed_password_ends_every_session(office: Office) -> None:
    person = person_of(office)
    one, other = signed_in(person), signed_in(person)
    person.set_password("another long password of the tests")
    person.save()
    assert [client.get("/").status_code for client in (one, other)] == [302, 302]


def test_every_page_lets_one_sign_out(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    client = office.client(Role.INVESTIGATOR)
    for page in ("/", "/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/leads/", "/directory/", "/keys/", "/jobs/", "/prove/"):
        assert 'action="/sign-out/"' in client.get(page).content.decode(), page


def test_a_session_is_named_by_chance_alone(office: Office) -> None:
    person = person_of(office)
    keys = [key_of(signed_in(person)) for _ in range(8)]
    assert len(set(keys)) == 8
    assert all(len(key) == 32 and key.isascii() and key.isalnum() for key in keys)  # 32 of 36 letters: 165 bits
    assert len(set("".join(keys))) > 30
    assert not [key for key in keys if with_key(key[::-1]).get("/").status_code == 200]


def test_signing_in_and_failing_stand_in_the_journal(office: Office) -> None:
    person, last = person_of(office), JournalEntry.objects.count()
    secret = new_secret()
    enrol(person, secret, code_at(secret, system_clock().timestamp() - 30))
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.post("/sign-in/", {"login": person.login, "password": "a wrong one of many words"})
    client.post("/sign-in/", {"login": person.login, "password": PASSWORD})
    client.post("/sign-in/code/", {"code": "000000"})
    code = code_at(secret, system_clock().timestamp())
    client.post("/sign-in/code/", {"code": code})
    client.post("/sign-out/")
    entries = list(JournalEntry.objects.filter(number__gt=last).order_by("number"))
    assert [entry.action for entry in entries] == ["person.refused", "person.refused", "person.signed_in", "person.signed_out"]
    assert [entry.facts.get("address") for entry in entries[:3]] == ["192.0.2.7"] * 3
    assert all(entry.at.utcoffset() == timedelta(0) for entry in entries)
    told = "".join(f"{entry.words}{entry.facts}" for entry in entries)
    assert not [secret_ for secret_ in (PASSWORD, "a wrong one of many words", code, secret, key_of(client) or "-") if secret_ in told]


def test_a_name_that_is_not_there_is_answered_like_a_wrong_password(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words and status, and in the work of hashing that the answer takes."""
    from django.contrib.auth.hashers import get_hasher

    person, hasher, encoded = person_of(office), type(get_hasher()), []
    work = hasher.encode

    def counted(self: object, *args: object, **more: object) -> str:
        encoded.append(1)
        return str(work(self, *args, **more))  # type: ignore[arg-type]

    monkeypatch.setattr(hasher, "encode", counted)
    answers = []
    for login in (person.login, "nobody-of-that-name"):
        encoded.clear()
        answer = Client().post("/sign-in/", {"login": login, "password": "a wrong one of many words"})
        page = answer.content.decode().replace(login, "-")
        answers.append((answer.status_code, page.partition("<main")[2].replace(page_token(page), ""), len(encoded)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


def page_token(page: str) -> str:
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def test_where_it_is_required_nothing_opens_without_a_second_factor(office: Office) -> None:
    person = person_of(office)
    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, needs_second_factor=True)):
        client = signed_in(person)
        for page in ("/", "/cases/", "/directory/", "/keys/"):
            assert client.get(page).headers["Location"] == "/second-factor/"
        assert client.get("/second-factor/").status_code == 200
        secret = client.session["enrolment"]
        client.post("/second-factor/", {"code": code_at(secret, system_clock().timestamp())})
        assert client.get("/cases/").status_code == 200

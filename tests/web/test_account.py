"""One's own account: what proves a person is changed by that person after a proof, is told, and ends what others had open."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from comity.desk.models import JournalEntry, OpenSession, Person
from comity.desk.people.second_factor import code_at, enrol, new_secret
from comity.desk.rights.roles import Role
from comity.model.time import system_clock
from tests.desk.office import PASSWORD, Office
from tests.web.test_sessions import key_of, person_of, signed_in, with_key

NEW = "another long password of the tests"


def with_factor(office: Office) -> tuple[Person, str, tuple[str, ...]]:
    person, secret = person_of(office), new_secret()
    codes = enrol(person, secret, code_at(secret, system_clock().timestamp() - 30))
    assert codes
    return person, secret, codes


def last_entry() -> JournalEntry:
    return JournalEntry.objects.order_by("-number")[0]


def test_a_person_changes_the_password_and_stays_signed_in_here_alone(office: Office) -> None:
    person = person_of(office)
    here, other = signed_in(person), signed_in(person)
    answer = here.post("/account/password/", {"present": PASSWORD, "password": NEW})
    assert "The password is changed" in answer.content.decode()
    assert (here.get("/").status_code, other.get("/").status_code) == (200, 302)
    assert Client().post("/sign-in/", {"login": person.login, "password": NEW}).status_code == 302
    assert last_entry().action == "person.signed_in"
    assert not [entry for entry in JournalEntry.objects.all() if NEW in f"{entry.words}{entry.facts}"]


@pytest.mark.parametrize(
    ("present", "password", "told"),
    [
        ("not the present one", NEW, "the present password does not fit"),
        (PASSWORD, "short", "12"),
        (PASSWORD, PASSWORD, "this is the password you have"),
        (PASSWORD, "passwordpassword", "common"),
    ],
)
def test_a_password_that_does_not_do_changes_nothing(office: Office, present: str, password: str, told: str) -> None:
    client = signed_in(person_of(office))
    answer = client.post("/account/password/", {"present": present, "password": password})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert signed_in(office.people[Role.INVESTIGATOR]).get("/").status_code == 200


def test_who_has_a_second_factor_proves_it_before_anything_of_it_is_changed(office: Office) -> None:
    person, _, _ = with_factor(office)
    client = office.client(person, is_fresh=False)
    for address, posted in (
        ("/account/password/", {"present": PASSWORD, "password": NEW}),
        ("/account/passkey/", {}),
        ("/account/passkey/end/", {"number": "0"}),
        ("/account/recovery-codes/", {}),
        ("/second-factor/", {"code": "000000"}),
    ):
        assert client.post(address, posted).headers["Location"].startswith("/prove/"), address
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_person_sees_the_browsers_and_signs_one_out(office: Office) -> None:
    person = person_of(office)
    here = signed_in(person, Client(headers={"user-agent": "Here"}, REMOTE_ADDR="192.0.2.1"))
    other = signed_in(person, Client(headers={"user-agent": "<b>Other</b>"}, REMOTE_ADDR="192.0.2.2"))
    third = signed_in(person)
    page = here.get("/account/").content.decode()
    assert all(words in page for words in ("192.0.2.1", "192.0.2.2", "&lt;b&gt;Other&lt;/b&gt;", "this one"))
    row = OpenSession.objects.get(agent="<b>Other</b>")
    key = key_of(other)
    here.post("/account/sessions/end/", {"session": row.pk})
    assert [client.get("/").status_code for client in (here, other, third)] == [200, 302, 200]
    assert with_key(key).get("/").status_code == 302
    here.post("/account/sessions/end/", {"session": "others"})
    assert [client.get("/").status_code for client in (here, third)] == [200, 302]
    assert OpenSession.objects.filter(person=person).count() == 1


def test_nobody_ends_the_session_of_somebody_else(office: Office) -> None:
    mine, theirs = signed_in(person_of(office)), office.client(Role.UNIT_HEAD)
    row = OpenSession.objects.get(person=office.people[Role.INVESTIGATOR])
    assert theirs.post("/account/sessions/end/", {"session": row.pk}).status_code == 400
    assert mine.get("/").status_code == 200


def test_the_list_follows_a_session_whose_name_changes(office: Office) -> None:
    person = person_of(office)
    client = signed_in(person)
    client.post("/prove/", {"password": PASSWORD, "next": "/"})
    (row,) = OpenSession.objects.filter(person=person)
    assert row.key == key_of(client)
    with time_machine.travel(system_clock() + timedelta(minutes=30), tick=False):
        client.get("/cases/")
        assert (system_clock() - OpenSession.objects.get(pk=row.pk).seen_at) < timedelta(minutes=1)


def test_attempts_of_others_are_told_at_the_next_signing_in_until_they_were_looked_at(office: Office) -> None:
    person = person_of(office)
    signed_in(person).post("/sign-out/")
    Client(REMOTE_ADDR="198.51.100.9").post("/sign-in/", {"login": person.login, "password": "a wrong one of many words"})
    client = signed_in(person)
    assert "1 entry about your account was made" in client.get("/").content.decode()
    assert "198.51.100.9" in client.get("/account/").content.decode()
    assert "about your account was made" not in client.get("/").content.decode()
    client.post("/sign-out/")
    assert "about your account" not in signed_in(person).get("/cases/").content.decode()


def test_new_recovery_codes_end_the_old_ones(office: Office) -> None:
    person, _, old = with_factor(office)
    page = office.client(person).post("/account/recovery-codes/").content.decode()
    assert not [code for code in old if code in page]
    client = Client()
    client.post("/sign-in/", {"login": person.login, "password": PASSWORD})
    assert client.post("/sign-in/code/", {"code": old[0]}).status_code == 403
    new = page.partition('class="codes"')[2].partition(">")[2].partition("</ul>")[0].replace("<", ">").split(">")
    code = next(text for text in new if text.count("-") == 5)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302


# -- administrators ----------------------------------------------------------------------------------------------------------


def link_in(page: str) -> str:
    return "/new-password/" + page.partition("/new-password/")[2].partition("<")[0]


def test_a_new_person_chooses_the_password_by_a_link_that_opens_once(office: Office) -> None:
    administrator = office.client(Role.ADMINISTRATOR)
    page = administrator.post("/people/", {"login": "newcomer", "full_name": "Nurlan Invented"}).content.decode()
    link = link_in(page)
    assert link not in administrator.get("/people/").content.decode()
    assert Client().post("/sign-in/", {"login": "newcomer", "password": ""}).status_code == 403
    client = Client()
    assert "Nurlan Invented" in client.get(link).content.decode()
    assert client.post(link, {"password": "short"}).status_code == 400
    assert client.post(link, {"password": NEW}).headers["Location"] == "/sign-in/"
    assert client.get(link).status_code == 404
    assert client.post("/sign-in/", {"login": "newcomer", "password": NEW}).status_code == 302


def test_a_link_ends_after_a_day_and_another_one_ends_it_at_once(office: Office) -> None:
    person, administrator = person_of(office), office.client(Role.ADMINISTRATOR)
    first = link_in(administrator.post(f"/people/{person.pk}/password/").content.decode())
    second = link_in(administrator.post(f"/people/{person.pk}/password/").content.decode())
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with time_machine.travel(system_clock() + timedelta(hours=24, minutes=1), tick=False):
        assert Client().post(second, {"password": NEW}).status_code == 404
    assert signed_in(person).get("/").status_code == 200  # until a link is used, the password holds


def test_a_link_does_not_pass_the_second_factor(office: Office) -> None:
    person, _, _ = with_factor(office)
    link = link_in(office.client(Role.ADMINISTRATOR).post(f"/people/{person.pk}/password/").content.decode())
    client = Client()
    client.post(link, {"password": NEW})
    page = client.post("/sign-in/", {"login": person.login, "password": NEW})
    assert page.status_code == 200
    assert "Second factor" in page.content.decode()
    assert client.get("/cases/").status_code == 302


def test_a_lost_second_factor_is_taken_away_with_a_reason_and_every_session_ends(office: Office) -> None:
    person, secret, _ = with_factor(office)
    client = Client()
    client.post("/sign-in/", {"login": person.login, "password": PASSWORD})
    client.post("/sign-in/code/", {"code": code_at(secret, system_clock().timestamp())})
    administrator = office.client(Role.ADMINISTRATOR)
    assert administrator.post(f"/people/{person.pk}/factors/", {"reason": " "}).status_code == 400
    administrator.post(f"/people/{person.pk}/factors/", {"reason": "came in person with the service card"})
    assert last_entry().facts["reason"] == "came in person with the service card"
    assert client.get("/cases/").status_code == 302
    assert signed_in(person).get("/cases/").status_code == 200


def test_an_administrator_signs_a_person_out_locks_them_out_and_lets_them_in(office: Office) -> None:
    person = person_of(office)
    client, administrator = signed_in(person), office.client(Role.ADMINISTRATOR)
    administrator.post(f"/people/{person.pk}/sessions/")
    assert client.get("/").status_code == 302
    administrator.post(f"/people/{person.pk}/lock/", {"out": "1"})
    assert Client().post("/sign-in/", {"login": person.login, "password": PASSWORD}).status_code == 403
    administrator.post(f"/people/{person.pk}/lock/", {"out": ""})
    assert signed_in(person).get("/").status_code == 200


@pytest.mark.parametrize("verb", ["password", "factors", "sessions", "lock"])
def test_only_administrators_do_this_after_a_proof_and_not_to_themselves(office: Office, verb: str) -> None:
    person = person_of(office)
    assert office.client(Role.UNIT_HEAD).post(f"/people/{person.pk}/{verb}/", {"out": "1", "reason": "a reason"}).status_code == 403
    stale = office.client(Role.ADMINISTRATOR, is_fresh=False).post(f"/people/{person.pk}/{verb}/", {"out": "1", "reason": "a reason"})
    assert stale.headers["Location"].startswith("/prove/")
    own = office.people[Role.ADMINISTRATOR].pk
    if verb in {"factors", "lock"}:
        assert office.client(Role.ADMINISTRATOR).post(f"/people/{own}/{verb}/", {"out": "1", "reason": "a reason"}).status_code == 400
    assert signed_in(person).get("/").status_code == 200

"""What a password may be, and what the second factor's spare codes are made of."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.test import Client

from comity.desk.models import Person
from comity.desk.people.enrolment import add_person
from comity.desk.people.second_factor import code_at, enrol, new_secret
from comity.desk.rights.roles import Role
from comity.errors import InputError
from comity.model.time import system_clock
from tests.desk.office import Office


def added(office: Office, password: str) -> Person:
    return add_person(office.people[Role.ADMINISTRATOR], login="newcomer", full_name="Nurlan Invented", password=password, zone="UTC")


def test_eleven_letters_are_too_few_and_twelve_of_any_kind_do(office: Office) -> None:
    with pytest.raises(InputError) as told:
        added(office, "qzvkhwtrmbx")
    assert told.value.place == "password"
    for password in ("qzvkhwtrmbxj", "QZVKHWTRMBXJ", "жщыэфцхъзкмн", "  ,.;:!?-+*/", "🦉🌲🌊🐟🍁⚓🎻🧭🪁🍄🚲🕯"):
        validate_password(password)


def test_a_common_password_is_refused(office: Office) -> None:
    for common in ("qwerty123456", "1QAZ2wsx3edc", "123456123456"):
        with pytest.raises(InputError) as told:
            added(office, common)
        assert told.value.place == "password"
    assert not Person.objects.filter(login="newcomer").exists()


def test_a_password_is_taken_as_typed_and_whole(office: Office) -> None:
    password = " Длинный Пароль with spaces " + "x" * 200 + "y "
    person = added(office, password)
    assert authenticate(username="newcomer", password=password) == person
    for other in (password.strip(), password[:-2], password[:64], password.lower(), password[:-2] + "z "):
        assert authenticate(username="newcomer", password=other) is None
    client = Client()
    assert client.post("/sign-in/", {"login": "newcomer", "password": password.strip()}).status_code == 403
    assert client.post("/sign-in/", {"login": "newcomer", "password": password}).status_code == 302


def test_the_field_hides_what_is_typed_and_lets_managers_fill_it(office: Office) -> None:
    granted = office.client(Role.ADMINISTRATOR).post(f"/people/{office.people[Role.INVESTIGATOR].pk}/password/").content.decode()
    pages = {
        "/sign-in/": (Client(), "current-password"),
        "/prove/": (office.client(Role.INVESTIGATOR), "current-password"),
        re.findall(r"/new-password/[\w-]+/", granted)[0]: (Client(), "new-password"),
        "/account/": (office.client(Role.INVESTIGATOR), "new-password"),
    }
    for address, (client, filled) in pages.items():
        [field] = re.findall(r"<input[^>]*name=\"password\"[^>]*>", client.get(address).content.decode())
        assert 'type="password"' in field
        assert f'autocomplete="{filled}"' in field
        assert "onpaste" not in field
        assert "maxlength" not in field


def test_a_recovery_code_has_a_hundred_and_twenty_random_bits(office: Office) -> None:
    secret = new_secret()
    codes = enrol(office.people[Role.INVESTIGATOR], secret, code_at(secret, system_clock().timestamp()))
    assert codes is not None
    assert all(re.fullmatch(r"([a-z2-7]{4}-){5}[a-z2-7]{4}", code) for code in codes)  # twenty-four letters of five bits
    assert len(set("".join(codes))) > 16


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Прокуратура2026",
        "prokuratura2026",
        "йцукенгшщзхъ",
        "Nurlan.Invented1",
        "aaaaaaaaaaaaaaaa",
        "Bishkek1991!",
    ],
)
def test_a_password_of_common_words_rows_of_keys_and_names_of_the_office_is_refused(office: Office, password: str) -> None:
    with pytest.raises(InputError, match=r"soon guessed|too common|too similar"):
        added(office, password)


def test_a_very_long_password_is_judged_quickly(office: Office) -> None:
    assert added(office, "сто тысяч разных слов " * 3000).pk

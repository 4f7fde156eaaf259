"""Persons at the door: second factor, recovery codes, throttling, the first person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from comity.desk.models import Person
from comity.desk.models.person import normal_login
from comity.desk.people.enrolment import add_first_person, first_key, is_first_key
from comity.desk.people.second_factor import code_at, enrol, is_proved, new_secret
from comity.desk.people.throttle import forget_failures, has_to_wait, note_failure
from comity.desk.rights.roles import Role
from comity.errors import InputError
from tests.desk.office import Office

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FIRST = {
    "login": "Aida",
    "full_name": "Aida Testova",
    "password": "a long one of many words",
    "unit": "Unit 9",
    "state": "KG",
    "zone": "UTC",
    "language": "en",
}


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1, the last six of the eight digits."""
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds) == code


def with_factor(office: Office) -> tuple[Person, str, tuple[str, ...]]:
    person, secret = office.people[Role.INVESTIGATOR], new_secret()
    codes = enrol(person, secret, code_at(secret, NOW.timestamp()), lambda: NOW)
    assert codes is not None
    return person, secret, codes


def test_a_code_serves_once_and_a_step_early_or_late(office: Office) -> None:
    person, secret, _ = with_factor(office)
    later = NOW + timedelta(seconds=90)
    assert not is_proved(person, code_at(secret, NOW.timestamp()), lambda: NOW)
    assert not is_proved(person, code_at(secret, later.timestamp() - 60), lambda: later)
    assert is_proved(person, code_at(secret, later.timestamp() - 30), lambda: later)
    assert not is_proved(person, code_at(secret, later.timestamp() - 30), lambda: later)
    assert is_proved(person, code_at(secret, later.timestamp() + 30), lambda: later)


def test_a_wrong_first_code_enrols_nobody(office: Office) -> None:
    person = office.people[Role.INVESTIGATOR]
    assert enrol(person, new_secret(), "000000", lambda: NOW) is None
    assert not Person.objects.get(pk=person.pk).has_second_factor


def test_each_recovery_code_serves_once_however_it_is_typed(office: Office) -> None:
    person, _, codes = with_factor(office)
    assert len(set(codes)) == 10
    assert is_proved(person, codes[3].upper().replace("-", " "))
    assert not is_proved(person, codes[3])
    assert is_proved(person, codes[4])


def test_the_secret_lies_sealed_in_the_database(office: Office) -> None:
    person, secret, codes = with_factor(office)
    row = str(Person.objects.filter(pk=person.pk).values().get())
    assert secret not in row
    assert not [code for code in codes if code in row]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef"])
def test_what_is_no_code_proves_nothing(office: Office, typed: str) -> None:
    person, _, _ = with_factor(office)
    assert not is_proved(person, typed, lambda: NOW)


@pytest.mark.usefixtures("rows")
def test_guessing_has_to_wait_and_a_quarter_of_an_hour_later_not() -> None:
    for _ in range(5):
        assert not has_to_wait("Aida", "192.0.2.1", lambda: NOW)
        note_failure("aida ", "192.0.2.1", lambda: NOW)
    assert has_to_wait("AIDA", "192.0.2.9", lambda: NOW)
    assert not has_to_wait("somebody", "192.0.2.1", lambda: NOW)
    assert not has_to_wait("aida", "192.0.2.1", lambda: NOW + timedelta(minutes=16))
    forget_failures("aida")
    assert not has_to_wait("aida", "192.0.2.1", lambda: NOW)


@pytest.mark.usefixtures("rows")
def test_many_names_from_one_address_have_to_wait() -> None:
    for number in range(50):
        note_failure(f"name{number}", "192.0.2.1", lambda: NOW)
    assert has_to_wait("another", "192.0.2.1", lambda: NOW)
    assert not has_to_wait("another", "192.0.2.2", lambda: NOW)


@pytest.mark.usefixtures("rows")
def test_the_first_person_needs_the_key_of_the_folder_and_is_one() -> None:
    key = first_key()
    assert key is not None
    assert is_first_key(key)
    assert not is_first_key("guess")
    person = add_first_person(**FIRST)
    assert person.login == "aida"
    assert not is_first_key(key)
    assert first_key() is None
    with pytest.raises(InputError, match="already"):
        add_first_person(**{**FIRST, "login": "second", "unit": "Unit 4"})


@pytest.mark.parametrize(
    "change",
    [{"password": "short"}, {"password": "aida testova 1"}, {"login": "two words"}, {"login": ""}, {"full_name": " "}, {"unit": ""}],
)
@pytest.mark.usefixtures("rows")
def test_a_first_person_that_cannot_be_leaves_nothing(change: dict[str, str]) -> None:
    with pytest.raises(InputError):
        add_first_person(**{**FIRST, **change})
    assert not Person.objects.exists()


def test_passwords_are_kept_by_argon2() -> None:
    assert settings.PASSWORD_HASHERS[-1].endswith("Argon2PasswordHasher")


def test_names_to_sign_in_with_are_one_in_any_case_and_form() -> None:
    assert normal_login(" AÏDA ") == normal_login("ai\u0308da") == "aïda"

"""Passkeys: made and proved in a real browser with an authenticator, and refused where anything about them is not right."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from comity.desk.models import Person
from comity.desk.people.passkeys import Site, ask_for_new, ask_for_proof, is_proved_by, keep_new, take_away
from comity.desk.rights.roles import Role
from comity.errors import InputError
from tests.desk.office import Office
from tests.web.test_in_a_browser import Desk, come_in, served_desk

HERE = Site("localhost", "http://localhost:8000")
NOW = datetime(2026, 3, 14, 10, tzinfo=UTC)


class Authenticator:
    """A security key in software: makes one credential and signs with it, or wrongly where it is told to."""

    def __init__(self) -> None:
        self.private, self.id, self.counter = ec.generate_private_key(ec.SECP256R1()), sha256(b"invented").digest(), 0

    def _client(self, kind: str, options: str, origin: str) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return bytes(CollectedClientData.create(type=kind, challenge=challenge, origin=origin))

    def made(self, options: str, *, origin: str = HERE.origin, host: str = HERE.host) -> str:
        client = self._client("webauthn.create", options, origin)
        credential = AttestedCredentialData.create(Aaguid(b"\0" * 16), self.id, ES256.from_cryptography_key(self.private.public_key()))  # type: ignore[no-untyped-call]
        data = AuthenticatorData.create(sha256(host.encode()).digest(), AuthenticatorData.FLAG(0x41), self.counter, credential)
        return self._told({"clientDataJSON": client, "attestationObject": bytes(AttestationObject.create("none", data, {}))})

    def proof(self, options: str, *, origin: str = HERE.origin, host: str = HERE.host, step: int = 1, flags: int = 1) -> str:
        self.counter += step
        client = self._client("webauthn.get", options, origin)
        data = bytes(AuthenticatorData.create(sha256(host.encode()).digest(), AuthenticatorData.FLAG(flags), self.counter))
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _told(self, response: dict[str, bytes]) -> str:
        text = {name: _text(value) for name, value in response.items()}
        return json.dumps({"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": text})


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def with_key(office: Office) -> tuple[Person, Authenticator]:
    person, key = office.people[Role.INVESTIGATOR], Authenticator()
    asked = ask_for_new(person, HERE)
    keep_new(person, HERE, asked.state, key.made(asked.options), "key on the ring", lambda: NOW)
    return person, key


def asked_of(person: Person) -> tuple[str, dict[str, Any]]:
    asked = ask_for_proof(person, HERE)
    assert asked is not None
    return asked.options, asked.state


def test_a_key_proves_the_person_once(office: Office) -> None:
    person, key = with_key(office)
    assert person.has_second_factor
    options, state = asked_of(person)
    answer = key.proof(options)
    assert is_proved_by(person, HERE, state, answer, lambda: NOW)
    assert not is_proved_by(person, HERE, asked_of(person)[1], answer), "an answer to another question"
    assert not is_proved_by(person, HERE, state, answer), "a counter that does not grow"
    person.refresh_from_db()
    assert (person.passkeys[0]["name"], person.passkeys[0]["used"], person.passkeys[0]["counter"]) == (
        "key on the ring",
        NOW.isoformat(),
        1,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:9999"},
        {"origin": "https://comity.look-alike.example"},
        {"host": "look-alike.example"},
        {"step": 0, "flags": 0},
    ],
    ids=["port", "origin", "site", "nobody there"],
)
def test_a_proof_for_another_place_or_without_a_person_is_none(office: Office, wrong: dict[str, Any]) -> None:
    person, key = with_key(office)
    options, state = asked_of(person)
    assert not is_proved_by(person, HERE, state, key.proof(options, **wrong))


def test_a_copied_key_whose_counter_falls_behind_is_refused(office: Office) -> None:
    person, key = with_key(office)
    options, state = asked_of(person)
    assert is_proved_by(person, HERE, state, key.proof(options, step=7))
    options, state = asked_of(person)
    assert not is_proved_by(person, HERE, state, key.proof(options, step=-3))


def test_the_key_of_somebody_else_proves_nothing(office: Office) -> None:
    person, _ = with_key(office)
    options, state = asked_of(person)
    assert not is_proved_by(person, HERE, state, Authenticator().proof(options))


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"id": 1}', '{"id": "", "rawId": "", "type": "x", "response": {}}'])
def test_an_answer_that_is_none_is_refused_without_an_error(office: Office, answer: str) -> None:
    person, _ = with_key(office)
    assert not is_proved_by(person, HERE, asked_of(person)[1], answer)
    assert not is_proved_by(person, HERE, None, answer)
    asked = ask_for_new(person, HERE)
    with pytest.raises(InputError):
        keep_new(person, HERE, asked.state, answer, "x")
    person.refresh_from_db()
    assert len(person.passkeys) == 1


@pytest.mark.parametrize(
    ("host", "origin"), [("127.0.0.1", "http://127.0.0.1:8000"), ("[::1]", "http://[::1]:1"), ("desk.example", "http://desk.example")]
)
def test_where_no_browser_makes_passkeys_the_desk_says_so(office: Office, host: str, origin: str) -> None:
    with pytest.raises(InputError):
        ask_for_new(office.people[Role.INVESTIGATOR], Site(host, origin))
    assert Site("desk.example", "https://desk.example").can_have_passkeys


def test_a_passkey_is_taken_away(office: Office) -> None:
    person, key = with_key(office)
    options, state = asked_of(person)
    assert take_away(person, 0) == "key on the ring"
    assert not person.has_second_factor
    assert not is_proved_by(person, HERE, state, key.proof(options))
    with pytest.raises(InputError):
        take_away(person, 0)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve a fresh register and make the first person."""
    with served_desk(tmp_path_factory.mktemp("passkeys"), "en") as desk:
        come_in(desk)
        yield desk


@pytest.mark.heavy
@pytest.mark.real_clock
def test_in_a_browser_a_passkey_is_made_lets_in_and_confirms(desk: Desk) -> None:
    from playwright.sync_api import expect

    base, page = desk.base.replace("127.0.0.1", "localhost"), desk.page()
    devices = desk.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": kind})

    def sign_in() -> None:
        page.goto(base + "/sign-in/?next=/account/")
        page.fill("[name=login]", "aida")
        page.fill("[name=password]", "a long one of many words")
        page.click("main button.main")

    sign_in()
    problems = desk.judged(page)
    page.get_by_role("link", name="Add a passkey").click()
    problems += desk.judged(page)  # in a tab of its own: the browser is then asked another question, and this page's is over
    page.reload()
    page.fill("[name=name]", "office computer")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    page.goto(base + "/account/")
    expect(page.locator("main")).to_contain_text("office computer")
    page.locator("summary", has_text="Aida Testova").click()
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(base + "/account/")
    page.goto(base + "/prove/?next=/cases/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(base + "/cases/")
    assert problems == []
    assert desk.told == []

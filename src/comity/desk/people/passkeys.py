"""Passkeys (W3C Web Authentication, level 2) as the second factor: a security key, a telephone, or the computer itself.

What a passkey signs holds the address of this desk, so a page that only looks like it gets nothing. A browser makes passkeys for
`localhost` and for names under HTTPS, never for a bare IP address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from comity.desk.models.person import Person
from comity.errors import InputError
from comity.model.time import Clock, system_clock
from comity.text.messages import say

MOST = 10
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Site:
    """The address at which the browser sees this desk.

    Attributes:
        host: name without the port.
        origin: scheme, host and port, as the browser writes them.
    """

    host: str
    origin: str

    @property
    def can_have_passkeys(self) -> bool:
        """Tell whether a browser makes passkeys here: a name, reached over HTTPS or on this very machine."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    def server(self) -> Fido2Server:
        """Return what checks the answers of authenticators for this address."""
        relying = PublicKeyCredentialRpEntity(name="Comity", id=self.host)
        return Fido2Server(relying, AttestationConveyancePreference.NONE, lambda origin: origin == self.origin)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked, and what has to be remembered until it answers.

    Attributes:
        options: for the browser, as JSON.
        state: for the session.
    """

    options: str
    state: dict[str, Any]


def ask_for_new(person: Person, site: Site) -> Asked:
    """Ask the browser to make a passkey.

    Raises:
        InputError: no browser makes one at this address, or there are enough.
    """
    if not site.can_have_passkeys:
        raise InputError(say("no browser makes a passkey at this address"), hint=say("open the desk by its name: localhost, or over HTTPS"))
    if len(person.passkeys) >= MOST:
        raise InputError(say("there are {count} passkeys already", count=MOST), hint=say("take one away that is not used any more"))
    user = PublicKeyCredentialUserEntity(name=person.login, id=_handle(person), display_name=person.full_name)
    options, state = site.server().register_begin(user, _credentials(person), user_verification=UserVerificationRequirement.PREFERRED)
    return Asked(json.dumps(dict(options)), dict(state))


def keep_new(person: Person, site: Site, state: Mapping[str, Any], answer: str, name: str, clock: Clock = system_clock) -> None:
    """Keep the passkey that the browser has made.

    Raises:
        InputError: the answer proves nothing.
    """
    try:
        made = site.server().register_complete(state, json.loads(answer))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(say("this is no passkey made for this desk just now"), hint=say("begin anew")) from None
    if made.credential_data is None:
        raise InputError(say("this is no passkey made for this desk just now"), hint=say("begin anew"))
    row = {
        "data": base64.b64encode(made.credential_data).decode("ascii"),
        "counter": made.counter,
        "name": " ".join(name.split())[:_LONGEST_NAME] or f"{len(person.passkeys) + 1}",
        "added": clock().isoformat(timespec="seconds"),
        "used": None,
    }
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        locked.passkeys = [*locked.passkeys, row]
        locked.save(update_fields=["passkeys"])
    person.passkeys = locked.passkeys


def ask_for_proof(person: Person, site: Site) -> Asked | None:
    """Ask the browser to prove the person; None where there is no passkey, or the browser cannot use one here."""
    if not person.passkeys or not site.can_have_passkeys:
        return None
    options, state = site.server().authenticate_begin(_credentials(person), UserVerificationRequirement.PREFERRED)
    return Asked(json.dumps(dict(options)), dict(state))


def is_proved_by(person: Person, site: Site, state: Mapping[str, Any] | None, answer: str, clock: Clock = system_clock) -> bool:
    """Tell whether the browser's answer proves the person.

    A counter that does not grow is the mark of a copied key, and proves nothing (Web Authentication, section 6.1.1); keys that do not
    count say 0 always.
    """
    if state is None:
        return False
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        try:
            read = AuthenticationResponse.from_dict(json.loads(answer))
            used = site.server().authenticate_complete(state, _credentials(locked), read)
        except (ValueError, KeyError, TypeError, AttributeError):
            return False
        counter = read.response.authenticator_data.counter
        for row in locked.passkeys:
            if _data(row).credential_id == used.credential_id:
                if (counter or row["counter"]) and counter <= row["counter"]:
                    return False
                row["counter"], row["used"] = counter, clock().isoformat(timespec="seconds")
                locked.save(update_fields=["passkeys"])
                return True
    return False


def take_away(person: Person, number: int) -> str:
    """Take a passkey away; return its name.

    Raises:
        InputError: there is none of this number.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if not 0 <= number < len(locked.passkeys):
            raise InputError(say("there is no such passkey"))
        gone = locked.passkeys.pop(number)
        locked.save(update_fields=["passkeys"])
    person.passkeys = locked.passkeys
    return str(gone["name"])


def _credentials(person: Person) -> list[AttestedCredentialData]:
    return [_data(row) for row in person.passkeys]


def _data(row: Mapping[str, Any]) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(row["data"]))


def _handle(person: Person) -> bytes:
    """Name the person to the authenticator without telling it who they are."""
    return hmac.digest(str(settings.SECRET_KEY).encode(), b"comity.desk.passkeys\0" + str(person.pk).encode(), hashlib.sha256)

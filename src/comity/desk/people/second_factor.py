"""The second factor: time-based one-time passwords (RFC 6238) and recovery codes.

SHA-1, six digits, thirty seconds: what every authenticator understands. A code is taken one step early or late, and only once: the
counter of the last one is kept, so an overlooked code is worth nothing. Recovery codes are 120 random bits each and are kept as digests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import transaction

from comity.desk.models.person import Person
from comity.desk.people.sealing import seal, unseal
from comity.model.time import Clock, system_clock

_STEP = 30
_DIGITS = 6
_DRIFT = (0, -1, 1)
_SECRET_BYTES = 20
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 15  # 120 bits: kept as plain digests, as OWASP ASVS 6.5.2 allows from 112 bits on


def new_secret() -> str:
    """Make a secret, in the letters that are typed into an authenticator (base32)."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def enrolment_url(secret: str, login: str, issuer: str = "Comity") -> str:
    """Return what the QR code says (the `otpauth` form of the common authenticators)."""
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?secret={secret}&issuer={quote(issuer)}"


def code_at(secret: str, moment: float) -> str:
    """Return the code of a moment.

    Args:
        secret: base32.
        moment: seconds since 1970.
    """
    return _generator(secret).generate(int(moment // _STEP)).decode("ascii")


def enrol(person: Person, secret: str, code: str, clock: Clock = system_clock) -> tuple[str, ...] | None:
    """Give a person a second factor, if the code proves that the authenticator holds the secret.

    Returns:
        The recovery codes, to be shown once; None when the code does not fit.
    """
    counter = _fitting_counter(secret, code, 0, clock)
    if counter is None:
        return None
    person.sealed_totp = seal(secret.encode("ascii"))
    person.totp_counter = counter
    person.save(update_fields=["sealed_totp", "totp_counter"])
    return renew_recovery_codes(person)


def renew_recovery_codes(person: Person) -> tuple[str, ...]:
    """Give a person new recovery codes; the ones before are worth nothing.

    Returns:
        The codes, to be shown once.
    """
    codes = tuple(_grouped(base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode("ascii").lower()) for _ in range(_RECOVERY_CODES))
    person.recovery_digests = [_digest(one) for one in codes]
    person.save(update_fields=["recovery_digests"])
    return codes


def is_proved(person: Person, code: str, clock: Clock = system_clock) -> bool:
    """Tell whether a code of the authenticator, or a recovery code, proves the person; it is used up by that."""
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        return _is_by_authenticator(locked, code, clock) or _is_by_recovery(locked, code)


def _is_by_authenticator(person: Person, code: str, clock: Clock) -> bool:
    if not person.sealed_totp:
        return False
    counter = _fitting_counter(unseal(person.sealed_totp).decode("ascii"), code, person.totp_counter, clock)
    if counter is None:
        return False
    person.totp_counter = counter
    person.save(update_fields=["totp_counter"])
    return True


def _is_by_recovery(person: Person, code: str) -> bool:
    digest = _digest(code)
    left = [one for one in person.recovery_digests if not hmac.compare_digest(one, digest)]
    if len(left) == len(person.recovery_digests):
        return False
    person.recovery_digests = left
    person.save(update_fields=["recovery_digests"])
    return True


def _fitting_counter(secret: str, code: str, last: int, clock: Clock) -> int | None:
    typed = "".join(code.split())
    if len(typed) != _DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now = int(clock().timestamp() // _STEP)
    generator = _generator(secret)
    for counter in (now + drift for drift in _DRIFT):
        if counter > last and hmac.compare_digest(generator.generate(counter).decode("ascii"), typed):
            return counter
    return None


def _generator(secret: str) -> HOTP:
    return HOTP(base64.b32decode(secret), _DIGITS, SHA1())  # noqa: S303 - RFC 6238; what authenticators understand


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _digest(code: str) -> str:
    return hashlib.sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).hexdigest()

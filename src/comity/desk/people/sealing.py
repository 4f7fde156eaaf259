"""Seal small secrets of the register (the secret of an authenticator) with its own key, so that a copy of the database alone gives none."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from comity.errors import RegisterError
from comity.text.messages import say


def seal(secret: bytes) -> str:
    """Seal a secret for the database."""
    return _box().encrypt(secret).decode("ascii")


def unseal(sealed: str) -> bytes:
    """Open what `seal` made.

    Raises:
        RegisterError: it was sealed with another key.
    """
    try:
        return _box().decrypt(sealed.encode("ascii"))
    except InvalidToken:
        raise RegisterError(
            say("a sealed secret does not open with this register's key"),
            place="secret-key",
            hint=say("put back the file secret-key that belongs to this database"),
        ) from None


def _box() -> Fernet:
    digest = hashlib.sha256(b"comity.desk.sealing\0" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

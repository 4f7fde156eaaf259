"""The key of this register as a tool: signs what platforms verify; its public half is served as JWKS (RFC 7517)."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import RSAKey
from joserfc.jwt import encode

FILE = "lti-key.pem"
_BITS = 3072


def own_key() -> RSAKey:
    """Return the key; it is made at the first call, readable by its owner alone."""
    return _read(Path(settings.CONFIGURATION.data) / FILE)


@lru_cache(maxsize=4)
def _read(path: Path) -> RSAKey:
    if not path.exists():
        made = RSAKey.generate_key(_BITS)
        new = path.with_suffix(".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made.as_pem(private=True))
        new.replace(path)
    key = RSAKey.import_key(path.read_bytes(), {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return key


def public_keys() -> dict[str, Any]:
    """Return the public half, as platforms fetch it."""
    return {"keys": [own_key().as_dict(private=False)]}


def signed(claims: dict[str, Any]) -> str:
    """Sign claims as a JWT (RS256, as LTI 1.3 asks for)."""
    key = own_key()
    return encode({"alg": "RS256", "kid": key.kid}, claims, key)

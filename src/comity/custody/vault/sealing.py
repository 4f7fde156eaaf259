"""Sealing of small values under the vault's key: item keys, private parts of events, the log's own private keys."""

from __future__ import annotations

import json
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.errors import CustodyError

KEY_SIZE = 32
_NONCE_SIZE = 12


class Sealer:
    """Encrypts small values with AES-256-GCM under one key; the label is authenticated, so that no value can stand in for another."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._drawn = b""

    def seal(self, label: str, value: bytes) -> bytes:
        """Encrypt a value under a label."""
        if not self._drawn:
            self._drawn = urandom(_NONCE_SIZE * 256)
        nonce, self._drawn = self._drawn[:_NONCE_SIZE], self._drawn[_NONCE_SIZE:]
        return nonce + self._cipher.encrypt(nonce, value, label.encode())

    def open(self, label: str, sealed: bytes) -> bytes:
        """Decrypt a value.

        Raises:
            CustodyError: it was changed, belongs to another label, or to another key.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], label.encode())
        except (InvalidTag, ValueError) as error:
            raise CustodyError(f"a sealed value does not open: {label}", hint="it was changed, or the key is another one") from error

    def seal_event(self, event: str, private: bytes, salt: bytes, kept: bytes | None = None) -> bytes:
        """Seal the private part of an event with its salt, and what the vault keeps with it and never discloses.

        Args:
            event: id of the event.
            private: private part, canonical JSON.
            salt: salt of the commitment.
            kept: canonical JSON.
        """
        return self.seal(f"event:{event}", b'{"kept":%b,"private":%b,"salt":"%b"}' % (kept or b"null", private, salt.hex().encode()))

    def open_event(self, event: str, sealed: bytes) -> tuple[dict[str, object], bytes]:
        """Return the private part of an event, and its salt."""
        value = json.loads(self.open(f"event:{event}", sealed))
        return value["private"], bytes.fromhex(value["salt"])

    def open_kept(self, event: str, sealed: bytes) -> tuple[dict[str, object], dict[str, object]]:
        """Return the private part of an event, and what the vault keeps with it.

        Raises:
            CustodyError: the event keeps nothing, or does not open.
        """
        value = json.loads(self.open(f"event:{event}", sealed))
        if not isinstance(value["kept"], dict):
            raise CustodyError(f"event {event} keeps no item")
        return value["private"], value["kept"]

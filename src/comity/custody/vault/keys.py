"""Who can open a vault: its key, wrapped for each custodian (age, X25519).

A custodian's identity is an age identity file; it stays outside the vault, so that whoever copies the vault alone can read nothing.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pyrage

from comity.custody.vault.sealing import KEY_SIZE
from comity.errors import CustodyError, InputError


def new_vault_key() -> bytes:
    """Draw the key under which everything in a vault is sealed."""
    return secrets.token_bytes(KEY_SIZE)


def new_identity(path: Path) -> str:
    """Make a custodian's identity file, readable by its owner alone.

    Returns:
        The public recipient (`age1…`).

    Raises:
        InputError: the file exists already.
    """
    identity = pyrage.x25519.Identity.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InputError("an identity is there already", place=str(path), hint="use it, or name another file") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as target:
        target.write(f"# public key: {identity.to_public()}\n{identity}\n")
        target.flush()
        os.fsync(target.fileno())
    return str(identity.to_public())


def read_identity(path: Path) -> pyrage.x25519.Identity:
    """Read an identity file.

    Raises:
        InputError: it cannot be read or holds no identity.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the custodian's identity cannot be read: {error}", place=str(path), hint="give --identity FILE") from error
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError as error:
                raise InputError("the custodian's identity is damaged", place=str(path)) from error
    raise InputError("no age identity in this file", place=str(path), hint="a line AGE-SECRET-KEY-… is expected")


def check_recipient(recipient: str) -> None:
    """Hold a public recipient against its form.

    Raises:
        InputError: it is none.
    """
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise InputError(
            f"not a public recipient: {recipient[:80]}", hint="a text age1… is expected, the custodian's public key"
        ) from error


def wrap(key: bytes, recipients: list[str]) -> bytes:
    """Wrap the vault's key for custodians."""
    wrapped: bytes = pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients])
    return wrapped


def unwrap(wrapped: bytes, identity: pyrage.x25519.Identity) -> bytes:
    """Unwrap the vault's key.

    Raises:
        CustodyError: this identity holds no wrap of the key.
    """
    try:
        key: bytes = pyrage.decrypt(wrapped, [identity])
    except pyrage.DecryptError as error:
        raise CustodyError("this identity is no custodian of the vault", hint="ask a custodian, or give another identity") from error
    return key

"""Encrypt a backup with age, for recipients or with a passphrase, and open it again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pyrage

from comity.errors import InputError, RegisterError
from comity.text.messages import say

HEAD = b"age-encryption.org/"
_FEWEST_LETTERS = 12


def sealed_for(source: IO[bytes], target: IO[bytes], recipients: Sequence[str], passphrase: str | None) -> None:
    """Encrypt a stream.

    Raises:
        InputError: a recipient is none, or the passphrase is too short.
    """
    if passphrase is not None:
        if len(passphrase) < _FEWEST_LETTERS:
            raise InputError(say("a passphrase has at least {count} letters", count=_FEWEST_LETTERS), place="--passphrase-file")
        target.write(pyrage.passphrase.encrypt(source.read(), passphrase))
        return
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        raise InputError(
            say("this is no age recipient"),
            place="--recipient",
            hint=say("it begins with age1; the identity that opens it stays elsewhere"),
        ) from None
    pyrage.encrypt_io(source, target, keys)


def opened(path: Path, target: IO[bytes], identity: str | None, passphrase: str | None) -> IO[bytes]:
    """Open a backup: as it is, or decrypted into a scratch file.

    Args:
        path: the backup.
        target: a scratch file.
        identity: age identity; None without.
        passphrase: passphrase; None without.

    Raises:
        InputError: it is encrypted and nothing opens it, or it was damaged.
    """
    try:
        file = path.open("rb")
    except OSError:
        raise InputError(say("no file of this name: {path}", path=path)) from None
    with file:
        if file.read(len(HEAD)) != HEAD:
            return path.open("rb")
        file.seek(0)
        if identity is None and passphrase is None:
            raise InputError(say("this backup is encrypted"), place=str(path), hint=say("give --identity FILE or --passphrase-file FILE"))
        try:
            if passphrase is not None:
                target.write(pyrage.passphrase.decrypt(file.read(), passphrase))
            else:
                pyrage.decrypt_io(file, target, [pyrage.x25519.Identity.from_str(identity or "")])
        except pyrage.IdentityError:
            raise InputError(say("this is no age identity"), place="--identity") from None
        except (pyrage.DecryptError, OSError, ValueError):
            raise RegisterError(
                say("this backup does not open: another key, or it was damaged"), place=str(path), hint=say("try the other copy of it")
            ) from None
    target.flush()
    target.seek(0)
    return io.BufferedReader(io.FileIO(target.fileno(), closefd=False))

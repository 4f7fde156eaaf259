"""The public description of a vault, `vault.json`: readable by all, and what makes a folder a vault."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec

from comity.custody.disk import LOCAL
from comity.errors import InputError

FORMAT = "comity-vault/2"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a vault says of itself.

    Attributes:
        origin: the log's name.
        keys: the log's public keys.
        custodians: public recipients of the vault's key.
        ledger: where the log lies: `journal` (files in the vault) or the address of a PostgreSQL database without its password.
        store: where the evidence lies: `folder` (files in the vault) or the address of another store.
        format: version of all this.
    """

    origin: str
    keys: list[str]
    custodians: list[str]
    ledger: str = "journal"
    store: str = "folder"
    format: str = FORMAT

    def as_bytes(self) -> bytes:
        """Write the description as a file that people read."""
        return json.dumps(msgspec.to_builtins(self), indent=2, ensure_ascii=False).encode() + b"\n"


def read_about(root: Path) -> About:
    """Read the public description of a vault.

    Raises:
        InputError: there is none, or it is of another format.
    """
    try:
        data = (root / "vault.json").read_bytes()
        told = json.loads(data)["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("there is no vault here", place=str(root), hint="comity vault init --vault DIR") from error
    if told != FORMAT:
        raise InputError(f"this vault has another format: {told}", place=str(root), hint=f"{FORMAT} is understood here")
    try:
        return msgspec.json.decode(data, type=About)
    except msgspec.ValidationError as error:
        raise InputError(f"the description of the vault is damaged: {error}", place=str(root / "vault.json")) from error


def replace_about(root: Path, about: About) -> None:
    """Write the description anew."""
    LOCAL.replace(root / "vault.json", about.as_bytes())


def write_new(path: Path, data: bytes) -> None:
    """Write a file of a vault that is being made."""
    with path.open("xb") as target:
        path.chmod(0o600)
        target.write(data)
        target.flush()
        os.fsync(target.fileno())

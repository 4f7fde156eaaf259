"""How this register is set up: from the environment, then from `comity.toml` in the data folder, then by default.

    COMITY_DATA              folder of the register; by default `comity` in the user's data folder
    COMITY_DATABASE_URL      postgresql://user@host:5432/name; by default SQLite in the data folder
    COMITY_OVERLAY           a ministry's own knowledge files; by default `overlay` in the data folder
    COMITY_VAULT             the vault in which letters are registered before they leave; without it they leave without a slip
    COMITY_IDENTITY          identity that opens the vault; by default `identity.age` in the data folder
    COMITY_TAGS              folder of labels for traces (TagPack YAML)
    COMITY_CHAIN_SOURCES     where traces may ask, by commas: `btc=esplora+https://node.example, tron=trongrid+https://node.example`
    COMITY_BACKUP_RECIPIENTS age recipients that backups made in the background are encrypted for, by commas
    COMITY_TRAINING          1 for a register of exercises only: every case in it is one, trainees join with a code
    COMITY_HOSTS             names under which the desk is reached, by commas; by default this machine only
    COMITY_SECURE            1 behind HTTPS: cookies travel only encrypted
    COMITY_SECOND_FACTOR     `required` or `offered`; by default required as soon as another machine can reach the desk

In the file the same names stand in small letters without the prefix: `database_url = "..."`. The key that seals sessions and secrets is
the file `secret-key` in the data folder, made once, readable by its owner alone; it is in no other file, no log and no repository.
"""

from __future__ import annotations

import os
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.errors import RegisterError
from comity.text.messages import say

SETTINGS_FILE = "comity.toml"
KEY_FILE = "secret-key"
OWN_OVERLAY = "overlay"
"""Folder for the office's own facts where no other is named."""

_NAMES = (
    "database_url",
    "overlay",
    "vault",
    "identity",
    "tags",
    "chain_sources",
    "backup_recipients",
    "training",
    "hosts",
    "secure",
    "second_factor",
)
_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
_YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Configuration:
    """How this register is set up.

    Attributes:
        data: the data folder.
        database_url: URL of a PostgreSQL database; None for SQLite in the data folder.
        overlay: a ministry's folder of knowledge files; None without one.
        vault: folder of the vault that registers letters; None without one.
        identity: the identity that opens it; None for the one in the data folder.
        tags: folder of labels for traces; None without.
        chain_sources: chain and source, by commas, as written.
        backup_recipients: age recipients of backups made in the background.
        training: whether this register holds exercises only.
        hosts: names under which the desk is reached.
        secure: whether it is reached over HTTPS.
        needs_second_factor: whether everybody must have a second factor.
        key: the secret key.
    """

    data: Path
    database_url: str | None
    overlay: Path | None
    vault: Path | None
    identity: Path | None
    tags: Path | None
    chain_sources: str
    backup_recipients: tuple[str, ...]
    training: bool
    hosts: tuple[str, ...]
    secure: bool
    needs_second_factor: bool
    key: str


def read_configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read the configuration; nothing is written.

    Raises:
        RegisterError: the file cannot be read, or holds a name that nobody reads.
    """
    data = Path(environment.get("COMITY_DATA") or default_folder(environment)).expanduser()
    written = _file(data / SETTINGS_FILE)
    told = {name: environment.get(f"COMITY_{name.upper()}") or str(written.get(name, "")) for name in _NAMES}
    hosts = tuple(host.strip() for host in told["hosts"].split(",") if host.strip())
    return Configuration(
        data=data,
        database_url=told["database_url"] or None,
        overlay=Path(told["overlay"]) if told["overlay"] else (data / OWN_OVERLAY if (data / OWN_OVERLAY).is_dir() else None),
        vault=Path(told["vault"]).expanduser() if told["vault"] else None,
        identity=Path(told["identity"]).expanduser() if told["identity"] else None,
        tags=Path(told["tags"]).expanduser() if told["tags"] else None,
        chain_sources=told["chain_sources"],
        backup_recipients=tuple(one.strip() for one in told["backup_recipients"].split(",") if one.strip()),
        training=told["training"].lower() in _YES,
        hosts=(*hosts, *_THIS_MACHINE),
        secure=told["secure"].lower() in _YES,
        needs_second_factor=_needs_second_factor(told["second_factor"], bool(hosts)),
        key=_key(data / KEY_FILE),
    )


def default_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder of a user who names none."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", str(Path.home()))) / "comity"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "comity"


def prepare_folder(data: Path) -> None:
    """Make the data folder and its key, if they are not there; only their owner can read them.

    Raises:
        RegisterError: the folder cannot be written to.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (data / OWN_OVERLAY).mkdir(exist_ok=True, mode=0o700)
        if not (data / KEY_FILE).exists():
            handle = os.open(data / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
    except FileExistsError:
        return  # another process made it in this moment
    except OSError as error:
        message = say("the data folder cannot be written to: {reason}", reason=error.strerror or str(error))
        raise RegisterError(message, place=str(data), hint=say("name another one with --data")) from None


def prepare_training_folder(data: Path | None, host: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Make the data folder of a training register, apart from the office's own; return it.

    Args:
        data: the folder; None for `comity-training` beside the user's own register.
        host: the address it is reached under; anything but this machine opens it to every name of the local network.
        environment: where the usual folder is looked up.

    Raises:
        RegisterError: the folder cannot be written to, or holds a register of real cases.
    """
    folder = (data or default_folder(environment).with_name("comity-training")).expanduser().resolve()
    prepare_folder(folder)
    path = folder / SETTINGS_FILE
    if not path.exists():
        if (folder / "register.sqlite3").exists():
            message = say("this folder holds a register of real cases")
            raise RegisterError(message, place=str(folder), hint=say("name another one with --data"))
        path.write_text('training = "1"\nsecond_factor = "offered"\n', encoding="utf-8")
    if str(_file(path).get("training", "")).lower() not in _YES:
        raise RegisterError(say("this folder holds a register of real cases"), place=str(folder), hint=say("name another one with --data"))
    if host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ["COMITY_HOSTS"] = "*"
    return folder


def _file(path: Path) -> dict[str, object]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RegisterError(say("the settings cannot be read: {reason}", reason=str(error)), place=str(path)) from None
    unknown = [name for name in written if name not in _NAMES]
    if unknown:
        message = say("no setting has this name: {name}", name=unknown[0])
        raise RegisterError(message, place=str(path), hint=say("one of: {keys}", keys=", ".join(_NAMES)))
    return written


def _needs_second_factor(told: str, is_reached_from_elsewhere: bool) -> bool:
    if told in {"required", "offered"}:
        return told == "required"
    if told:
        message = say("no such choice: {value}", value=told)
        raise RegisterError(message, place="COMITY_SECOND_FACTOR", hint=say("one of: {keys}", keys="required, offered"))
    return is_reached_from_elsewhere


def _key(path: Path) -> str:
    """Read the key; before the folder is prepared there is none, and one for this process alone does."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_urlsafe(48)

"""Publish and follow the directory of authorities: whose key is whose, under signed roles that expire and rotate."""

from __future__ import annotations

import os
from pathlib import Path

import click

from comity.cli.commands._vault_face import FILE, json_option, out

_keys = click.option("--keys", type=FILE, required=True, help="Folder of the private keys.")
_folder = click.argument("folder", type=FILE)


@click.group()
def command() -> None:
    """Publish and follow the directory of authorities: whose key is whose, under signed roles that expire and rotate.

    Key files are encrypted with the password in COMITY_DIRECTORY_PASSWORD, where it is set.
    """


@command.command()
@_folder
@_keys
@click.option("--roots", type=int, default=3, show_default=True, help="How many root keys are made.")
@click.option("--threshold", type=int, default=2, show_default=True, help="How many of them sign a new root.")
@json_option
def init(folder: Path, keys: Path, roots: int, threshold: int, as_json: bool) -> None:
    """Make the keys and an empty directory in FOLDER; take each root key elsewhere at once."""
    from comity.custody.directory.publish import begin, root_keys

    made = begin(folder, keys, roots=roots, threshold=threshold, password=_password())
    answer: dict[str, object] = {
        "directory": str(folder),
        "versions": dict(made.versions),
        "expires": dict(made.expires),
        "root_keys": root_keys(folder),
    }
    out(answer, as_json, f"{folder}: a directory with {roots} root keys, {threshold} of which sign\n  keys: {keys}")


@command.command()
@_folder
@_keys
@click.argument("authorities", type=FILE)
@json_option
def publish(folder: Path, keys: Path, authorities: Path, as_json: bool) -> None:
    """Publish a new list (YAML: authority, country, key, call_back, until) in FOLDER."""
    from comity.custody.directory.publish import publish as sign
    from comity.custody.slip.directory import read_authorities

    made = sign(folder, keys, read_authorities(authorities), password=_password())
    answer: dict[str, object] = {
        "directory": str(folder),
        "authorities": made.authorities,
        "versions": dict(made.versions),
        "expires": dict(made.expires),
    }
    out(answer, as_json, f"{folder}: version {made.versions['targets']}, {made.authorities} authorities, until {made.expires['timestamp']}")


@command.command()
@_folder
@_keys
@json_option
def renew(folder: Path, keys: Path, as_json: bool) -> None:
    """Sign the newest list in FOLDER again, so that it does not expire."""
    from comity.custody.directory.publish import renew as sign

    made = sign(folder, keys, password=_password())
    answer: dict[str, object] = {
        "directory": str(folder),
        "authorities": made.authorities,
        "versions": dict(made.versions),
        "expires": dict(made.expires),
    }
    out(answer, as_json, f"{folder}: until {made.expires['timestamp']}")


@command.command()
@_folder
@click.option(
    "--replace", required=True, metavar="KEY", help="Which key: targets, snapshot, timestamp, or the beginning of a root key's id."
)
@click.option("--with", "with_key", type=FILE, required=True, help="File for the new private key.")
@click.option("--sign", "signing", multiple=True, type=FILE, required=True, help="Root key that signs; may be repeated.")
@json_option
def rotate(folder: Path, replace: str, with_key: Path, signing: tuple[Path, ...], as_json: bool) -> None:
    """Put a new key in the place of one that was lost or stolen; the old root keys sign."""
    from comity.custody.directory.publish import root_keys
    from comity.custody.directory.publish import rotate as exchange

    version = exchange(folder, signing, replace=replace, with_key=with_key, password=_password())
    answer: dict[str, object] = {"directory": str(folder), "root": version, "root_keys": root_keys(folder)}
    out(answer, as_json, f"{folder}: root {version}; renew the directory with the new key")


@command.command()
@_folder
@click.option("--root", type=FILE, help="The root that reached you on another way; needed the first time only.")
@click.option("--state", type=FILE, help="Folder that remembers what was seen (default: in your settings folder).")
@json_option
def follow(folder: Path, root: Path | None, state: Path | None, as_json: bool) -> None:
    """Check a copy of the directory and remember it: a forged, old, mixed or expired one is refused (exit code 3)."""
    from comity.custody.directory.follow import follow as check

    held = check(folder, state or default_state(), root)
    rows = [
        {"authority": one.authority, "country": one.country, "key": one.key, "call_back": one.call_back, "until": one.until}
        for one in held.authorities
    ]
    lines = [f"{one.authority} ({one.country}): call {one.call_back}, key until {one.until}" for one in held.authorities]
    text = "\n".join([f"version {held.version}, to be relied upon until {held.expires}", *(f"  {line}" for line in lines)])
    out({"version": held.version, "expires": held.expires, "authorities": rows}, as_json, text)


def default_state() -> Path:
    """Return the folder that remembers directories."""
    return Path(click.get_app_dir("comity")) / "directory"


def _password() -> bytes | None:
    word = os.environ.get("COMITY_DIRECTORY_PASSWORD")
    return word.encode() if word else None

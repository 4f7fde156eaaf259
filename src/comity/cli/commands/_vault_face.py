"""What the commands of `comity vault` share: options, opening, answers."""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.custody.vault.vault import Vault

FILE = click.Path(path_type=Path)
vault_option = click.option("--vault", "root", type=FILE, required=True, help="The vault's folder.")
identity_option = click.option(
    "--identity",
    type=FILE,
    envvar="COMITY_IDENTITY",
    default=lambda: Path(click.get_app_dir("comity")) / "identity.age",
    show_default="the file identity.age of your settings folder, or COMITY_IDENTITY",
    help="The custodian's age identity.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
actor_option = click.option("--actor", default=getpass.getuser, help="Who acts (default: the user of this machine).")
second_option = click.option("--second", help="The second person, who confirms.")
reason_option = click.option("--reason", help="Why: the order, the rule, the request.")
case_option = click.option("--case", help="Case number.")
_BETWEEN = 0.2
"""Seconds between two looks at how far it is."""


def opened(root: Path, identity: Path) -> Vault:
    """Open a vault; what was last seen of it is remembered beside the identity."""
    from comity.custody.vault.vault import Vault

    return Vault(root, identity, seen=identity.absolute().parent / "last-seen")


def told(item: object) -> dict[str, object]:
    """Return an item as it is printed."""
    return {name: getattr(item, name) for name in ("id", "name", "size", "sha256", "blake3", "state")}


def out(answer: dict[str, object], as_json: bool, text: str) -> None:
    """Print the answer as one JSON document, or the text."""
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def write_new(path: Path, data: str | bytes) -> None:
    """Write a file for a person."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def meter(what: str = "taken in") -> Callable[[str, int], None] | None:
    """Show items, bytes and rate on a terminal; say nothing to a file or a pipe. What is counted is kept: it was acknowledged."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    count = total = 0
    begun = shown = time.monotonic()

    def show(_: str, size: int) -> None:
        nonlocal count, total, shown
        count, total, now = count + 1, total + size, time.monotonic()
        if now - shown >= _BETWEEN or count == 1:
            shown = now
            rate = total / 1e6 / max(now - begun, 1e-3)
            click.echo(f"\r{count:,} item(s), {total / 1e6:,.1f} MB {what}, {rate:,.0f} MB/s ", err=True, nl=False)

    return show

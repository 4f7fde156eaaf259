"""What the commands of `comity vault` share: options, opening, answers."""

from __future__ import annotations

import getpass
import json
import os
import sys
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


def meter() -> Callable[[str, int], None] | None:
    """Show bytes taken in on a terminal; say nothing to a file or a pipe."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    total = 0

    def show(_: str, size: int) -> None:
        nonlocal total
        total += size
        click.echo(f"\r{total / 1e6:,.1f} MB taken in", err=True, nl=False)

    return show

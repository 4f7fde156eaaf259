"""Keep evidence sealed, with a log that anyone can verify."""

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

_vault = click.option("--vault", "root", type=click.Path(path_type=Path), required=True, help="The vault's folder.")
_identity = click.option(
    "--identity",
    type=click.Path(path_type=Path),
    envvar="COMITY_IDENTITY",
    default=lambda: Path(click.get_app_dir("comity")) / "identity.age",
    show_default="the file identity.age of your settings folder, or COMITY_IDENTITY",
    help="The custodian's age identity.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def command() -> None:
    """Keep evidence sealed, with a log that anyone can verify."""


@command.command()
@_vault
@_identity
@click.option("--origin", help="Name of the log, a URL without scheme by custom.")
@click.option("--custodian", "custodians", multiple=True, help="Public recipient (age1…) of a further custodian.")
@_json
def init(root: Path, identity: Path, origin: str | None, custodians: tuple[str, ...], as_json: bool) -> None:
    """Make a vault; makes your custodian identity too when you have none."""
    from comity.custody.vault.keys import new_identity, read_identity
    from comity.custody.vault.vault import Vault

    if not identity.exists():
        new_identity(identity)
        click.echo(
            f"your custodian identity was made: {identity}\n  keep a copy apart: without it nothing in the vault can be read", err=True
        )
    own = str(read_identity(identity).to_public())
    Vault.create(root, origin or f"comity.invalid/{root.resolve().name}", [own, *custodians])
    with Vault(root, identity) as vault:
        keys = [str(key) for key in vault.signer.keys]
    _out({"vault": str(root), "keys": keys, "custodians": [own, *custodians]}, as_json, f"vault made: {root}")


@command.command()
@_vault
@_identity
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--case", help="Case number.")
@click.option("--reason", help="Why, or the request that produced it.")
@click.option("--actor", default=getpass.getuser, help="Who takes in (default: the user of this machine).")
@_json
def add(root: Path, identity: Path, paths: tuple[Path, ...], case: str | None, reason: str | None, actor: str, as_json: bool) -> None:
    """Take files or folders in."""
    from comity.custody.vault.vault import Actor

    with _opened(root, identity) as vault:
        items, skipped, note = vault.add(list(paths), Actor(actor, case=case, reason=reason), _meter())
    answer = {
        "items": [_item(item) for item in items],
        "skipped": [{"name": entry.name, "reason": entry.reason} for entry in skipped],
        "checkpoint": str(note),
    }
    new = sum(item.state == "new" for item in items)
    lines = [f"{new} item(s) taken in, {len(items) - new} known already, {len(skipped)} skipped"]
    lines += [f"  skipped {entry.name}: {entry.reason}" for entry in skipped]
    _out(answer, as_json, "\n".join(lines))


@command.command("list")
@_vault
@_identity
@_json
def list_items(root: Path, identity: Path, as_json: bool) -> None:
    """List what the vault holds."""
    with _opened(root, identity) as vault:
        items = list(vault.items())
    lines = [f"{item.id}  {item.size:>12}  {item.sha256[:16]}…  {item.name}" for item in items]
    _out({"items": [_item(item) for item in items]}, as_json, "\n".join(lines) or "the vault is empty")


@command.command()
@_vault
@_identity
@click.argument("item")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write; - writes to standard output.")
def get(root: Path, identity: Path, item: str, out: Path) -> None:
    """Give an item back, byte for byte."""
    with _opened(root, identity) as vault:
        chunks = vault.read(item)
        if str(out) == "-":
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            return
        part = out.with_name(out.name + ".part")
        try:
            with part.open("xb") as target:
                for chunk in chunks:
                    target.write(chunk)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


@command.command()
@_vault
@_identity
@_json
def verify(root: Path, identity: Path, as_json: bool) -> int:
    """Read log and items again, and name every bad one."""
    with _opened(root, identity) as vault:
        judged = list(vault.verify())
    bad = [(item, fault) for item, fault in judged if fault]
    reasons = [{"code": "item", "text": fault, "where": item.id} for item, fault in bad]
    lines = [f"{len(judged)} item(s) read, {len(bad)} bad", *(f"  {item.id} {item.name}: {fault}" for item, fault in bad)]
    _out({"ok": not bad, "items": len(judged), "reasons": reasons}, as_json, "\n".join(lines))
    return 3 if bad else 0


@command.command()
@_vault
@_identity
@click.argument("item")
@click.option("--out", type=click.Path(path_type=Path), help="Proof file (default: ITEM.tlog-proof).")
@_json
def prove(root: Path, identity: Path, item: str, out: Path | None, as_json: bool) -> None:
    """Write the proof of an item for an outsider, and the key to check it with."""
    with _opened(root, identity) as vault:
        proof = vault.prove(item)
        keys = [str(key) for key in vault.signer.keys]
    path = out or Path(f"{item}.tlog-proof")
    path.write_text(str(proof), encoding="utf-8")
    text = f"{path}\n  check it: comity verify item FILE --proof {path} --key {keys[0]}"
    _out({"proof": str(path), "index": proof.index, "keys": keys}, as_json, text)


def _opened(root: Path, identity: Path) -> Vault:
    from comity.custody.vault.vault import Vault

    return Vault(root, identity)


def _item(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in ("id", "name", "size", "sha256", "blake3", "state")}


def _meter() -> Callable[[str, int], None] | None:
    """Show bytes taken in on a terminal; say nothing to a file or a pipe."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    total = 0

    def show(_: str, size: int) -> None:
        nonlocal total
        total += size
        click.echo(f"\r{total / 1e6:,.1f} MB taken in", err=True, nl=False)

    return show


def _out(answer: dict[str, object], as_json: bool, text: str) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)

"""Keep evidence sealed, with a log that anyone can verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from comity.cli.commands._vault_anchors import anchors, checkpoint
from comity.cli.commands._vault_face import (
    FILE,
    identity_option,
    json_option,
    meter,
    opened,
    out,
    told,
    vault_option,
)
from comity.cli.commands._vault_intake import add
from comity.cli.commands._vault_keys import keys
from comity.cli.commands._vault_log import stamp, tiles
from comity.cli.commands._vault_requests import directory, register
from comity.cli.commands._vault_retention import erase, export, hold
from comity.cli.commands._vault_witness import ask_witness, cosigned, witness


@click.group()
def command() -> None:
    """Keep evidence sealed, with a log that anyone can verify."""


@command.command()
@vault_option
@identity_option
@click.option("--origin", help="Name of the log, a URL without scheme by custom.")
@click.option("--custodian", "custodians", multiple=True, help="Public recipient (age1…) of a further custodian.")
@click.option("--ledger", default="journal", help="Where the log lies: journal (in the vault), or postgresql://USER@HOST/DATABASE.")
@click.option(
    "--store", default="folder", help="Where the evidence lies: folder (in the vault), or s3+https://HOST/BUCKET/PREFIX?region=REGION."
)
@json_option
def init(root: Path, identity: Path, origin: str | None, custodians: tuple[str, ...], ledger: str, store: str, as_json: bool) -> None:
    """Make a vault; makes your custodian identity too when you have none."""
    from comity.custody.vault.keys import new_identity, read_identity
    from comity.custody.vault.vault import Vault

    if not identity.exists():
        new_identity(identity)
        click.echo(
            f"your custodian identity was made: {identity}\n  keep a copy apart: without it nothing in the vault can be read", err=True
        )
    own = str(read_identity(identity).to_public())
    Vault.create(root, origin or f"comity.invalid/{root.resolve().name}", [own, *custodians], ledger=ledger, store=store)
    with Vault(root, identity) as vault:
        keys = [str(key) for key in vault.signer.keys]
    out({"vault": str(root), "keys": keys, "custodians": [own, *custodians]}, as_json, f"vault made: {root}")


@command.command("list")
@vault_option
@identity_option
@json_option
def list_items(root: Path, identity: Path, as_json: bool) -> None:
    """List what the vault holds."""
    with opened(root, identity) as vault:
        items = list(vault.items())
    lines = [f"{item.id}  {item.size:>12}  {item.sha256[:16]}…  {item.name}" for item in items]
    out({"items": [told(item) for item in items]}, as_json, "\n".join(lines) or "the vault is empty")


@command.command()
@vault_option
@identity_option
@click.argument("item")
@click.option("--out", "target", type=FILE, required=True, help="File to write; - writes to standard output.")
def get(root: Path, identity: Path, item: str, target: Path) -> None:
    """Give an item back, byte for byte."""
    with opened(root, identity) as vault:
        chunks = vault.read(item)
        if str(target) == "-":
            for chunk in chunks:
                sys.stdout.buffer.write(chunk)
            return
        part = target.with_name(target.name + ".part")
        try:
            with part.open("xb") as plain:
                for chunk in chunks:
                    plain.write(chunk)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


@command.command()
@vault_option
@identity_option
@click.option("--both", is_flag=True, help="Compute SHA-256 as well as BLAKE3.")
@click.option("--resume", "notes", type=FILE, help="File of notes: a verification that was stopped goes on where it was.")
@json_option
def verify(root: Path, identity: Path, both: bool, notes: Path | None, as_json: bool) -> int:
    """Read log and items again, and name every bad one."""
    from comity.custody.vault.reverify import verify as go_on

    show, judged = meter("read again"), []
    with opened(root, identity) as vault:
        try:
            for item, fault in go_on(vault, notes, both=both) if notes else vault.verify(both=both):
                judged.append((item, fault))
                if show:
                    show(item.id, item.size)
        except KeyboardInterrupt:
            kept = (
                f"kept in {notes}: the same command goes on there" if notes else "nothing is kept; with --resume FILE the next run goes on"
            )
            click.echo(f"\n{len(judged)} item(s) were read again, {kept}", err=True)
            raise
    bad = [(item, fault) for item, fault in judged if fault]
    reasons = [{"code": "item", "text": fault, "where": item.id} for item, fault in bad]
    lines = [f"{len(judged)} item(s) read, {len(bad)} bad", *(f"  {item.id} {item.name}: {fault}" for item, fault in bad)]
    out({"ok": not bad, "items": len(judged), "reasons": reasons}, as_json, "\n".join(lines))
    return 3 if bad else 0


@command.command()
@vault_option
@identity_option
@click.argument("item")
@click.option("--out", "target", type=FILE, help="Proof file (default: ITEM.tlog-proof).")
@click.option("--with-verifier", type=FILE, help="Folder into which verify.py and verify.html are written beside it.")
@json_option
def prove(root: Path, identity: Path, item: str, target: Path | None, with_verifier: Path | None, as_json: bool) -> None:
    """Write the proof of an item for an outsider, and the key to check it with."""
    with opened(root, identity) as vault:
        proof = vault.prove(item)
        log_keys = [str(key) for key in vault.signer.keys]
    path = target or Path(f"{item}.tlog-proof")
    path.write_text(str(proof), encoding="utf-8")
    tools = []
    if with_verifier:
        from comity.custody.outsider.tools import write_tools

        tools = [str(tool) for tool in write_tools(with_verifier)]
    text = f"{path}\n  check it: comity verify item FILE --proof {path} --key {log_keys[0]}"
    out({"proof": str(path), "index": proof.index, "keys": log_keys, "tools": tools}, as_json, text)


for further in (add, export, hold, erase, keys, register, directory, ask_witness, witness, cosigned, tiles, stamp, checkpoint, anchors):
    command.add_command(further)

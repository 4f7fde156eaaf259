"""Who can open a vault: list, add, rotate, escrow, drill, recover."""

from __future__ import annotations

import json
from pathlib import Path

import click

from comity.cli.commands._vault_face import (
    FILE,
    actor_option,
    identity_option,
    json_option,
    opened,
    out,
    reason_option,
    second_option,
    vault_option,
    write_new,
)


@click.group()
def keys() -> None:
    """Say who can open the vault, and prepare for the day when they cannot."""


@keys.command("list")
@vault_option
@json_option
def list_keys(root: Path, as_json: bool) -> None:
    """List the custodians and the keys of the log; needs no identity."""
    from comity.custody.vault.about import read_about

    about = read_about(root)
    answer: dict[str, object] = {"origin": about.origin, "custodians": about.custodians, "keys": about.keys}
    lines = [
        f"log {about.origin}",
        *(f"  custodian {one}" for one in about.custodians),
        *(f"  key {one[:90]}" for one in about.keys),
    ]
    out(answer, as_json, "\n".join(lines))


@keys.command()
@vault_option
@identity_option
@click.argument("recipients", nargs=-1, required=True)
@actor_option
@second_option
@reason_option
@json_option
def add(root: Path, identity: Path, recipients: tuple[str, ...], actor: str, second: str | None, reason: str | None, as_json: bool) -> None:
    """Let further custodians in: wrap the vault's key for them (age1…)."""
    _change(root, identity, list(recipients), [], (actor, second, reason), as_json)


@keys.command()
@vault_option
@identity_option
@click.option("--add", "added", multiple=True, help="Public recipient (age1…) to let in.")
@click.option("--remove", "removed", multiple=True, help="Public recipient to shut out.")
@actor_option
@second_option
@reason_option
@json_option
def rotate(
    root: Path,
    identity: Path,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    actor: str,
    second: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Wrap the vault's key anew, for another set of custodians."""
    _change(root, identity, list(added), list(removed), (actor, second, reason), as_json)


@keys.command()
@vault_option
@identity_option
@click.option("--threshold", type=int, default=2, show_default=True, help="How many shares bring the key back.")
@click.option("--shares", "count", type=int, default=3, show_default=True, help="How many shares are made.")
@click.option("--out", "folder", type=FILE, required=True, help="Folder for the shares: print them, hand them out, then destroy the files.")
@actor_option
@second_option
@reason_option
@json_option
def escrow(
    root: Path,
    identity: Path,
    threshold: int,
    count: int,
    folder: Path,
    actor: str,
    second: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Split the vault's key into printed shares, any few of which bring it back."""
    from comity.custody.vault.custodians import make_escrow
    from comity.custody.vault.vault import Actor

    with opened(root, identity) as vault:
        shares = make_escrow(vault, Actor(actor, reason=reason, second_person=second), threshold, count)
    paths = [folder / f"share-{share.number}.txt" for share in shares]
    for path, share in zip(paths, shares, strict=True):
        write_new(path, f"Share {share.number} of the key of {share.origin}; {threshold} of {count} bring it back.\n\n{share.line()}\n")
        path.chmod(0o600)
    answer = {"shares": [str(path) for path in paths], "threshold": threshold}
    out(
        answer,
        as_json,
        f"{count} shares in {folder}: print them, hand them to {count} people, destroy the files\n  then try: comity vault keys drill",
    )


@keys.command()
@vault_option
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--report", type=FILE, help="File for the report of the drill.")
@json_option
def drill(root: Path, files: tuple[Path, ...], report: Path | None, as_json: bool) -> None:
    """Show that shares bring the key back; the key itself is not shown or kept."""
    from comity import __version__
    from comity.custody.vault.custodians import Share, recovered_key
    from comity.model.time import as_rfc3339, system_clock

    shares = [Share.parse(_text(path), str(path)) for path in files]
    recovered_key(root, shares)
    answer = {
        "ok": True,
        "vault": str(root),
        "origin": shares[0].origin,
        "at": as_rfc3339(system_clock()),
        "shares": sorted({share.number for share in shares}),
        "threshold": shares[0].threshold,
        "of": shares[0].count,
        "tool": f"comity {__version__}",
    }
    if report:
        write_new(report, json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    used = ", ".join(str(share.number) for share in shares)
    out(answer, as_json, f"shares {used} open {shares[0].origin}: the drill succeeded at {answer['at']}")


@keys.command()
@vault_option
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--custodian", required=True, help="Public recipient (age1…) to let in.")
@json_option
def recover(root: Path, files: tuple[Path, ...], custodian: str, as_json: bool) -> None:
    """Let a new custodian in by shares, when no identity is left."""
    from comity.custody.vault import custodians

    custodians.recover(root, [custodians.Share.parse(_text(path), str(path)) for path in files], custodian)
    out({"custodian": custodian}, as_json, f"{custodian} can open {root}; record why with the next act")


def _change(root: Path, identity: Path, add: list[str], remove: list[str], who: tuple[str, str | None, str | None], as_json: bool) -> None:
    from comity.custody.vault.custodians import change_custodians
    from comity.custody.vault.vault import Actor

    actor, second, reason = who
    with opened(root, identity) as vault:
        custodians = change_custodians(vault, Actor(actor, reason=reason, second_person=second), add=add, remove=remove)
    out({"custodians": custodians}, as_json, f"{len(custodians)} custodian(s) can open the vault")


def _text(path: Path) -> str:
    from comity.custody.verify.checkpoint import read_bytes

    return read_bytes(path).decode("utf-8", "replace")

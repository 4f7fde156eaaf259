"""Let another authority witness that a log only grows: ask, cosign, keep the cosignature."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._vault_face import FILE, identity_option, json_option, opened, out, vault_option, write_new


@click.command("ask-witness")
@vault_option
@identity_option
@click.option("--old", type=int, default=0, show_default=True, help="Size that the witness cosigned last.")
@click.option("--out", "target", type=FILE, required=True, help="Request to send to the witness.")
@json_option
def ask_witness(root: Path, identity: Path, old: int, target: Path, as_json: bool) -> None:
    """Sign a checkpoint, and write the request that a witness needs to cosign it."""
    from comity.crypto.checkpoint import Checkpoint
    from comity.custody.log.witness import Request
    from comity.errors import InputError

    with opened(root, identity) as vault:
        with vault.locked():
            note = vault.sign()
        size = Checkpoint.parse(note.text).size
        if not 0 <= old <= size:
            raise InputError(f"the log has {size} entries, not {old}", place=str(root))
        proof = tuple(vault.ledger.consistency(old, size)) if old else ()
        key = str(vault.signer.keys[0])
    write_new(target, str(Request(old, proof, note)))
    out({"request": str(target), "size": size, "key": key}, as_json, f"{target}: {size} entries\n  key of the log: {key}")


@click.command()
@click.argument("request", type=FILE)
@click.option("--state", "folder", type=FILE, required=True, help="The witness's folder: its key and what it saw.")
@click.option("--name", help="Make a witness of this name first, when there is none.")
@click.option("--key", required=True, help="Verifier key of the log.")
@click.option("--out", "target", type=FILE, required=True, help="Cosignature to send back.")
@json_option
def witness(request: Path, folder: Path, name: str | None, key: str, target: Path, as_json: bool) -> None:
    """Cosign another authority's checkpoint, when its log did nothing but grow."""
    from comity.custody.log.witness import WitnessDesk
    from comity.custody.verify.checkpoint import read_bytes, read_keys
    from comity.model.time import system_clock

    is_new = name is not None and not (folder / "witness.json").exists()
    desk = WitnessDesk.create(folder, name or "") if is_new else WitnessDesk(folder)
    line = desk.cosign(read_bytes(request), read_keys([key])[0], system_clock(), str(request))
    write_new(target, line)
    verifier = str(desk.witness.verifier)
    out({"cosignature": str(target), "witness": verifier}, as_json, f"{target}: cosigned\n  key of the witness: {verifier}")


@click.command()
@vault_option
@identity_option
@click.argument("cosignature", type=FILE)
@click.option("--witness", "witness_key", required=True, help="Verifier key of the witness.")
@json_option
def cosigned(root: Path, identity: Path, cosignature: Path, witness_key: str, as_json: bool) -> None:
    """Keep a witness's cosignature with the newest checkpoint: proofs made from now on carry it."""
    from comity.custody.log.witness import with_cosignature
    from comity.custody.verify.checkpoint import read_bytes, read_keys
    from comity.errors import InputError

    line = read_bytes(cosignature).decode("utf-8", "replace")
    with opened(root, identity) as vault, vault.locked():
        note = vault.ledger.last_note()
        if note is None:
            raise InputError("no checkpoint was signed yet", place=str(root))
        whole = with_cosignature(note, line, read_keys([witness_key])[0], str(cosignature))
        vault.ledger.cosigned(whole)
    out({"checkpoint": str(whole)}, as_json, f"kept: {len(whole.signatures)} signatures")

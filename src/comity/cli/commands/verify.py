"""Check proofs, checkpoints and bags as an outsider can."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.custody.verify.judgement import Judgement

_FILE = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_key = click.option("--key", "keys", multiple=True, required=True, help="Verifier key of the log, as text or as a file.")
_witness = click.option("--witness", "witnesses", multiple=True, help="Verifier key of a witness that must have cosigned.")


@click.group()
def command() -> None:
    """Check proofs, checkpoints and bags as an outsider can.

    Exit code 0 when everything holds, 3 when something does not; the reasons name the first bad place.
    """


@command.command("merkle-probe")
@click.argument("file", type=_FILE)
@_json
def merkle_probe(file: Path, as_json: bool) -> int:
    """Check a Merkle proof in the JSON form of the published test data."""
    from comity.custody.verify.merkle_probe import check_merkle_probe

    return _answer(lambda: check_merkle_probe(file), as_json)


@command.command()
@click.argument("file", type=_FILE)
@_json
def bag(file: Path, as_json: bool) -> int:
    """Check a BagIt bag and name every bad file."""
    from comity.custody.verify.bag import check_bag

    return _answer(lambda: check_bag(file), as_json)


@command.command()
@click.argument("file", type=_FILE)
@_key
@_witness
@_json
def checkpoint(file: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], as_json: bool) -> int:
    """Check the signatures of a checkpoint."""
    from comity.custody.verify.checkpoint import check_checkpoint, read_keys

    return _answer(lambda: check_checkpoint(file, read_keys(keys), read_keys(witnesses)), as_json)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--item", type=_FILE, required=True, help="The file that the proof speaks of.")
@_key
@_witness
@_json
def proof(file: Path, item: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], as_json: bool) -> int:
    """Check that an item is in a log, by its proof file."""
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.proof import check_proof

    return _answer(lambda: check_proof(file, item, read_keys(keys), read_keys(witnesses)), as_json)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--data", type=_FILE, required=True, help="The file that was stamped.")
@click.option("--ca", type=_FILE, required=True, help="Roots of the time-stamping authority, PEM.")
@_json
def timestamp(file: Path, data: Path, ca: Path, as_json: bool) -> int:
    """Check an RFC 3161 time stamp with two verifiers."""
    from comity.custody.verify.timestamp import check_timestamp

    return _answer(lambda: check_timestamp(file, data, ca), as_json)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--proof", "proof_file", type=_FILE, required=True, help="The proof that came with the item.")
@_key
@_witness
@_json
def item(file: Path, proof_file: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], as_json: bool) -> int:
    """Check one item against the proof that came with it."""
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.proof import check_proof

    return _answer(lambda: check_proof(proof_file, file, read_keys(keys), read_keys(witnesses)), as_json)


def _answer(check: Callable[[], Judgement], as_json: bool) -> int:
    judgement = check()
    if as_json:
        reasons = [{"code": reason.code, "text": reason.text, "where": reason.where} for reason in judgement.reasons]
        click.echo(json.dumps({"ok": judgement.ok, "reasons": reasons}, ensure_ascii=False))
    else:
        click.echo("holds" if judgement.ok else "does not hold")
        for reason in judgement.reasons:
            click.echo(f"  {reason.where}: {reason.text}" if reason.where else f"  {reason.text}")
    return 0 if judgement.ok else 3

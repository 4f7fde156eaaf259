"""Check proofs, checkpoints and bags as an outsider can."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.output import words
from comity.text.messages import Messages, mark

if TYPE_CHECKING:
    from comity.custody.verify.judgement import Judgement

_FILE = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_key = click.option("--key", "keys", multiple=True, required=True, help="Verifier key of the log, as text or as a file.")
_witness = click.option("--witness", "witnesses", multiple=True, help="Verifier key of a witness that must have cosigned.")


LABELS = {
    "form": mark("the file is malformed"),
    "no_key": mark("no key was given: nothing can be trusted"),
    "signature": mark("a signature does not hold"),
    "unsigned": mark("no known key signed this"),
    "witness": mark("the signature of a witness is missing"),
    "disclosure": mark("the disclosed event does not fit the log"),
    "inclusion": mark("the entry is not in the log"),
    "item": mark("this is another file: its SHA-256 differs"),
    "included": mark("the entry is in the log"),
    "event": mark("what the entry says"),
    "missing": mark("a part of the log is missing"),
    "tile": mark("a tile of hashes was changed"),
    "shrank": mark("the log shrank"),
    "rewritten": mark("the log was rewritten"),
    "grown": mark("the log did nothing but grow"),
    "genuine": mark("the request is genuine"),
    "altered": mark("the request or its slip was altered"),
    "expired": mark("the slip has expired"),
    "not_yet": mark("the slip is not valid yet"),
    "replayed": mark("the slip was made for somebody else or was shown before"),
    "unknown_key": mark("the key is unknown: the request is not confirmed"),
    "stated": mark("the slip states"),
    "code": mark("code to compare on the telephone"),
    "not_compared": mark("the letter itself was not compared"),
    "authority": mark("authority by the signed directory"),
}


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


@command.command()
@click.argument("file", type=_FILE)
@_key
@_witness
@_json
def event(file: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], as_json: bool) -> int:
    """Check that a disclosed event (an erasure, a hold, an export) is in a log."""
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.proof import check_event

    return _answer(lambda: check_event(file, read_keys(keys), read_keys(witnesses)), as_json)


@command.command()
@click.argument("folder", type=_FILE)
@_key
@_witness
@click.option("--since", type=_FILE, help="A checkpoint kept from before: the log must begin with what it signed.")
@_json
def tiles(folder: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], since: Path | None, as_json: bool) -> int:
    """Check a whole log as tiles: every entry, every hash, and the root that was signed."""
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.tiles import check_tiles

    return _answer(lambda: check_tiles(folder, read_keys(keys), read_keys(witnesses), since), as_json)


@command.command()
@click.argument("slip")
@click.option("--request", type=_FILE, help="The letter that the slip came with.")
@click.option("--key", "keys", multiple=True, help="Verifier key of the authority, as text or as a file.")
@click.option("--directory", type=_FILE, help="Directory of authorities: the folder that is published, or a signed file.")
@click.option("--directory-key", help="Verifier key of whoever signed the file; for a folder, its first root.")
@click.option("--directory-state", type=_FILE, help="Folder that remembers what was seen of the published directory.")
@click.option("--addressee", help="Who you are: a slip made for somebody else is refused.")
@click.option("--seen", type=_FILE, help="File that remembers slips; one that was shown before is refused.")
@click.option("--on", help="Day or instant in UTC at which to judge (default: now).")
@_json
def slip(
    slip: str,
    request: Path | None,
    keys: tuple[str, ...],
    directory: Path | None,
    directory_key: str | None,
    directory_state: Path | None,
    addressee: str | None,
    seen: Path | None,
    on: str | None,
    as_json: bool,
) -> int:
    """Check the verification slip of a request: genuine, altered, expired, replayed, or of an unknown key.

    SLIP is a file, or the text that the QR code holds.
    """
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.slip import SlipContext, check_slip, moment, read_slip

    data, place = read_slip(slip)
    context = SlipContext(moment(on), request, addressee, seen)
    if directory:
        from comity.custody.slip.directory import check_against, read_directory

        if directory.is_dir():
            from comity.cli.commands.directory import default_state
            from comity.custody.directory.follow import follow

            first = Path(directory_key) if directory_key else None
            held = follow(directory, directory_state or default_state(), first)
            return _answer(lambda: check_against(held.authorities, data, context, place), as_json)
        if not directory_key:
            raise click.UsageError("--directory needs --directory-key")
        entries = read_directory(directory, read_keys([directory_key]))
        return _answer(lambda: check_against(entries, data, context, place), as_json)
    return _answer(lambda: check_slip(data, read_keys(keys), context, place), as_json)


@command.command()
@click.argument("file", type=_FILE)
@click.option("--max-members", type=int, help="Number of members that is still taken in.")
@click.option("--max-bytes", type=int, help="Bytes that may come out in all.")
@click.option("--max-ratio", type=int, help="How many times its packed size a member may grow.")
@_json
def archive(file: Path, max_members: int | None, max_bytes: int | None, max_ratio: int | None, as_json: bool) -> int:
    """Say whether an archive would be taken in: members accepted, refused, and why."""
    from comity.custody.archive.verdict import Limits
    from comity.custody.verify.archive import check_archive

    given = {"members": max_members, "total": max_bytes, "ratio": max_ratio}
    judgement, verdict = check_archive(file, Limits(**{name: value for name, value in given.items() if value is not None}))
    if as_json:
        rows = [
            {"name": member.name, "size": member.size, "accepted": not member.reasons, "reasons": member.reasons}
            for member in verdict.members
        ]
        reasons = [{"code": reason.code, "text": reason.text, "where": reason.where} for reason in judgement.reasons]
        click.echo(json.dumps({"ok": judgement.ok, "kind": verdict.kind, "members": rows, "reasons": reasons}, ensure_ascii=False))
        return 0 if judgement.ok else 3
    refused = sum(bool(member.reasons) for member in verdict.members)
    click.echo(f"{len(verdict.members) - refused} member(s) accepted, {refused} refused", err=True)
    return _answer(lambda: judgement, as_json)


@command.command()
@click.option("--out", type=_FILE, required=True, help="Folder to write into.")
def tools(out: Path) -> None:
    """Write verify.py and verify.html, which check proofs and slips without Comity."""
    from comity.custody.outsider.tools import write_tools

    for path in write_tools(out):
        click.echo(path)


def _answer(check: Callable[[], Judgement], as_json: bool) -> int:
    judgement = check()
    if as_json:
        reasons = [{"code": reason.code, "text": reason.text, "where": reason.where} for reason in judgement.reasons]
        click.echo(json.dumps({"ok": judgement.ok, "reasons": reasons}, ensure_ascii=False))
    else:
        t = words()
        click.echo(t("holds") if judgement.ok else t("does not hold"))
        for reason in judgement.reasons:
            text = reason.text if t.language == "en" else _labelled(t, reason.code, reason.text)
            click.echo(f"  {reason.where}: {text}" if reason.where else f"  {text}")
    return 0 if judgement.ok else 3


def _labelled(t: Messages, code: str, text: str) -> str:
    """Say in the user's language what a reason's code means, and give the English detail behind it."""
    label = LABELS.get(code)
    return f"{t(label)} ({text})" if label else text

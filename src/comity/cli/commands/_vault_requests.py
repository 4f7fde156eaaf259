"""Register requests before they are sent, and publish whose key is whose."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._vault_face import (
    FILE,
    actor_option,
    case_option,
    identity_option,
    json_option,
    opened,
    out,
    second_option,
    vault_option,
    write_new,
)


@click.command()
@vault_option
@identity_option
@click.argument("letter", type=FILE)
@click.option("--authority", required=True, help="Who asks, as the directory names it.")
@click.option("--addressee", required=True, help="Who is asked: the slip holds for nobody else.")
@click.option("--reference", required=True, help="Your own number of the request.")
@click.option("--call-back", required=True, help="Telephone of the duty desk, as in the directory.")
@click.option("--expires", required=True, help="Day or instant in UTC from which the slip is refused.")
@click.option("--out", "folder", type=FILE, default=Path(), help="Folder for slip and QR code (default: here).")
@actor_option
@second_option
@case_option
@json_option
def register(
    root: Path,
    identity: Path,
    letter: Path,
    authority: str,
    addressee: str,
    reference: str,
    call_back: str,
    expires: str,
    folder: Path,
    actor: str,
    second: str | None,
    case: str | None,
    as_json: bool,
) -> None:
    """Register a request before it is sent, and make its verification slip: text, QR code, and a code for the telephone."""
    from comity.custody.slip.slip import Registration, code_of, qr_svg, register_letter
    from comity.custody.verify.checkpoint import read_bytes
    from comity.custody.verify.slip import moment

    data = read_bytes(letter)
    with opened(root, identity) as vault:
        details = Registration("", authority, addressee, reference, moment(expires), call_back, actor, second, case)
        text, proof = register_letter(vault, data, details)
        key = str(vault.signer.keys[0])
    slip, picture = folder / f"{letter.stem}.slip", folder / f"{letter.stem}.slip.svg"
    write_new(slip, text)
    write_new(picture, qr_svg(text))
    code = code_of(proof)
    answer: dict[str, object] = {"slip": str(slip), "qr": str(picture), "code": code, "key": key, "checkpoint": str(proof.note)}
    out(answer, as_json, f"registered as entry {proof.index}; code {code}\n  send with the letter: {slip} or {picture}")


@click.command()
@vault_option
@identity_option
@click.argument("authorities", type=FILE)
@click.option("--out", "target", type=FILE, required=True, help="File to write.")
@json_option
def directory(root: Path, identity: Path, authorities: Path, target: Path, as_json: bool) -> None:
    """Sign a directory of authorities (YAML: authority, country, key, call_back, until) with this vault's log key."""
    from comity.custody.slip.directory import read_authorities, signed_directory

    rows = read_authorities(authorities)
    with opened(root, identity) as vault:
        write_new(target, signed_directory(rows, vault.signer))
        key = str(vault.signer.keys[0])
    out({"directory": str(target), "authorities": len(rows), "key": key}, as_json, f"{target}: {len(rows)} authorities, signed by\n  {key}")

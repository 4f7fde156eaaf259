"""Hand the log itself out, and have its checkpoints stamped."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._vault_face import FILE, actor_option, identity_option, json_option, opened, out, reason_option, vault_option


@click.command()
@vault_option
@identity_option
@click.option("--out", "target", type=FILE, required=True, help="Folder to write into; full tiles that are there stay.")
@json_option
def tiles(root: Path, identity: Path, target: Path, as_json: bool) -> None:
    """Write the whole log as static files that anyone may fetch and check (C2SP tlog-tiles)."""
    from comity.custody.log.tiles import export_tiles

    with opened(root, identity) as vault:
        with vault.locked():
            vault.sign()
        size = export_tiles(vault.ledger, target)
        keys = [str(key) for key in vault.signer.keys]
    text = f"{target}: {size} entries\n  check them: comity verify tiles {target} --key {keys[0]}"
    out({"tiles": str(target), "size": size, "keys": keys}, as_json, text)


@click.command()
@vault_option
@identity_option
@click.option("--authority", envvar="COMITY_TSA", required=True, help="Address of the time-stamping authority (or COMITY_TSA).")
@click.option("--ca", type=FILE, envvar="COMITY_TSA_CA", required=True, help="Its roots, PEM (or COMITY_TSA_CA).")
@actor_option
@reason_option
@json_option
def stamp(root: Path, identity: Path, authority: str, ca: Path, actor: str, reason: str | None, as_json: bool) -> int:
    """Have a time-stamping authority (RFC 3161) confirm that the log existed; only a digest leaves the house."""
    from comity.custody.timestamps.stamps import FILES
    from comity.custody.timestamps.stamps import stamp as stamp_log
    from comity.custody.vault.vault import Actor
    from comity.custody.verify.checkpoint import read_bytes

    read_bytes(ca)
    with opened(root, identity) as vault:
        made, judgement = stamp_log(vault, authority, ca, Actor(actor, reason=reason))
    files = {ending: str(made.path(root, ending)) for ending in FILES}
    reasons = [{"code": because.code, "text": because.text, "where": because.where} for because in judgement.reasons]
    lines = ["stamped" if judgement.ok else "the token is kept, but a verifier refuses it: it proves nothing"]
    lines += [f"  {because.code}: {because.text}" for because in judgement.reasons]
    lines.append(f"  check it: comity verify timestamp {files['tsr']} --data {files['checkpoint']} --ca {ca}")
    out({"ok": judgement.ok, "size": made.size, "files": files, "reasons": reasons}, as_json, "\n".join(lines))
    return 0 if judgement.ok else 3

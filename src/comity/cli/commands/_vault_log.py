"""Hand the log itself out, and have its checkpoints stamped."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._vault_face import FILE, identity_option, json_option, opened, out, vault_option


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

"""Back a register up into one file that restores on either database, while people go on working."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--out", type=_FILE, metavar="FILE", required=True, help="The backup; an existing file is replaced only when the new one is whole."
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the register.")
@click.option("--recipient", "recipients", multiple=True, metavar="AGE", help="Encrypt for this age recipient; may be given again.")
@click.option("--passphrase-file", type=_FILE, metavar="FILE", help="Encrypt with the passphrase in the first line of this file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(out: Path, data: Path | None, recipients: tuple[str, ...], passphrase_file: Path | None, as_json: bool) -> None:
    """Back a register up into one file.

    It holds the rows of one moment and the files of the data folder, the key included: encrypt it, or keep it where the register itself may
    be kept. Keep the digest of the manifest that is printed elsewhere: it tells later whether a backup is the one that was made.
    """
    from comity.cli.commands._backup_face import passphrase_of, tell
    from comity.cli.output import print_json, words
    from comity.desk.service import configure, prepare

    t = words()
    configure(data)
    prepare()
    from comity.desk.backup.make import back_up

    made = back_up(out, recipients=recipients, passphrase=passphrase_of(passphrase_file), progress=tell(t))
    if as_json:
        print_json(
            {
                "path": str(made.path),
                "sha256": made.sha256,
                "manifest_sha256": made.manifest_sha256,
                "rows": made.rows,
                "files": made.files,
                "encrypted": made.is_encrypted,
            }
        )
        return
    click.echo(str(made.path))
    click.echo(
        t("{rows} rows and {files} files; SHA-256 of the manifest: {digest}", rows=made.rows, files=made.files, digest=made.manifest_sha256)
    )
    if not made.is_encrypted:
        click.echo(t("not encrypted: it holds the key of the register; keep it as you keep the register"), err=True)

"""Restore a backup into an empty register, on SQLite or PostgreSQL, or only check it."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("backup", metavar="FILE", type=_FILE)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the new register.")
@click.option("--identity", type=_FILE, metavar="FILE", help="age identity, where the backup is encrypted for one.")
@click.option("--passphrase-file", type=_FILE, metavar="FILE", help="Its passphrase, in the first line of this file.")
@click.option("--check", is_flag=True, help="Only tell whether the backup holds; nothing is restored.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(backup: Path, data: Path | None, identity: Path | None, passphrase_file: Path | None, check: bool, as_json: bool) -> None:
    """Restore a backup into an empty register.

    The backup is checked whole before anything is touched, and what was loaded is read back and compared before it is kept. A register in
    which somebody works is never overwritten: name another folder, and with COMITY_DATABASE_URL another database.
    """
    from comity.cli.commands._backup_face import identity_of, passphrase_of, tell
    from comity.cli.output import print_json, words

    t = words()
    opening = {"identity": identity_of(identity), "passphrase": passphrase_of(passphrase_file)}
    if check:
        from comity.desk.backup.check import check_backup

        found = check_backup(backup, progress=tell(t), **opening)
        tables, files = found.manifest["tables"], found.manifest["files"]
        rows, made_at, digest = sum(table["rows"] for table in tables.values()), found.manifest["made_at"], found.sha256
        count, entries = len(files), None
    else:
        from comity.desk.service import configure

        configure(data)
        from comity.desk.backup.restore import restore

        done = restore(backup, progress=tell(t), **opening)
        rows, made_at, digest, count, entries = done.rows, done.made_at, done.manifest_sha256, done.files, done.entries
    if as_json:
        print_json(
            {"rows": rows, "files": count, "journal_entries": entries, "manifest_sha256": digest, "made_at": made_at, "restored": not check}
        )
        return
    click.echo(t("the backup of {moment} holds: {rows} rows and {files} files", moment=made_at, rows=rows, files=count))
    if entries is not None:
        click.echo(t("restored; the {count} entries of its journal fit together", count=entries))

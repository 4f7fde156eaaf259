"""Restore a backup into an empty register, on SQLite or PostgreSQL, whichever it was made on.

Order: the backup is checked whole - the tables are brought to the version that it was made with - all rows are loaded in one transaction -
the rows are read back and held against the digests of the backup - only then the transaction ends - files are put in their places -
the tables are brought to this version - the journal is checked. Until the transaction ends, the register stays empty.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from comity.desk.backup.check import Checked, checked
from comity.desk.backup.envelope import opened
from comity.desk.backup.shape import FILES, TABLES, fields_of, models_of, row_line, row_values
from comity.desk.journal.chain import check as check_journal
from comity.desk.search.index import index_anew
from comity.errors import CustodyError, RegisterError
from comity.text.messages import say

_AT_ONCE = 500
_ROWS_AT_ONCE = 2000

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored.

    Attributes:
        rows: rows of all tables.
        files: files besides the tables.
        entries: entries of the journal, all of which fit together.
        manifest_sha256: of the manifest of the backup.
        made_at: when the backup was made.
    """

    rows: int
    files: int
    entries: int
    manifest_sha256: str
    made_at: str


def restore(
    path: Path, *, identity: str | None = None, passphrase: str | None = None, progress: Told = lambda _d, _t, _w: None
) -> Restored:
    """Restore a backup into the register that is configured, which must be empty.

    Args:
        path: the backup.
        identity: age identity, where it is encrypted for one.
        passphrase: its passphrase, where it has one.
        progress: is told parts done, how many there are, and which it is at.

    Raises:
        RegisterError: the register is not empty, the backup is damaged, or it comes from a later version.
        CustodyError: what was loaded is not what was backed up; nothing is kept then.
    """
    with tempfile.TemporaryFile() as scratch, opened(path, scratch, identity, passphrase) as file:
        backup = checked(file, path.name, progress)
        _demand_empty()
        apps = _tables_as_of(backup)
        _load(backup, apps, progress)
        _put_files(backup, Path(settings.CONFIGURATION.data))
    call_command("migrate", interactive=False, verbosity=0)
    index_anew()
    state = check_journal()
    if not state.holds:
        raise CustodyError(say("the journal of this backup does not hold, at entry {number}", number=state.broken_at or state.entries))
    tables, files = backup.manifest["tables"], backup.manifest["files"]
    return Restored(sum(table["rows"] for table in tables.values()), len(files), state.entries, backup.sha256, backup.manifest["made_at"])


def _demand_empty() -> None:
    """Refuse to restore over a register that somebody works in."""
    if "desk_person" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desk_person")
        (count,) = cursor.fetchone()
    if count:
        raise RegisterError(
            say("this register is not empty: {count} persons are in it", count=count),
            place=str(settings.CONFIGURATION.data),
            hint=say("restore into another data folder or database; the one that is there stays as it is"),
        )


def _tables_as_of(backup: Checked) -> Any:
    """Bring the tables to the version of the backup; return its models."""
    applied = backup.manifest["migrations"]
    loader = MigrationLoader(connection)
    known = {name for app, name in loader.disk_migrations if app == "desk"}
    later = [name for name in applied if name not in known]
    if later:
        raise RegisterError(
            say("this backup was made by a later version of Comity"), hint=say("install that version, or a later one"), place=later[0]
        )
    now = [name for app, name in loader.applied_migrations if app == "desk"]
    if set(now) - set(applied):
        raise RegisterError(
            say("the tables of this register are newer than the backup"),
            place=connection.vendor,
            hint=say("restore into a database without tables"),
        )
    call_command("migrate", interactive=False, verbosity=0) if not applied else call_command(
        "migrate", "desk", applied[-1], interactive=False, verbosity=0
    )
    for app in ("contenttypes", "auth", "sessions"):
        call_command("migrate", app, interactive=False, verbosity=0)
    return MigrationLoader(connection).project_state(("desk", applied[-1])).apps


def _load(backup: Checked, apps: Any, progress: Told) -> None:
    """Load all tables in one transaction, and read them back before it ends."""
    models = models_of(apps)
    with transaction.atomic():
        for number, model in enumerate(models):
            name = model._meta.db_table  # noqa: SLF001 - Django's name
            progress(number, len(models), name)
            if name in backup.manifest["tables"]:
                _load_table(backup, model, name)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        for model in models:
            name = model._meta.db_table  # noqa: SLF001 - Django's name
            if name in backup.manifest["tables"] and _digest(model) != backup.manifest["tables"][name]["sha256"]:
                raise CustodyError(say("what was loaded is not what was backed up: {table}", table=name), hint=say("nothing was kept"))


def _load_table(backup: Checked, model: type[Model], name: str) -> None:
    with backup.archive.open(f"{TABLES}{name}.jsonl") as source:
        numbered = enumerate(source, start=1)
        while rows := [model(**row_values(model, line, f"{name}:{number}")) for number, line in islice(numbered, _AT_ONCE)]:
            model._base_manager.bulk_create(rows)  # noqa: SLF001 - Django's name


def _digest(model: type[Model]) -> str:
    names = [field.attname for field in fields_of(model)]
    digest = hashlib.sha256()
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_ROWS_AT_ONCE):  # noqa: SLF001 - Django's name
        digest.update(row_line(names, values))
    return digest.hexdigest()


def _put_files(backup: Checked, data: Path) -> None:
    """Put the files back; none leads out of the data folder, and the key comes first, for the secrets in the rows are sealed with it."""
    root = data.resolve()
    for path, row in sorted(backup.manifest["files"].items(), key=lambda pair: (pair[0] != "secret-key", pair[0])):
        target = (root / path).resolve()
        if not target.is_relative_to(root):
            raise RegisterError(say("the backup is damaged, and nothing was restored: {member}", member=path), place=str(data))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, backup.archive.open(FILES + path) as source:
            while block := source.read(1 << 20):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        target.chmod(row["mode"] & 0o777)

"""Make a backup while people go on working."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from comity import __version__
from comity.desk.backup.envelope import sealed_for
from comity.desk.backup.shape import FILES, FORMAT, MANIFEST, NOT_COPIED, TABLES, fields_of, models_of, row_line
from comity.errors import RegisterError
from comity.model.time import Clock, as_rfc3339, system_clock
from comity.text.messages import say

SNAPSHOT = "snapshot"
_BLOCK = 1 << 20
_ROWS_AT_ONCE = 2000
_SQLITE_HEAD = b"SQLite format 3\0"

Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made.

    Attributes:
        path: the file.
        sha256: of the file as it lies there.
        manifest_sha256: of the manifest in it: kept elsewhere, it tells whether a backup is the one that was made.
        rows: rows of all tables.
        files: files besides the tables.
        is_encrypted: whether only the recipients can read it.
    """

    path: Path
    sha256: str
    manifest_sha256: str
    rows: int
    files: int
    is_encrypted: bool


def back_up(
    target: Path,
    *,
    recipients: Sequence[str] = (),
    passphrase: str | None = None,
    progress: Told = lambda _done, _total, _telling: None,
    clock: Clock = system_clock,
    using: str | None = None,
) -> Made:
    """Make a backup; it is there whole or not at all.

    Args:
        target: the file.
        recipients: age recipients that it is encrypted for.
        passphrase: a passphrase instead; None without.
        progress: is told tables and files done, how many there are, and which it is at.
        clock: tells the moment.
        using: alias of the database to read; None opens a connection of its own that sees one moment.

    Raises:
        RegisterError: it cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            if recipients or passphrase:
                with tempfile.TemporaryFile(dir=target.parent) as plain:
                    manifest = _write(plain, progress, clock, using)
                    plain.seek(0)
                    sealed_for(plain, out, recipients, passphrase)
            else:
                manifest = _write(out, progress, clock, using)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        message = say("the backup cannot be written: {reason}", reason=error.strerror or str(error))
        raise RegisterError(message, place=str(target)) from None
    finally:
        part.unlink(missing_ok=True)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    tree = json.loads(manifest)
    rows = sum(table["rows"] for table in tree["tables"].values())
    return Made(target, digest, hashlib.sha256(manifest).hexdigest(), rows, len(tree["files"]), bool(recipients or passphrase))


def _write(out: IO[bytes], progress: Told, clock: Clock, using: str | None) -> bytes:
    models, files = models_of(apps), list(_files(Path(settings.CONFIGURATION.data)))
    total, done = len(models) + len(files), 0
    tables: dict[str, dict[str, Any]] = {}
    copied: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive, _snapshot(using) as alias:
        migrations = sorted(name for app, name in MigrationRecorder(connections[alias]).applied_migrations() if app == "desk")
        for model in models:
            name = model._meta.db_table  # noqa: SLF001 - Django's name
            progress(done, total, name)
            tables[name] = _table(archive, model, alias)
            done += 1
        for path, key in files:
            progress(done, total, key)
            copied[key] = _file(archive, path, key)
            done += 1
        tree = {
            "format": FORMAT,
            "comity": __version__,
            "made_at": as_rfc3339(clock()),
            "database": connections[alias].vendor,
            "migrations": migrations,
            "tables": tables,
            "files": copied,
        }
        manifest = json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")
        archive.writestr(MANIFEST, manifest)
        archive.comment = hashlib.sha256(manifest).hexdigest().encode("ascii")
    progress(total, total, "")
    return manifest


@contextmanager
def _snapshot(using: str | None) -> Iterator[str]:
    """Open a connection of its own in which every query sees the same moment; writers do not wait for it, nor it for them."""
    if using is not None:
        yield using
        return
    own = {**connections.databases["default"]}
    if own["ENGINE"].endswith("sqlite3"):
        own["OPTIONS"] = {**own["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections.databases[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            if connections[SNAPSHOT].vendor == "postgresql":
                with connections[SNAPSHOT].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def _table(archive: zipfile.ZipFile, model: type[Model], alias: str) -> dict[str, Any]:
    names = [field.attname for field in fields_of(model)]
    digest, count = hashlib.sha256(), 0
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)  # noqa: SLF001 - Django's name
    with archive.open(f"{TABLES}{model._meta.db_table}.jsonl", "w", force_zip64=True) as member:  # noqa: SLF001 - Django's name
        for values in rows.iterator(chunk_size=_ROWS_AT_ONCE):
            line = row_line(names, values)
            digest.update(line)
            member.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest(), "columns": sorted(names)}


def _files(data: Path) -> Iterator[tuple[Path, str]]:
    """List what lies in the data folder besides the database; links are not followed."""
    for path in sorted(data.rglob("*")):
        key = path.relative_to(data).as_posix()
        is_live = key in NOT_COPIED or path.suffix in {".part", ".backup"} or path.name.endswith(("-wal", "-shm"))
        if path.is_file() and not path.is_symlink() and not is_live:
            yield path, key


def _file(archive: zipfile.ZipFile, path: Path, key: str) -> dict[str, Any]:
    with _opened(path) as source, archive.open(FILES + key, "w", force_zip64=True) as member:
        digest, size = hashlib.sha256(), 0
        while block := source.read(_BLOCK):
            digest.update(block)
            member.write(block)
            size += len(block)
    return {"size": size, "sha256": digest.hexdigest(), "mode": path.stat().st_mode & 0o777}


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file; a database is read as of one moment, with what lies in its log."""
    with path.open("rb") as file:
        if file.read(len(_SQLITE_HEAD)) != _SQLITE_HEAD:
            file.seek(0)
            yield file
            return
    with tempfile.TemporaryDirectory(prefix="comity-backup-") as folder:
        copy = Path(folder) / "copy"
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        with copy.open("rb") as file:
            yield file


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

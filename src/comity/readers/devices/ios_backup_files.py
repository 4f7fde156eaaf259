"""Table of contents of an iOS backup (`Manifest.db`): which file of the telephone lies under which name in the backup.

The files lie beside under their `fileID` and are read by their own readers. `file` is an archived object with size and times (seconds
since 1970).
"""

from __future__ import annotations

import plistlib

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_FLAGS = {1: "file", 2: "folder", 4: "link"}
_LARGEST = 1 << 20


def _file(row: Row, _found: Database) -> Record:
    blob = row.pop("file", None)
    facts = _facts(blob) if isinstance(blob, bytes) else {}
    flag = row.get("flags")
    more = {"fact": _FLAGS.get(flag, "unknown") if isinstance(flag, int) else "unknown"}
    more["time_from"] = "the archived object in column `file`"
    more |= {name: str(facts[name]) for name in ("Size", "Mode", "ProtectionClass", "Birth", "LastStatusChange") if name in facts}
    return Record(
        kind="file",
        locator="",
        at=clocks.unix_s(facts.get("LastModified")),
        ts_kind="last_seen",
        target_ids=listed(row["fileID"]),
        text=f"{text(row.pop('domain')) or ''}/{text(row.pop('relativePath')) or ''}",
        attrs=more,
        defects=None if facts or not blob else ["facts_unreadable"],
    )


def _facts(blob: bytes) -> dict[str, object]:
    if not blob.startswith(b"bplist00") or len(blob) > _LARGEST:
        return {}
    try:
        archived = plistlib.loads(blob, fmt=plistlib.FMT_BINARY)
        objects = archived["$objects"]
        found = objects[archived["$top"]["root"].data]
    except (plistlib.InvalidFileException, KeyError, IndexError, AttributeError, TypeError, ValueError, RecursionError, OverflowError):
        return {}
    return found if isinstance(found, dict) else {}


class IosBackupFiles(DatabaseReader):
    """One event a file of the telephone."""

    slug = "ios_backup_files"
    version = 1
    product = "Backup"
    tables = (Table("Files", "fileID domain relativePath flags file", _file, "fileID domain relativePath flags"),)
    asides = "Properties"

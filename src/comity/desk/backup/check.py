"""Hold a backup against its own manifest before anything is believed of it."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from comity.desk.backup.envelope import opened
from comity.desk.backup.shape import FILES, FORMAT, MANIFEST, TABLES
from comity.errors import RegisterError
from comity.text.messages import say

_BLOCK = 1 << 20
_MOST_MANIFEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that holds.

    Attributes:
        archive: the archive.
        manifest: its manifest.
        sha256: of the manifest.
    """

    archive: zipfile.ZipFile
    manifest: dict[str, Any]
    sha256: str


def checked(file: IO[bytes], name: str, progress: Callable[[int, int, str], None] = lambda _done, _total, _telling: None) -> Checked:
    """Check a backup: every member is there, none besides, each with its digest and its number of rows.

    Args:
        file: the archive.
        name: what errors call it.
        progress: is told members done, how many there are, and which it is at.

    Raises:
        RegisterError: it does not hold; the place names the first bad member.
    """
    try:
        archive = zipfile.ZipFile(file)
        content = archive.read(MANIFEST) if archive.getinfo(MANIFEST).file_size <= _MOST_MANIFEST else b""
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError):
        raise _damaged(name, MANIFEST) from None
    digest = hashlib.sha256(content).hexdigest()
    if archive.comment != digest.encode("ascii"):
        raise _damaged(name, MANIFEST)
    manifest = json.loads(content)
    if manifest["format"] != FORMAT:
        raise RegisterError(
            say("this backup was made by a later version of Comity"), place=name, hint=say("install that version, or a later one")
        )
    expected = {f"{TABLES}{table}.jsonl": row for table, row in manifest["tables"].items()}
    expected |= {FILES + path: row for path, row in manifest["files"].items()}
    there = [one.filename for one in archive.infolist() if one.filename != MANIFEST]
    for stranger in sorted(set(there) ^ set(expected)) or sorted({one for one in there if there.count(one) > 1}):
        raise _damaged(name, stranger)
    for count, (member, row) in enumerate(sorted(expected.items())):
        progress(count, len(expected), member)
        _check_member(archive, member, row, name)
    progress(len(expected), len(expected), "")
    return Checked(archive, manifest, digest)


def check_backup(
    path: Path,
    *,
    identity: str | None = None,
    passphrase: str | None = None,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _telling: None,
) -> Checked:
    """Check a backup without restoring it.

    Raises:
        RegisterError: it does not hold; the place names the bad member.
    """
    with tempfile.TemporaryFile() as scratch, opened(path, scratch, identity, passphrase) as file:
        return checked(file, path.name, progress)


def _check_member(archive: zipfile.ZipFile, member: str, row: dict[str, Any], name: str) -> None:
    digest, size, lines = hashlib.sha256(), 0, 0
    try:
        with archive.open(member) as source:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                lines += block.count(b"\n")
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError):
        raise _damaged(name, member) from None
    except Exception as error:  # what the decompressor raises has no class that Python offers
        if type(error).__module__ not in {"zlib", "_bz2", "_lzma"}:
            raise
        raise _damaged(name, member) from None
    if digest.hexdigest() != row["sha256"] or row.get("rows", lines) != lines or row.get("size", size) != size:
        raise _damaged(name, member)


def _damaged(name: str, member: str) -> RegisterError:
    return RegisterError(
        say("the backup is damaged, and nothing was restored: {member}", member=member),
        place=name,
        hint=say("take another copy of it, or an earlier backup"),
    )

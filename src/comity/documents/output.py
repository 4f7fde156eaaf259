"""Writes documents into a folder: all or none, and never over a file that somebody has edited.

A record of what was written (`render.json`) stays in the folder. A file that differs from it was changed since; it is replaced only
on demand.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from comity.errors import InputError
from comity.text.messages import say

RECORD = "render.json"


def write_files(folder: Path, contents: Mapping[str, bytes], *, force: bool = False) -> dict[str, str]:
    """Write files into a folder.

    Args:
        folder: made when it is missing.
        contents: file name to bytes.
        force: replace files that were edited since they were written.

    Returns:
        File name to SHA-256, as written.

    Raises:
        InputError: the folder cannot be written to, or a file there was edited.
    """
    _make(folder)
    record = _read_record(folder)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    if not force:
        edited = [name for name in contents if _is_edited(folder / name, record.get(name), digests[name])]
        if edited:
            raise InputError(
                say("edited since it was written, so it was left as it is: {names}", names=", ".join(edited)),
                place=str(folder),
                hint=say("take the changes over with `comity readback FILE --draft DRAFT.yaml`, or overwrite them with --force"),
            )
    everything = {**contents, RECORD: _record_bytes({**record, **digests})}
    try:
        _replace_all(folder, everything)
    except OSError as error:
        raise InputError(say("cannot write: {error}", error=error.strerror or str(error)), place=str(folder)) from error
    return digests


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputError(say("this is a file, not a folder"), place=str(folder), hint=say("give a folder with --out")) from error
    except OSError as error:
        raise InputError(
            say("cannot make the folder: {error}", error=error.strerror or str(error)),
            place=str(folder),
            hint=say("give another folder with --out"),
        ) from error


def _is_edited(path: Path, written: str | None, new: str) -> bool:
    if not path.exists():
        return False
    if not path.is_file():
        raise InputError(say("this is a folder, not a file"), place=str(path), hint=say("give another folder with --out"))
    return hashlib.sha256(path.read_bytes()).hexdigest() not in {written, new}


def _read_record(folder: Path) -> dict[str, str]:
    path = folder / RECORD
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
        files = found.get("files", {}) if isinstance(found, dict) else {}
        return {str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {}
    except (OSError, ValueError, RecursionError):
        return {}  # without a readable record every file counts as edited, which loses nothing


def _record_bytes(files: Mapping[str, str]) -> bytes:
    return (json.dumps({"files": dict(sorted(files.items()))}, ensure_ascii=False, indent=1) + "\n").encode()


def _replace_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files beside their places first, then move them: a full disk or an interruption leaves the old ones."""
    waiting: list[tuple[str, Path]] = []
    try:
        for name, content in contents.items():
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".comity-", suffix=".part")
            waiting.append((temporary, folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
        for temporary, final in waiting:
            Path(temporary).replace(final)
    finally:
        for temporary, _ in waiting:
            Path(temporary).unlink(missing_ok=True)

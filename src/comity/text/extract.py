"""Take the text out of a document: plain text, Markdown, Word, PDF, Excel, CSV, mail, web page.

The format is told by the content, not by the name. Offsets of everything that is later found in the text are Unicode code points of
`ExtractedText.text`; `place_at` tells the page or cell. Reading never fetches, never executes, and ends in text or an `InputError`.
"""

from __future__ import annotations

import sys
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

from comity.errors import InputError
from comity.plugins.walk import walk
from comity.text.extracted import ExtractedText
from comity.text.format import Format, Source
from comity.text.messages import say
from comity.text.unreadable import explain_unreadable

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is no statement or letter but an archive or a return; it is refused by its size, before it is read."""

STANDARD_INPUT = "-"
_FORMATS = "comity.text.formats"


def extract(path: str | Path, data: bytes | None = None, name: str | None = None) -> ExtractedText:
    """Take the text out of a file, of standard input (`-`), or of bytes already read.

    Args:
        path: the file; `-` reads standard input.
        data: the bytes, where they were read already; `path` is then only a name.
        name: name for messages and as a hint of the format, where it differs from `path`.

    Raises:
        InputError: missing, a folder, empty, too large, locked, broken, without text, or of no known format.
    """
    shown = name or str(path)
    if data is None:
        data = _read_input(sys.stdin.buffer, shown) if str(path) == STANDARD_INPUT else _read_file(Path(path), shown)
    return _extract(data, shown, depth=0)


def _extract(data: bytes, name: str, depth: int) -> ExtractedText:
    """Read bytes in the surest format.

    Args:
        data: all bytes.
        name: the file's name.
        depth: 0 for the document itself, 1 for an attachment of it, which may hold no further ones.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), name)
    if not data.strip(b"\x00\t\n\r "):
        raise InputError(say("the file is empty"), place=name, hint=say("save the document again, or check that the right file was chosen"))
    inner = (lambda inner_data, inner_name: _extract(inner_data, inner_name, depth + 1)) if depth == 0 else None
    source = Source(data, name, inner)
    sure, reader = max(((reader.detect(source), reader) for reader in _formats()), key=lambda pair: pair[0])
    if sure <= 0:
        raise explain_unreadable(source)
    try:
        return reader.read(source)
    except (RecursionError, MemoryError) as problem:
        raise InputError(
            say("the document is nested too deeply or unpacks to too much"),
            place=name,
            hint=say("save a copy as plain text or PDF and give that"),
        ) from problem


@cache
def _formats() -> tuple[Format, ...]:
    return tuple(plugin() for _, plugin in walk(_FORMATS, Format))  # type: ignore[type-abstract]


def _read_file(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError(say("a folder was given where a file is expected"), place=name, hint=say("name one file inside it"))
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise _too_large(size, name)
            return _read_input(file, name)
    except FileNotFoundError as problem:
        raise InputError(say("there is no such file"), place=name, hint=say("check the path and the spelling of the name")) from problem
    except PermissionError as problem:
        raise InputError(
            say("this file may not be read"), place=name, hint=say("ask for the right to read it, or copy it to a folder of yours")
        ) from problem
    except (OSError, ValueError) as problem:
        raise InputError(
            say("the file cannot be read: {problem}", problem=problem), place=name, hint=say("check the disk or the network drive")
        ) from problem


def _read_input(file: BinaryIO, name: str) -> bytes:
    """Read to the end, but never more than the limit: a pipe does not tell its size."""
    pieces = []
    size = 0
    for piece in iter(partial(file.read, 1 << 20), b""):
        size += len(piece)
        if size > MAX_BYTES:
            raise _too_large(None, name)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(size: int | None, name: str) -> InputError:
    limit = MAX_BYTES >> 20
    message = (
        say("the file is too large: {size} MB, at most {limit} MB are read", size=size >> 20, limit=limit)
        if size is not None
        else say("the input is too large: at most {limit} MB are read", limit=limit)
    )
    return InputError(
        message, place=name, hint=say("give the pages or messages that matter; a provider's return is read with `comity read`")
    )

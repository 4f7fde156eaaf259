"""What the commands on backups share: passphrases and identities from files, and progress on standard error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from comity.errors import InputError
from comity.text.messages import Messages, say


def passphrase_of(path: Path | None) -> str | None:
    """Read a passphrase: the first line of a file; None without one.

    Raises:
        InputError: there is no such file, or its first line is empty.
    """
    if path is None:
        return None
    line = (_text(path, "--passphrase-file").splitlines() or [""])[0].strip()
    if not line:
        raise InputError(say("the first line of the file is empty"), place=str(path))
    return line


def identity_of(path: Path | None) -> str | None:
    """Read an age identity: the line of a file that is no comment; None without one.

    Raises:
        InputError: there is no such file, or it holds none.
    """
    if path is None:
        return None
    for line in _text(path, "--identity").splitlines():
        if line.strip() and not line.startswith("#"):
            return line.strip()
    raise InputError(say("this is no age identity"), place=str(path))


def tell(t: Messages) -> Callable[[int, int, str], None]:
    """Tell on standard error how far it is, each tenth."""
    last = [-1]

    def told(done: int, total: int, telling: str) -> None:
        tenth = 10 * done // total if total else 10
        if tenth != last[0]:
            last[0] = tenth
            click.echo(t("{done} of {total} {what}", done=done, total=total, what=telling).rstrip(), err=True)

    return told


def _text(path: Path, place: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(say("no file of this name: {path}", path=path), place=place) from None

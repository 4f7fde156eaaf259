"""Look at the place of an event in a confined process: an original is taken apart nowhere else.

The parent starts this module as a program, hands over one line of JSON and takes one back. A process for each look is slower than a slice
of bytes, and the only way in which a page may open what a suspect wrote with a parser.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from comity.errors import InputError
from comity.readers.isolation.sandbox import confine
from comity.readers.limits import Limits
from comity.readers.look import Seen, look
from comity.readers.reopen import member_of
from comity.text.messages import say

_SECONDS = 60


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A place to look at.

    Attributes:
        path: the original.
        member_path: as in the event table.
        locator: as in the event table.
        limits: bounds of unpacking.
        passwords: to be tried on locked archives.
        keys: contents of key files.
    """

    path: str
    member_path: str
    locator: str
    limits: Limits = Limits(seconds=_SECONDS, total_bytes=4 << 30, member_bytes=2 << 30)
    passwords: tuple[str, ...] = ()
    keys: tuple[bytes, ...] = ()


class Told(msgspec.Struct):
    """What the confined process answers: what it saw, or what is wrong."""

    seen: Seen | None = None
    problem: str = ""


def look_confined(wanted: Wanted, seconds: int = _SECONDS) -> Seen:
    """Look at a place in a process of its own, without network and within limits.

    Raises:
        InputError: the place does not exist, or the process did not answer.
    """
    command = [sys.executable, "-m", "comity.readers.isolation.looking"]
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            command, input=msgspec.json.encode(wanted), capture_output=True, timeout=seconds, start_new_session=True, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(say("looking at the place took longer than {seconds} seconds", seconds=seconds), place=wanted.locator) from None
    if done.returncode != 0:
        raise InputError(say("the original could not be taken apart here"), place=wanted.locator)
    told = msgspec.json.decode(done.stdout, type=Told)
    if told.seen is None:
        raise InputError(told.problem, place=wanted.locator)
    return told.seen


def main() -> None:
    """Answer one question from standard input."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Wanted)
    with tempfile.TemporaryDirectory() as private:
        tempfile.tempdir = private
        confine(wanted.limits.memory)
        try:
            data = member_of(Path(wanted.path), wanted.member_path, passwords=wanted.passwords, keys=wanted.keys, limits=wanted.limits)
            told = Told(seen=look(data, wanted.locator))
        except InputError as error:
            told = Told(problem=str(error.message))
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()

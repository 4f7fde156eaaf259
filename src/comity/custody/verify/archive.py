"""Say whether an archive would be taken in: the members accepted and refused, and why. A child process with limits does the reading."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from comity.custody.archive.verdict import Limits, Member, Verdict
from comity.custody.verify.judgement import Because, Judgement
from comity.errors import InputError

WORDS = {
    "absolute": "an absolute path",
    "bidi": "the name holds signs that turn the direction of writing",
    "broken": "the packed data is broken",
    "collision": "on another system the name is that of another member",
    "control": "the name holds control characters",
    "crc": "the checksum differs",
    "deep": "too many folders",
    "device": "a device, a pipe or a socket",
    "disagreement": "directory and member say different things",
    "duplicate": "the name stands twice",
    "empty": "the name is empty",
    "encrypted": "locked with a password",
    "hardlink": "a link to another member or file",
    "invisible": "the name holds invisible signs",
    "long": "the name is too long",
    "method": "packed by a method that is not read here",
    "nested": "archives lie too deep in archives",
    "overlap": "shares its bytes with another member",
    "ratio": "a compression bomb",
    "size": "the size stated is not the real one",
    "sparse": "a file with holes",
    "symlink": "a symbolic link",
    "traversal": "a path that leads out",
    "truncated": "breaks off",
    "unknown_type": "a member of an unknown type",
}


def check_archive(path: Path, limits: Limits | None = None) -> tuple[Judgement, Verdict]:
    """Judge an archive.

    Raises:
        InputError: the file cannot be read.
    """
    limits = limits or Limits()
    command = [sys.executable, "-I", "-m", "comity.custody.archive.child", json.dumps(asdict(limits))]
    try:
        with path.open("rb") as source:
            done = subprocess.run(command, stdin=source, capture_output=True, check=False)  # noqa: S603 - own program, no shell
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=str(path)) from error
    verdict = _read(done.stdout) if done.returncode == 0 else None
    if verdict is None:
        text = f"reading it ended the child process ({done.returncode}): over its limits"
        verdict = Verdict(reasons=[("limits", text, "archive")])
    reasons = [Because(code, text, f"{path}: {where}" if where != "archive" else str(path)) for code, text, where in verdict.reasons]
    reasons += [Because(code, WORDS.get(code, code), member.name) for member in verdict.members for code in member.reasons]
    if reasons:
        return Judgement(False, tuple(reasons)), verdict
    return Judgement(True, (Because("accepted", f"{len(verdict.members)} member(s), {verdict.kind}", str(path)),)), verdict


def _read(data: bytes) -> Verdict | None:
    try:
        value = json.loads(data)
    except ValueError:
        return None
    members = [Member(**member) for member in value["members"]]
    return Verdict(value["kind"], members, [(code, text, where) for code, text, where in value["reasons"]])

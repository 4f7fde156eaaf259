"""Judge an archive that is already open, with all archives that lie in it. Pure reading: nothing is written, nothing is unpacked."""

from __future__ import annotations

import io
from typing import BinaryIO

from comity.custody.archive.tarred import is_tar, judge_stream
from comity.custody.archive.verdict import Budget, Limits, Stop, Verdict
from comity.custody.archive.zipped import judge_zip

_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"), (b"\x28\xb5\x2f\xfd", "zst"),
)  # fmt: skip
NOT_READ = {"7z", "rar", "zst"}
_HEAD = 512


def judge(source: BinaryIO, limits: Limits) -> Verdict:
    """Judge an archive; never raises on its content."""
    verdict = Verdict(kind_of(source.read(_HEAD)))
    if verdict.kind is None:
        verdict.reasons.append(("unknown", "no archive of a known form", "archive"))
    elif verdict.kind in NOT_READ:
        verdict.reasons.append(("not_read", f"archives of the form {verdict.kind} are not read here", "archive"))
    else:
        _judge(source, verdict.kind, verdict, Budget(limits), "", limits.depth)
    return verdict


def kind_of(head: bytes) -> str | None:
    """Tell the form by the first bytes; None when it is no archive."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return "tar" if is_tar(head) else None


def _judge(source: BinaryIO, kind: str, verdict: Verdict, budget: Budget, prefix: str, depth: int) -> None:
    def nested(name: str, data: bytes) -> None:
        inner = kind_of(data[:_HEAD])
        if inner is None or inner in NOT_READ:
            return
        if depth == 0:
            next(member for member in reversed(verdict.members) if member.name == name).reasons.append("nested")
            return
        _judge(io.BytesIO(data), inner, verdict, budget, f"{name}!/", depth - 1)

    try:
        if kind == "zip":
            judge_zip(source, verdict, budget, prefix, nested)
        else:
            judge_stream(source, kind, verdict, budget, prefix, nested)
    except Stop as stop:
        verdict.reasons.append((stop.code, stop.text, prefix.removesuffix("!/") or "archive"))
        if stop.code in {"members", "total"} and prefix:
            raise

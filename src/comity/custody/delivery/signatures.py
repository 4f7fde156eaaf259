"""Verify the signatures of what was delivered: each in a child process that is given the bytes through a pipe and can write nothing."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence

from comity.custody.delivery.child import WHOLE
from comity.custody.delivery.compare import Reading
from comity.custody.delivery.delivery import Check, Trust, Verdict
from comity.custody.delivery.recognise import HEAD, find_signed
from comity.custody.vault.item import Item

_LARGEST_SIGNATURE = 4 << 20
_TURNS = 200
"""Checks that one child does before it is made anew: its limits count from its beginning."""


def check_signatures(items: Sequence[Item], trust: Trust, read: Reading) -> Iterator[Check]:
    """Verify every signature found among items.

    Args:
        items: what was delivered.
        trust: keys and authorities that are known on another way.
        read: gives an item's bytes back.
    """
    with _Children(trust) as children:
        for signed in find_signed(items, lambda item: head(read(item.id), HEAD)):
            against = signed.signature.name if signed.signature else ""
            apart = head(read(signed.signature.id), _LARGEST_SIGNATURE) if signed.signature else b""
            for said in children.ask(signed.kind, apart, signed.item.size, read(signed.item.id)):
                verdict, signer, at = Verdict(said["verdict"]), said.get("signer", ""), said.get("at", "")
                yield Check(signed.kind, signed.item.id, signed.item.name, verdict, against, signer, at, said.get("text", ""))


def head(pieces: Iterable[bytes], size: int) -> bytes:
    """Return the first bytes of a stream."""
    data = b""
    for piece in pieces:
        data += bytes(piece)
        if len(data) >= size:
            break
    return data[:size]


class _Children:
    """The child processes: one does many small checks in turn, one more is made for each file that is signed from outside."""

    def __init__(self, trust: Trust) -> None:
        self._trust = {
            name: [base64.b64encode(one).decode() for one in files]
            for name, files in (("openpgp", trust.openpgp), ("roots", trust.roots), ("passwords", trust.passwords))
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> _Children:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, kind: str, signature: bytes, size: int, pieces: Iterable[bytes]) -> list[dict[str, str]]:
        """Have one signature verified."""
        is_stream = bool(signature)
        if size > WHOLE and not is_stream:
            return [{"verdict": "unchecked", "text": f"larger than {WHOLE >> 20} MiB"}]
        if is_stream or self._asked >= _TURNS:
            self._end()
        child = self._child = self._child or self._begin()
        self._asked += 1
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("a child without pipes")
        order = {"kind": kind, "signature": base64.b64encode(signature).decode(), "size": -1 if is_stream else size, **self._trust}
        with contextlib.suppress(BrokenPipeError):  # a child that has seen enough reads no more
            data = json.dumps(order).encode()
            child.stdin.write(len(data).to_bytes(4, "big") + data)
            for piece in pieces:
                child.stdin.write(piece)
            child.stdin.flush()
        if is_stream:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
        line = child.stdout.readline()
        if not line or is_stream:
            self._end()
        try:
            said: list[dict[str, str]] = json.loads(line)
        except ValueError:
            return [{"verdict": "unchecked", "text": f"verifying it ended the child process ({child.returncode}): over its limits"}]
        return said

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-m", "comity.custody.delivery.child"]
        self._asked = 0
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - own program, no shell

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        child.wait()

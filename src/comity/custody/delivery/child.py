"""The child process that verifies one signature: keys and evidence come through standard input, the verdict leaves as JSON.

It writes no file, starts no other process, has little memory and little time. Input, any number of times: four bytes with the length of a
JSON head, the head, then the signed bytes, as many as the head says; -1 means all that comes until the end. Each is answered in one line.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import sys
from typing import Any

MEMORY = 3 << 30
SECONDS = 600
WHOLE = 512 << 20
"""Bytes of what must be held in memory to be verified."""


def main() -> int:
    """Judge what standard input holds."""
    _confine()
    while length := _exactly(4):
        head = json.loads(_exactly(int.from_bytes(length, "big")))
        data = _exactly(head["size"]) if head["size"] >= 0 else b""
        try:
            said = _checked(head, data)
        except MemoryError:
            said = [{"verdict": "unchecked", "text": "verifying it takes more memory than is allowed"}]
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    return 0


def _checked(head: dict[str, Any], data: bytes) -> list[dict[str, str]]:
    from comity.custody.delivery import certificates, openpgp

    files = [base64.b64decode(one) for one in head["openpgp"]]
    ring = openpgp.Ring(files)
    signature = base64.b64decode(head["signature"])
    kind = head["kind"]
    if kind == "openpgp" and signature:
        return [openpgp.check_detached(signature, ring)]
    roots = certificates.read_roots([base64.b64decode(one) for one in head["roots"]]) if kind in {"pdf", "smime", "cms"} else []
    if kind == "cms" and signature:
        return [certificates.check_cms(signature, None, roots, stream=io.FileIO(0, closefd=False))]
    if kind == "openpgp":
        return [openpgp.check_text(data, ring)]
    if kind == "openpgp_message":
        return [openpgp.check_message(data, ring, [base64.b64decode(one) for one in head["passwords"]])]
    if kind == "pdf":
        return certificates.check_pdf(data, roots)
    if kind == "smime":
        return [certificates.check_mail(data, roots, lambda content, made: openpgp.check_bytes(content, made, ring))]
    return [certificates.check_cms(data, None, roots)]


def _exactly(size: int) -> bytes:
    """Read so many bytes, fewer only at the end."""
    parts, left = [], size
    while left and (piece := os.read(0, min(left, 1 << 20))):
        parts.append(piece)
        left -= len(piece)
    return b"".join(parts)


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    sys.exit(main())

"""An S3-compatible store of a few requests, on this machine: it verifies every signature and digest itself, and can be told to fail.

It is written from the description of AWS Signature Version 4 alone and shares no code with the client. Where the nodes of
`requirements/nodes` are brought, the tests run over `s3rver` as well, which is somebody else's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from comity.net.loopback import Asked, Given, LoopbackServer

KEY, SECRET, BUCKET = "S3RVER", "S3RVER", "evidence"
S3RVER = Path(__file__).parents[2] / "requirements" / "nodes" / "node_modules" / "s3rver" / "bin" / "s3rver.js"
_SCOPE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/s3/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})"
)


class ObjectServer:
    """Keeps objects in memory.

    Attributes:
        objects: what is kept, by path.
        fault: is asked before each request is done; what it returns is the answer instead.
        after: is asked after each request was done; what it returns is the answer instead.
        asked: how many requests arrived, by method.
    """

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.fault: Callable[[Asked], Given | None] = lambda _: None
        self.after: Callable[[Asked, Given], Given] = lambda _, given: given
        self.asked: dict[str, int] = {}

    def answer(self, asked: Asked) -> Given:
        self.asked[asked.method] = self.asked.get(asked.method, 0) + 1
        refused = self.fault(asked) or _refused(asked)
        return refused if refused is not None else self.after(asked, self._done(asked))

    def _done(self, asked: Asked) -> Given:
        path = unquote(asked.path)
        if asked.method == "PUT":
            if hashlib.sha256(asked.body).hexdigest() != asked.headers["x-amz-content-sha256"]:
                return error(400, "XAmzContentSHA256Mismatch")
            md5 = hashlib.new("md5", asked.body, usedforsecurity=False)
            if base64.b64encode(md5.digest()).decode() != asked.headers.get("content-md5"):
                return error(400, "BadDigest")
            self.objects[path] = asked.body
            return Given(200, b"", headers={"ETag": f'"{md5.hexdigest()}"'})
        if asked.method == "DELETE":
            self.objects.pop(path, None)
            return Given(204, b"")
        if path not in self.objects:
            return error(404, "NoSuchKey")
        data = self.objects[path]
        told = re.fullmatch(r"bytes=(\d+)-(\d+)", asked.headers.get("range", ""))
        if told is None:
            return Given(200, data)
        start, end = int(told[1]), min(int(told[2]), len(data) - 1)
        if start >= len(data):
            return error(416, "InvalidRange")
        return Given(206, data[start : end + 1], headers={"Content-Range": f"bytes {start}-{end}/{len(data)}"})


def error(status: int, code: str) -> Given:
    return Given(status, f"<Error><Code>{code}</Code></Error>".encode(), "application/xml")


def _refused(asked: Asked) -> Given | None:
    """Verify the signature."""
    found = _SCOPE.fullmatch(asked.headers.get("authorization", ""))
    if found is None:
        return error(403, "AccessDenied")
    key, day, region, names, given = found.groups()
    if key != KEY:
        return error(403, "InvalidAccessKeyId")
    if not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names.split(";")):
        return error(403, "AccessDenied")
    lines = "".join(f"{name}:{asked.headers.get(name, '').strip()}\n" for name in names.split(";"))
    request = f"{asked.method}\n{asked.path}\n\n{lines}\n{names}\n{asked.headers['x-amz-content-sha256']}"
    text = (
        f"AWS4-HMAC-SHA256\n{asked.headers['x-amz-date']}\n{day}/{region}/s3/aws4_request\n{hashlib.sha256(request.encode()).hexdigest()}"
    )
    made = b"AWS4" + SECRET.encode()
    for part in (day, region, "s3", "aws4_request"):
        made = hmac.new(made, part.encode(), hashlib.sha256).digest()
    is_good = hmac.new(made, text.encode(), hashlib.sha256).hexdigest() == given
    return None if is_good else error(403, "SignatureDoesNotMatch")


@contextmanager
def simulated() -> Iterator[tuple[str, ObjectServer]]:
    """Serve; gives the address of the store, and the server."""
    server = ObjectServer()
    with LoopbackServer(server.answer) as served:
        yield f"s3+{served.address}/{BUCKET}/vault%20one", server


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """Run s3rver as a process of its own; gives the address of the store."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(S3RVER), "-d", str(folder), "-a", "127.0.0.1", "-p", str(port), "--silent", "--configure-bucket", BUCKET]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "NODE_ENV": "production"}
    ) as node:
        try:
            for _ in range(600):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"s3+http://127.0.0.1:{port}/{BUCKET}/vault"
        finally:
            node.terminate()

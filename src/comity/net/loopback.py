"""A small HTTP server on this machine alone, for simulated counterparts: what an exercise or a test talks to is a real server.

with LoopbackServer(answer) as server:      answer(Asked) -> Given
    server.address                          http://127.0.0.1:PORT
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that arrived.

    Attributes:
        method: GET, HEAD, POST, PUT or DELETE.
        path: without the query.
        query: the query, one value a name.
        body: what was sent.
        headers: names in small letters.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What the server answers."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class LoopbackServer:
    """Serves while it is entered.

    Attributes:
        address: scheme, host and port.
    """

    def __init__(self, answer: Callable[[Asked], Given], port: int = 0) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer: two small ones wait for each other's acknowledgement
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                heads = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, parts.path, query, self.rfile.read(length), heads)
                given = answer(asked)
                self.send_response(given.status)
                self.send_header("Content-Type", given.kind)
                self.send_header("Content-Length", str(len(given.body)))
                for name, value in given.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(given.body)
                self.wfile.flush()

            do_GET = _serve  # noqa: N815 - the name is http.server's
            do_POST = _serve  # noqa: N815
            do_PUT = _serve  # noqa: N815
            do_DELETE = _serve  # noqa: N815
            do_HEAD = _serve  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature is http.server's
                """Say nothing: the counterpart keeps its own record."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

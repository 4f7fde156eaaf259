"""A small line server on this machine alone, for simulated counterparts that speak JSON-RPC over lines.

with LoopbackLines(answer) as server:       answer(method, parameters) -> the raw line to give, or None to hang up
    server.address                          tcp://127.0.0.1:PORT
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

Said = Callable[[int, str, list[Any]], bytes | None]


class LoopbackLines:
    """Serves while it is entered.

    Attributes:
        address: scheme, host and port.
    """

    def __init__(self, answer: Said, port: int = 0) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    asked = json.loads(line)
                    given = answer(asked["id"], asked["method"], asked["params"])
                    if given is None:
                        return
                    self.wfile.write(given + b"\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.address = f"tcp://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> LoopbackLines:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

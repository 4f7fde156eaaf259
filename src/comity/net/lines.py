"""JSON-RPC over a stream of lines (the Electrum protocol): one question a line, one answer a line, in any order.

With TLS; without it on this machine only. A connection that breaks is opened again, and the question asked again.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from comity.errors import ExchangeError, InputError
from comity.model.time import Clock, system_clock
from comity.net.http import Answer, connect

_MAX_LINE = 64 << 20
_PLAIN, _SECURE = "tcp", "ssl"


@dataclass
class LineDoor:
    """A connection to one server.

    Attributes:
        base: `tcp://HOST:PORT` on this machine, or `ssl://HOST:PORT`.
        timeout: seconds for one answer.
        tries: how often a broken connection is opened again.
        pause: waits; tests hand in one that does not.
        clock: says when an answer came.
    """

    base: str
    timeout: float = 30.0
    tries: int = 4
    pause: Callable[[float], None] = time.sleep
    clock: Clock = system_clock
    _stream: socket.socket | None = None
    _buffer: bytes = b""
    _asked: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if parts.scheme not in {_PLAIN, _SECURE} or not parts.hostname or not parts.port:
            raise InputError(f"no address of a line protocol: {self.base}", hint="ssl://HOST:PORT, or tcp://127.0.0.1:PORT")
        self._host, self._port, self._is_secure = parts.hostname, parts.port, parts.scheme == _SECURE

    def get(self, path: str) -> Answer:
        """Line protocols have no paths to get.

        Raises:
            ExchangeError: always.
        """
        raise ExchangeError(f"this protocol has no paths: {path}", place=self.base)

    def post_json(self, path: str, value: object) -> Answer:
        """Ask a method (`path`) with parameters; the answer's body is its line."""
        fault = "no answer"
        for attempt in range(self.tries):
            if attempt:
                self.pause(min(0.25 * 2**attempt, 8.0))
            try:
                line = self._exchanged(path, value)
            except OSError as error:
                self.close()
                fault = f"{type(error).__name__}: {error}"
                continue
            return Answer(path, 200, line, self.clock(), json.dumps(value, separators=(",", ":")).encode())
        raise ExchangeError(
            f"the source does not answer ({fault}, {self.tries} tries)", place=self.base, hint="try later, or another source"
        )

    def close(self) -> None:
        """Close the connection."""
        if self._stream:
            self._stream.close()
        self._stream, self._buffer = None, b""

    def _exchanged(self, method: str, parameters: object) -> bytes:
        if self._stream is None:
            self._stream = connect(self._host, self._port, timeout=self.timeout, secure=self._is_secure)
        self._asked += 1
        question = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": parameters}
        self._stream.sendall(json.dumps(question, separators=(",", ":")).encode() + b"\n")
        while True:
            line = self._line(self._stream)
            try:
                said = json.loads(line)
            except ValueError as error:
                raise ExchangeError("the answer is no JSON: it may have been cut off", place=method) from error
            if isinstance(said, dict) and said.get("id") == self._asked:  # others are news that were subscribed to, or late answers
                return line

    def _line(self, stream: socket.socket) -> bytes:
        while b"\n" not in self._buffer:
            piece = stream.recv(1 << 16)
            if not piece:
                raise ConnectionError("the connection was closed")
            self._buffer += piece
            if len(self._buffer) > _MAX_LINE:
                self.close()
                raise ExchangeError(f"the answer is larger than {_MAX_LINE >> 20} MiB", place=self.base)
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

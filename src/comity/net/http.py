"""HTTP through the one door: bounded, patient with rate limits, and exact about what came back.

Plain `http` is for loopback only and only when it was asked for by that address; every other host needs `https` with a valid
certificate. Nothing is followed: a redirect is an answer like any other, and is refused.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from comity.errors import ExchangeError, InputError
from comity.model.time import Clock, system_clock

_MAX_BODY = 64 << 20
_RETRIED = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: what was asked.
        status: HTTP status.
        body: the raw bytes.
        at: when the answer was complete (UTC).
        request_body: what was sent; None for a GET.
        wait: seconds that the server asks to wait (RFC 9110, 10.2.3); None where it does not.
        headers: what came before the body, names in small letters.
    """

    url: str
    status: int
    body: bytes
    at: datetime
    request_body: bytes | None = None
    wait: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> object:
        """Read the body as JSON.

        Raises:
            ExchangeError: it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ExchangeError("the answer is no JSON: it may have been cut off", place=self.url) from error


@dataclass
class Door:
    """A connection policy towards one server.

    Attributes:
        base: scheme, host and path prefix.
        headers: sent with every request.
        timeout: seconds for one request.
        tries: how often a rate limit or a passing fault is waited for.
        pause: waits; tests hand in one that does not.
        clock: says when an answer came.
        retried: statuses that pass, and are asked again.
    """

    base: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    tries: int = 6
    pause: Callable[[float], None] = time.sleep
    clock: Clock = system_clock
    retried: frozenset[int] = _RETRIED
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError(f"not an http or https address: {self.base}", hint="https://HOST/PATH, or http:// on this machine")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise InputError(f"plain http to another machine is refused: {self.base}", hint="use https")
        self._host, self._port, self._scheme, self._prefix = parts.hostname, parts.port, parts.scheme, parts.path.rstrip("/")

    def get(self, path: str) -> Answer:
        """Ask for a path below the base."""
        return self._asked("GET", path, None)

    def post_json(self, path: str, value: object) -> Answer:
        """Send a JSON document."""
        return self._asked("POST", path, json.dumps(value, separators=(",", ":")).encode())

    def post(self, path: str, body: bytes) -> Answer:
        """Send bytes; `headers` say of what kind they are."""
        return self._asked("POST", path, body)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Ask with a method and headers of one's own; the method must be one that may be repeated."""
        return self._asked(method, path, body, headers)

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _asked(self, method: str, path: str, body: bytes | None, more: Mapping[str, str] = MappingProxyType({})) -> Answer:
        url = f"{self.base.rstrip('/')}/{path.lstrip('/')}" if path else self.base
        fault, wait = "no answer", None
        for attempt in range(self.tries):
            if attempt:
                self.pause(min(0.25 * 2**attempt, 8.0) if wait is None else wait)
            wait = None
            try:
                answer = self._once(method, path, body, url, more)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                fault = f"{type(error).__name__}: {error}"
                continue
            if answer.status not in self.retried:
                return answer
            fault, wait = f"status {answer.status}", answer.wait
            if wait is not None and wait > _LONGEST_PAUSE:
                words = f"the source asks to wait {wait:.0f} seconds (status {answer.status})"
                raise ExchangeError(words, place=url, hint="ask again then, or another source")
        raise ExchangeError(f"the source does not answer ({fault}, {self.tries} tries)", place=url, hint="try later, or another source")

    def _once(self, method: str, path: str, body: bytes | None, url: str, more: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = self._opened()
        headers = {"Accept": "application/json", "User-Agent": "comity", **self.headers, **more}
        if body is not None and not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = "application/json"
        target = f"{self._prefix}/{path.lstrip('/')}" if path else (self._prefix or "/")
        self._connection.request(method, target, body, headers)
        response = self._connection.getresponse()
        data = response.read(_MAX_BODY + 1)
        if len(data) > _MAX_BODY:
            self.close()
            raise ExchangeError(f"the answer is larger than {_MAX_BODY >> 20} MiB", place=url)
        if response.length:  # told by the server, and not sent
            raise http.client.IncompleteRead(data, response.length)
        now = self.clock()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(url, response.status, data, now, body, _seconds(told.get("retry-after"), now), told)

    def _opened(self) -> http.client.HTTPConnection:
        if self._scheme == "https":
            return http.client.HTTPSConnection(self._host, self._port, timeout=self.timeout, context=_checked_tls())
        return http.client.HTTPConnection(self._host, self._port, timeout=self.timeout)


def _seconds(text: str | None, now: datetime) -> float | None:
    """Read `Retry-After`: a number of seconds, or the moment until which to wait; None where it is neither."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until - now).total_seconds()) if until.tzinfo else None


def _checked_tls() -> ssl.SSLContext:
    """Check who the other side is, and speak TLS 1.2 or newer, whatever this machine's OpenSSL would allow (RFC 8996)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its address alone (`localhost` counts)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(host: str, port: int, *, timeout: float = 30.0, secure: bool = True) -> socket.socket:
    """Open a stream for a line protocol; without TLS on this machine only.

    Raises:
        InputError: an open stream to another machine was asked for.
        ExchangeError: nobody answers.
    """
    if not secure and not is_loopback(host):
        raise InputError(f"an unencrypted stream to another machine is refused: {host}", hint="use the encrypted port")
    try:
        stream = socket.create_connection((host, port), timeout)
        return _checked_tls().wrap_socket(stream, server_hostname=host) if secure else stream
    except OSError as error:
        raise ExchangeError(f"nobody answers: {error}", place=f"{host}:{port}") from error

"""The few requests of Amazon S3's interface that a store of evidence needs: put, get a range, ask, delete; AWS Signature Version 4.

Every S3-compatible store understands them (path style, one part). Each put states the digest of its body: SHA-256 in the signature and as
`x-amz-checksum-sha256`, `Content-MD5` for older stores; what the store says it kept is held against what was sent.

    s3+https://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION]

Key and secret come from the environment (`COMITY_S3_KEY` and `COMITY_S3_SECRET`, else `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
`AWS_SESSION_TOKEN`); they are never part of the address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

from comity.errors import CustodyError, ExchangeError, InputError
from comity.model.said import say
from comity.model.time import Clock, system_clock
from comity.net.http import Door

if TYPE_CHECKING:
    from comity.net.http import Answer

SCHEME = "s3+"
_ALGORITHM = "AWS4-HMAC-SHA256"
_EMPTY = hashlib.sha256(b"").hexdigest()
_RETRIED = frozenset({429, 500, 502, 503, 504})
_MD5 = re.compile('"?([0-9a-f]{32})"?')
_CODE = re.compile(rb"<Code>([A-Za-z0-9.]{1,60})</Code>")
_HINTS = {
    "AccessDenied": say("the key may not do this: give it the right to get, put and delete below the prefix"),
    "InvalidAccessKeyId": say("the store does not know the key: COMITY_S3_KEY"),
    "SignatureDoesNotMatch": say("the secret is not that of the key: COMITY_S3_SECRET"),
    "RequestTimeTooSkewed": say("set the clock of this machine: it differs from that of the store"),
    "NoSuchBucket": say("make the bucket first"),
    "QuotaExceeded": say("make room in the store"),
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks."""

    key: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Credentials:
        """Read them from the environment.

        Raises:
            InputError: there are none.
        """
        key = environment.get("COMITY_S3_KEY") or environment.get("AWS_ACCESS_KEY_ID", "")
        secret = environment.get("COMITY_S3_SECRET") or environment.get("AWS_SECRET_ACCESS_KEY", "")
        if not key or not secret:
            raise InputError(say("the store asks for a key"), place="COMITY_S3_KEY", hint=say("set COMITY_S3_KEY and COMITY_S3_SECRET"))
        return cls(key, secret, "" if environment.get("COMITY_S3_KEY") else environment.get("AWS_SESSION_TOKEN", ""))


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where a store is."""

    endpoint: str
    host: str
    bucket: str
    prefix: str
    region: str

    @classmethod
    def parse(cls, text: str) -> S3Address:
        """Read an address.

        Raises:
            InputError: it is none.
        """
        parts = urlsplit(text.removeprefix(SCHEME))
        bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
        if not text.startswith(SCHEME) or parts.scheme not in {"http", "https"} or not parts.hostname or not bucket or parts.username:
            raise InputError(
                say("no address of a store: {text}", text=text), place="--store", hint="s3+https://HOST/BUCKET/PREFIX?region=REGION"
            )
        named = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        usual = {"http": 80, "https": 443}[parts.scheme]
        host = named if parts.port in {None, usual} else f"{named}:{parts.port}"
        region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
        return cls(f"{parts.scheme}://{host}", host, bucket, f"{prefix}/" if prefix else "", region)


class S3:
    """Objects below one prefix of one bucket."""

    def __init__(self, address: S3Address, credentials: Credentials, door: Door | None = None, clock: Clock = system_clock) -> None:
        """Begin; nothing is asked yet.

        Args:
            address: where.
            credentials: who asks.
            door: another connection policy, for tests.
            clock: tells the time that is signed.
        """
        self.address, self._credentials, self._clock = address, credentials, clock
        self._door = door or Door(address.endpoint, tries=8, timeout=60.0)
        self._door.retried = _RETRIED

    def put(self, name: str, data: bytes) -> None:
        """Keep an object; when this returns, the store has said that it is durable and what it kept.

        Raises:
            CustodyError: the store does not answer, refuses, or kept something else.
        """
        md5 = hashlib.new("md5", data, usedforsecurity=False)
        digest = hashlib.sha256(data)
        headers = {
            "content-md5": base64.b64encode(md5.digest()).decode(),
            "content-type": "application/octet-stream",
            "x-amz-checksum-sha256": base64.b64encode(digest.digest()).decode(),
        }
        answer = self._asked("PUT", name, data, headers, digest.hexdigest())
        if answer.status != 200:
            raise self._refusal(answer, name)
        told = answer.headers.get("x-amz-checksum-sha256", headers["x-amz-checksum-sha256"])
        tag = _MD5.fullmatch(answer.headers.get("etag", ""))
        # with a key of the store's own the tag is no digest
        is_digest = tag is not None and "aws:kms" not in answer.headers.get("x-amz-server-side-encryption", "")
        if told != headers["x-amz-checksum-sha256"] or (tag is not None and is_digest and tag[1] != md5.hexdigest()):
            raise CustodyError(say("the store kept something else than was sent"), place=self._place(name), hint=say("take it in again"))
        if not is_digest and "x-amz-checksum-sha256" not in answer.headers and self.size(name) != len(data):
            raise CustodyError(say("the store kept something else than was sent"), place=self._place(name), hint=say("take it in again"))

    def get(self, name: str, start: int, length: int) -> bytes:
        """Return a stretch of an object; shorter where it ends earlier.

        Raises:
            CustodyError: the store does not answer or refuses, or there is no such object.
        """
        answer = self._asked("GET", name, None, {"range": f"bytes={start}-{start + length - 1}"}, _EMPTY)
        if answer.status == 416:
            return b""
        if answer.status == 200 and (start or len(answer.body) > length):
            return answer.body[start : start + length]  # a store that does not know ranges gives all of it
        if answer.status not in {200, 206}:
            raise self._refusal(answer, name)
        stated = re.match(r"bytes (\d+)-(\d+)/", answer.headers.get("content-range", ""))
        if answer.status == 206 and (stated is None or int(stated[1]) != start or int(stated[2]) - start + 1 != len(answer.body)):
            raise CustodyError(say("the store gave another stretch than was asked for"), place=self._place(name))
        return answer.body

    def size(self, name: str) -> int | None:
        """Return how long an object is; None where there is none.

        Raises:
            CustodyError: the store does not answer or refuses.
        """
        answer = self._asked("HEAD", name, None, {}, _EMPTY)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise self._refusal(answer, name)
        return int(answer.headers.get("content-length", "0"))

    def delete(self, name: str) -> None:
        """Remove an object, when it is there.

        Raises:
            CustodyError: the store does not answer or refuses.
        """
        answer = self._asked("DELETE", name, None, {}, _EMPTY)
        if answer.status not in {200, 204, 404}:
            raise self._refusal(answer, name)

    def close(self) -> None:
        """Close the connection."""
        self._door.close()

    def _asked(self, method: str, name: str, body: bytes | None, headers: Mapping[str, str], digest: str) -> Answer:
        path = quote(f"/{self.address.bucket}/{self.address.prefix}{name}", safe="/-_.~")
        signed = signature(
            method, path, {**headers, "host": self.address.host}, digest, self._credentials, self.address.region, self._clock()
        )
        try:
            return self._door.ask(method, path, body, signed)
        except ExchangeError as error:
            hint = say("what was acknowledged is safe; try again when the store answers")
            raise CustodyError(say("the store does not answer: {why}", why=error.message), place=self._place(name), hint=hint) from error

    def _refusal(self, answer: Answer, name: str) -> CustodyError:
        found = _CODE.search(answer.body)
        code = found[1].decode() if found else {403: "AccessDenied", 404: "NoSuchKey"}.get(answer.status, f"status {answer.status}")
        if code in {"NoSuchKey", "NotFound"}:
            return CustodyError(say("the sealed bytes are not in the store"), place=self._place(name))
        hint = _HINTS.get(code, say("ask whoever runs the store"))
        return CustodyError(say("the store refuses: {code}", code=code), place=self._place(name), hint=hint)

    def _place(self, name: str) -> str:
        return f"{self.address.endpoint}/{self.address.bucket}/{self.address.prefix}{name}"


def signature(
    method: str, path: str, headers: Mapping[str, str], digest: str, credentials: Credentials, region: str, now: datetime, query: str = ""
) -> dict[str, str]:
    """Sign a request (AWS Signature Version 4, one chunk).

    Args:
        method: HTTP method.
        path: the path, encoded.
        headers: all headers to sign, names in small letters, with `host`.
        digest: SHA-256 of the body, hexadecimal.
        credentials: who asks.
        region: the region of the store.
        now: the time that is signed (UTC).
        query: the query in canonical form.

    Returns:
        The headers to send; `host` is left to the connection.
    """
    moment, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    told = {**headers, "x-amz-content-sha256": digest, "x-amz-date": moment}
    if credentials.token:
        told["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(told))
    lines = "".join(f"{name}:{' '.join(told[name].split())}\n" for name in sorted(told))
    request = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{digest}"
    scope = f"{day}/{region}/s3/aws4_request"
    text = f"{_ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    made = hmac.new(key, text.encode(), "sha256").hexdigest()
    told["authorization"] = f"{_ALGORITHM} Credential={credentials.key}/{scope}, SignedHeaders={names}, Signature={made}"
    return {name: value for name, value in told.items() if name != "host"}

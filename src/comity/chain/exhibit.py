"""Raw answers of sources, kept as exhibits: what was asked, what came back byte for byte, when, and its digest.

A source asks through a `Channel`: the door of `comity.net`, or a folder of answers recorded earlier. `Kept` stands before either and
keeps every answer, so that a result can be built again from what was kept, without the source.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from comity.errors import ExchangeError, InputError

_SECRETS = re.compile(r"//[^/@\s]+@")
INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One answer of a source.

    Attributes:
        asked: address or method that was asked, without any password.
        status: HTTP status, or 200 where the protocol has none.
        body: the raw bytes.
        at: when it was complete.
        sent: what was sent; None where the address says all.
    """

    asked: str
    status: int
    body: bytes
    at: datetime
    sent: bytes | None = None

    @property
    def sha256(self) -> str:
        """Digest of the raw bytes, hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


class Reply(Protocol):
    """What a channel gives back."""

    @property
    def url(self) -> str:
        """What was asked."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def body(self) -> bytes:
        """The raw bytes."""

    @property
    def at(self) -> datetime:
        """When it was complete."""

    @property
    def request_body(self) -> bytes | None:
        """What was sent."""

    def json(self) -> object:
        """Read the body as JSON."""


class Channel(Protocol):
    """The way to a server: GET a path, POST a document."""

    def get(self, path: str) -> Reply:
        """Ask for a path."""

    def post_json(self, path: str, value: object) -> Reply:
        """Send a document."""

    def close(self) -> None:
        """Let the connection go."""


class Kept:
    """A channel that keeps every answer."""

    def __init__(self, channel: Channel, answers: list[RawAnswer]) -> None:
        self.channel = channel
        self.answers = answers

    def get(self, path: str) -> Reply:
        """Ask for a path, and keep the answer."""
        return self._kept(self.channel.get(path), path)

    def post_json(self, path: str, value: object) -> Reply:
        """Send a document, and keep the answer."""
        return self._kept(self.channel.post_json(path, value), path)

    def close(self) -> None:
        """Let the connection go."""
        self.channel.close()

    def _kept(self, reply: Reply, path: str) -> Reply:
        asked = _SECRETS.sub("//", path or reply.url.rstrip("/").rsplit("//", 1)[-1].partition("/")[2] or "/")
        self.answers.append(RawAnswer(asked, reply.status, reply.body, reply.at, reply.request_body))
        return reply


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """An answer recorded earlier."""

    url: str
    status: int
    body: bytes
    at: datetime
    request_body: bytes | None

    def json(self) -> object:
        """Read the body as JSON.

        Raises:
            ExchangeError: it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ExchangeError("the answer is no JSON: it may have been cut off", place=self.url) from error


class Recorded:
    """A folder of recorded answers; the same question asked again gets the next answer to it, the last one for ever."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers: dict[tuple[str, bytes | None], list[RecordedReply]] = {}
        index = read_index(folder)
        self.slug = str(index.get("source"))
        rows = index.get("answers")
        for row in rows if isinstance(rows, list) else []:
            reply = _recorded(folder, row)
            self._answers.setdefault((reply.url, reply.request_body), []).append(reply)

    def get(self, path: str) -> Reply:
        """Return what was recorded for a path."""
        return self._next((path, None))

    def post_json(self, path: str, value: object) -> Reply:
        """Return what was recorded for a document."""
        return self._next((path or "/", json.dumps(value, separators=(",", ":")).encode()))

    def close(self) -> None:
        """Nothing is held open."""

    def _next(self, key: tuple[str, bytes | None]) -> Reply:
        rows = self._answers.get(key)
        if not rows:
            hint = "trace with the parameters of the recording, or ask a live source"
            raise ExchangeError(f"no answer was recorded for {key[0]}", place=str(self.folder), hint=hint)
        return rows.pop(0) if len(rows) > 1 else rows[0]


def folder_of_answers(path: Path) -> Path | None:
    """Find the index of recorded answers in a folder, in its `responses`, or in the proof pack of an earlier trace."""
    for folder in (path, path / "responses", path / "proof-pack" / "responses"):
        if (folder / INDEX).is_file():
            return folder
    return None


def read_index(folder: Path) -> Mapping[str, object]:
    """Read the index of a folder of recorded answers.

    Raises:
        InputError: it is none.
    """
    place = folder / INDEX
    try:
        index = json.loads(place.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"no index of recorded answers: {error}", place=str(place)) from error
    if not isinstance(index, dict) or not isinstance(index.get("answers"), list):
        raise InputError("no index of recorded answers: `answers` is expected", place=str(place))
    return index


def write_answers(folder: Path, source: str, answers: list[RawAnswer]) -> None:
    """Write answers and their index; equal bodies are kept once."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for answer in answers:
        name = f"{answer.sha256}.body"
        place = folder / name
        if not place.exists():
            place.write_bytes(answer.body)
        sent = answer.sent.decode() if answer.sent is not None else None
        at = answer.at.isoformat().replace("+00:00", "Z")
        rows.append({"asked": answer.asked, "sent": sent, "status": answer.status, "at": at, "file": name, "sha256": answer.sha256})
    document = {"source": source, "answers": rows}
    (folder / INDEX).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _recorded(folder: Path, row: object) -> RecordedReply:
    if not isinstance(row, dict):
        raise InputError("an answer in the index is no object", place=str(folder / INDEX))
    name, digest, sent = str(row.get("file")), row.get("sha256"), row.get("sent")
    if Path(name).name != name:
        raise InputError(f"an answer outside the folder: {name}", place=str(folder / INDEX))
    body = (folder / name).read_bytes()
    if hashlib.sha256(body).hexdigest() != digest:
        raise InputError("a recorded answer is not as it was recorded: its digest differs", place=str(folder / name))
    at = datetime.fromisoformat(str(row.get("at")))
    status = row.get("status")
    return RecordedReply(
        str(row.get("asked")), status if isinstance(status, int) else 200, body, at, sent.encode() if isinstance(sent, str) else None
    )

"""Custody events: who did what, when, where and why, as one canonical text, and the commitment that the log holds of it.

The log never holds a plain digest of evidence, since whoever can guess a file could test the guess. An entry holds a public
header and an HMAC of the private part under a random salt. To disclose an event is to hand over entry, private part and salt;
to erase it is to destroy the salt and the private part: the tree and all other proofs stay valid.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime

import msgspec

from comity import __version__
from comity.crypto.canonical import canonical
from comity.errors import CustodyError
from comity.model.time import as_rfc3339

SALT_SIZE = 32
TOOL = f"comity {__version__}"


class CustodyEvent(msgspec.Struct, frozen=True, gc=False):
    """One act upon evidence or upon the log.

    Attributes:
        id: idempotency key: the same act told twice is logged once.
        type: what was done (`intake`, `read`, `export`, `seal`, `hold`, `erase` …).
        at: when, by the clock named in `clock`.
        actor: who.
        tool: tool and version.
        clock: where the time comes from.
        role: in which role.
        second_person: who stood beside, where two are needed.
        case: case number.
        item: item id.
        reason: why, or under which request.
        place: station or office.
        inputs: digests of what went in, by name (`sha256`, `blake3`).
        outputs: digests of what came out.
        words: the sentence that was shown to people that day.
        details: further text values.
    """

    id: str
    type: str
    at: datetime
    actor: str
    tool: str
    clock: str = "system"
    role: str | None = None
    second_person: str | None = None
    case: str | None = None
    item: str | None = None
    reason: str | None = None
    place: str | None = None
    inputs: dict[str, str] = {}
    outputs: dict[str, str] = {}
    words: str | None = None
    details: dict[str, str] = {}

    def private(self) -> bytes:
        """Return the part that only a disclosure shows, in canonical form.

        Raises:
            TypeError: something in it is no text, so that it could be written in two ways.
        """
        for table in (self.details, self.inputs, self.outputs):
            for key, value in table.items():
                if type(value) is not str or type(key) is not str:
                    raise TypeError(f"an event holds texts: {key!r}: {value!r}")
        return _ENCODER.encode(
            _Private(
                self.actor,
                self.case,
                self.details,
                self.inputs,
                self.item,
                self.outputs,
                self.place,
                self.reason,
                self.role,
                self.second_person,
                self.words,
            )
        )

    def marked(self, mark: str) -> CustodyEvent:
        """Return the same event with a mark on its clock."""
        return msgspec.structs.replace(self, clock=f"{self.clock}, {mark}")

    def entry(self, salt: bytes, private: bytes) -> bytes:
        """Return the bytes that the log holds: the public header with the commitment to the private part.

        Args:
            salt: salt of the commitment.
            private: the private part in canonical form.
        """
        return _ENCODER.encode(_Header(as_rfc3339(self.at), self.clock, mac(salt, private), self.id, self.tool, self.type))


class _Private(msgspec.Struct, frozen=True, gc=False):
    """The private part; the fields stand in the order of the canonical form."""

    actor: str
    case: str | None
    details: dict[str, str]
    inputs: dict[str, str]
    item: str | None
    outputs: dict[str, str]
    place: str | None
    reason: str | None
    role: str | None
    second_person: str | None
    words: str | None


class _Header(msgspec.Struct, frozen=True, gc=False):
    """The public header; the fields stand in the order of the canonical form."""

    at: str
    clock: str
    commitment: str
    id: str
    tool: str
    type: str
    v: int = 1


_ENCODER = msgspec.json.Encoder(order="deterministic")
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_BLOCK = 64


def mac(salt: bytes, message: bytes) -> str:
    """Return HMAC-SHA-256 (RFC 2104) in hexadecimal, for a key of at most 64 bytes.

    Written out, since setting up `hmac` costs several times as much as the hashing of a short message.
    """
    key, sha = salt.ljust(_BLOCK, b"\0"), hashlib.sha256
    return sha(key.translate(_OUTER) + sha(key.translate(_INNER) + message).digest()).hexdigest()


def commitment(salt: bytes, private: dict[str, object]) -> str:
    """Commit to the private part of an event: HMAC-SHA-256 under the salt, in hexadecimal."""
    return mac(salt, canonical(private))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """An event laid open: what a court receives beside the item.

    Attributes:
        entry: the bytes of the log entry.
        private: the private part.
        salt: the salt of the commitment.
    """

    entry: bytes
    private: dict[str, object]
    salt: bytes

    def as_bytes(self) -> bytes:
        """Write the disclosure as the extra data of a proof."""
        return canonical({"entry": self.entry.decode(), "private": self.private, "salt": self.salt.hex()})

    @classmethod
    def parse(cls, data: bytes) -> Disclosure:
        """Read a disclosure and check that the entry commits to it.

        Raises:
            CustodyError: the data is no disclosure, or the commitment does not hold.
        """
        try:
            value = json.loads(data.decode("utf-8"))
            entry, private, salt = value["entry"], value["private"], value["salt"]
            header = json.loads(entry)
            plain = _is_event(header) and _is_private(private) and canonical(header) == entry.encode()
            if not plain or not re.fullmatch("[0-9a-f]{64}", salt):
                raise CustodyError("not a disclosed event: texts and tables of texts in their one form are expected")
            wanted = commitment(bytes.fromhex(salt), private)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise CustodyError(f"not a disclosed event: {error}") from error
        if not hmac.compare_digest(wanted, header["commitment"]):
            raise CustodyError("the entry does not commit to what is disclosed")
        return cls(entry.encode(), private, bytes.fromhex(salt))

    def speaks_of(self, sha256: str) -> bool:
        """Tell whether the event names this digest among what went in or came out."""
        return any(
            isinstance(side, dict) and side.get("sha256") == sha256 for side in (self.private.get("inputs"), self.private.get("outputs"))
        )

    def told(self) -> str:
        """Say in one line what the event is."""
        header = json.loads(self.entry)
        parts = [header["type"], header["at"], f"by {self.private.get('actor')}"]
        parts += [f"{name}: {self.private[name]}" for name in ("case", "item", "reason") if self.private.get(name)]
        return ", ".join(parts)

    @property
    def header(self) -> dict[str, str]:
        """The public part: type, time, clock, tool."""
        header: dict[str, str] = json.loads(self.entry)
        return header


def _is_event(header: object) -> bool:
    """Tell whether a header is one: the format's number, and texts."""
    if not isinstance(header, dict) or type(header.get("v")) is not int or header["v"] != 1:
        return False
    texts = {name: value for name, value in header.items() if name != "v"}
    return {"type", "at", "commitment"} <= texts.keys() and all(isinstance(value, str) for value in texts.values())


def _is_private(value: object) -> bool:
    """Tell whether a private part is one: texts, nothing, or tables of texts; a number could be written in two ways."""

    def is_item(item: object) -> bool:
        if isinstance(item, dict):
            return all(isinstance(inner, str) for inner in item.values())
        return item is None or isinstance(item, str)

    return isinstance(value, dict) and all(map(is_item, value.values()))

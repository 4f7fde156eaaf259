"""Events of contracts as their interfaces declare them: the first topic, and the arguments of a log (Solidity ABI specification).

Only what events of routers and bridges need is read: words of 32 bytes, and strings or bytes behind an offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eth_hash.auto import keccak

from comity.chain.ledger import LoggedEvent

_DECLARED = re.compile(r"(\w+)\((.*)\)\Z")
_WORD = 32


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an event."""

    name: str
    type: str
    is_indexed: bool


@dataclass(frozen=True, slots=True)
class EventForm:
    """An event as declared.

    Attributes:
        name: its name.
        arguments: in order.
        topic: Keccak-256 of name and types, 64 hexadecimal digits.
    """

    name: str
    arguments: tuple[Argument, ...]
    topic: str

    @classmethod
    def read(cls, declared: str) -> EventForm:
        """Read `Name(type [indexed] name, ...)`.

        Raises:
            ValueError: it has another form.
        """
        found = _DECLARED.match(declared)
        if not found:
            raise ValueError(declared)
        words = [one.split() for one in found[2].split(",")]
        arguments = tuple(Argument(one[-1], one[0], "indexed" in one[1:-1]) for one in words)
        signature = f"{found[1]}({','.join(one.type for one in arguments)})"
        return cls(found[1], arguments, keccak(signature.encode()).hex())

    def values(self, event: LoggedEvent) -> dict[str, bytes] | None:
        """Return the arguments of a log as bytes, numbers big-endian; None where the log has another form."""
        indexed = [one for one in self.arguments if one.is_indexed]
        if not event.topics or event.topics[0] != self.topic or len(event.topics) != len(indexed) + 1:
            return None
        found = {one.name: bytes.fromhex(topic) for one, topic in zip(indexed, event.topics[1:], strict=True)}
        for number, one in enumerate(one for one in self.arguments if not one.is_indexed):
            value = _value(event.data, number * _WORD, one.type)
            if value is None:
                return None
            found[one.name] = value
        return found


def _value(data: bytes, at: int, kind: str) -> bytes | None:
    word = data[at : at + _WORD]
    if len(word) != _WORD:
        return None
    if kind not in {"string", "bytes"}:
        return word
    offset = int.from_bytes(word, "big")
    size = int.from_bytes(data[offset : offset + _WORD], "big")
    content = data[offset + _WORD : offset + _WORD + size]
    return content if offset + _WORD <= len(data) and len(content) == size else None

"""What sources must say, and in which form: each function returns the value, or names the place of an answer of another shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from comity.chain.exhibit import Reply
from comity.chain.ledger import Transfer
from comity.chain.source import ContradictionError
from comity.errors import ExchangeError

TRANSFER_TOPIC = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
"""Keccak-256 of `Transfer(address,address,uint256)`: ERC-20, TRC-20, and with one topic more ERC-721."""
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z")
_QUANTITY = re.compile(r"0x[0-9a-f]{1,64}\Z")
_NUMBER = re.compile(r"[0-9]{1,78}\Z")


def good(reply: Reply, hint: str | None = None) -> Reply:
    """Return a reply of status 200.

    Raises:
        ExchangeError: it has another status.
    """
    if reply.status != 200:
        words = reply.body[:120].decode("utf-8", "replace").strip()
        raise ExchangeError(f"the source says {reply.status}: {words}", place=reply.url, hint=hint)
    return reply


def an_object(value: object, place: str) -> dict[str, Any]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise ContradictionError("an object is expected", place=place)
    return value


def rows_of(value: object, place: str) -> list[dict[str, Any]]:
    """Return a list of JSON objects."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ContradictionError("a list of objects is expected", place=place)
    return value


def a_list(value: object, place: str) -> list[Any]:
    """Return a list."""
    if not isinstance(value, list):
        raise ContradictionError("a list is expected", place=place)
    return value


def a_digest(value: object, place: str) -> str:
    """Return 64 hexadecimal digits."""
    if not isinstance(value, str) or not _DIGEST.match(value):
        raise ContradictionError(f"{value!r} is no transaction or block id", place=place)
    return value


def some_bytes(value: object, place: str) -> bytes:
    """Return bytes written in hexadecimal."""
    if not isinstance(value, str) or not _HEX.match(value):
        raise ContradictionError("hexadecimal digits are expected", place=place)
    return bytes.fromhex(value)


def a_count(value: object, place: str) -> int:
    """Return a whole number that is not negative."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ContradictionError(f"{value!r} is no number", place=place)
    return value


def a_quantity(value: object, place: str) -> int:
    """Return a number as EVM nodes write it."""
    if not isinstance(value, str) or not _QUANTITY.match(value):
        raise ContradictionError(f"{value!r} is no number", place=place)
    return int(value, 16)


def an_amount(value: object, place: str) -> int:
    """Return an amount in base units, written as a number or in digits."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _NUMBER.match(value):
        return int(value)
    raise ContradictionError(f"{value!r} is no amount", place=place)


def numbered(transfers: Iterable[Transfer]) -> list[Transfer]:
    """Number the transfers of one transaction that are alike in everything but their place, in the order given."""
    seen: dict[object, int] = {}
    found = []
    for one in transfers:
        alike = (one.txid, one.sender, one.recipient, one.value)
        nth = seen[alike] = seen.get(alike, -1) + 1
        found.append(replace(one, nth=nth))
    return found

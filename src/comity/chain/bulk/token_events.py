"""Add up the token transfers of event logs, exactly; NFT transfers, which have the same topic and one topic more, are kept apart.

A log is a JSON object of a node's or an archive's making: `address`, `topics`, `data`, in hexadecimal. Files hold one object a line, or one
array; also packed with gzip.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.errors import InputError
from comity.text.messages import say

TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
"""Keccak-256 of `Transfer(address,address,uint256)` (ERC-20, TRC-20 and ERC-721 alike)."""
_TOKEN_TOPICS, _NFT_TOPICS, _WORD = 3, 4, 64


@dataclass(slots=True)
class TokenTotal:
    """What moved of one token: number of transfers and their exact sum in base units."""

    contract: str
    transfers: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TokenTotals:
    """All tokens of some logs.

    Attributes:
        tokens: the most moved first.
        nft_logs: transfers of NFTs (four topics).
        other_logs: logs of other events.
        unreadable: transfers whose amount is no 256-bit number.
    """

    tokens: tuple[TokenTotal, ...]
    nft_logs: int
    other_logs: int
    unreadable: int


def token_totals(path: Path) -> TokenTotals:
    """Add up.

    Raises:
        InputError: the file holds no logs.
    """
    totals: dict[str, TokenTotal] = {}
    nft_logs = other_logs = unreadable = 0
    for place, log in _logs(path):
        topics, contract = log.get("topics"), log.get("address")
        if not isinstance(topics, list) or not isinstance(contract, str):
            raise InputError(say("no log: `address` and `topics` are expected"), place=place)
        if not topics or _hex(topics[0]) != TRANSFER:
            other_logs += 1
        elif len(topics) == _NFT_TOPICS:
            nft_logs += 1
        else:
            value = _amount(topics, str(log.get("data") or ""))
            if value is None:
                unreadable += 1
                continue
            total = totals.setdefault(_hex(contract), TokenTotal(_hex(contract)))
            total.transfers += 1
            total.total += value
    ordered = sorted(totals.values(), key=lambda one: (-one.transfers, one.contract))
    return TokenTotals(tuple(ordered), nft_logs, other_logs, unreadable)


def _amount(topics: list[object], data: str) -> int | None:
    digits = _hex(data)[2:]
    if len(topics) != _TOKEN_TOPICS or len(digits) != _WORD:
        return None
    try:
        return int(digits, 16)
    except ValueError:
        return None


def _hex(value: object) -> str:
    text = str(value).lower()
    return text if text.startswith("0x") else f"0x{text}"


def _logs(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = data.decode("utf-8").lstrip()
        if text.startswith("["):
            rows = json.loads(text)
            numbered = [(f"{path}: [{number}]", row) for number, row in enumerate(rows)]
        else:
            numbered = [(f"{path}:{number}", json.loads(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(say("holds no logs: {fault}", fault=error), place=str(path), hint=say("JSON objects, one a line")) from error
    for place, row in numbered:
        if not isinstance(row, dict):
            raise InputError(say("no log: `address` and `topics` are expected"), place=place)
        yield place, row

"""Files about addresses for tests: statistics of a registry, and a small database in MaxMind's format.

The writer follows https://maxmind.github.io/MaxMind-DB/ (version 2.0): a search tree of 24-bit records, a data section, the metadata.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

_TYPES = {str: 2, bytes: 4, dict: 7, list: 11}


def delegated(day: str, rows: list[str], registry: str = "ripencc", *, v4: int | None = None) -> bytes:
    """Write the statistics of a registry; `v4` is the number that the summary announces."""
    count = sum("|ipv4|" in row for row in rows)
    head = [
        "# made for a test",
        f"2|{registry}|{day}|{len(rows)}|19830705|{day}|+0000",
        f"{registry}|*|ipv4|*|{count if v4 is None else v4}|summary",
        f"{registry}|*|ipv6|*|{sum('|ipv6|' in row for row in rows)}|summary",
    ]
    return "\n".join((*head, *(f"{registry}|{row}" for row in rows))).encode()


def _encoded(value: Any) -> bytes:
    if isinstance(value, bool):
        return bytes((int(value), 14 - 7))
    if isinstance(value, int):
        data = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return bytes((6 << 5 | len(data),)) + data if len(data) <= 4 else bytes((len(data), 9 - 7)) + data
    if isinstance(value, str):
        data = value.encode()
        assert len(data) < 285
        return (bytes((2 << 5 | len(data),)) if len(data) < 29 else bytes((2 << 5 | 29, len(data) - 29))) + data
    if isinstance(value, list):
        return bytes((len(value), 11 - 7)) + b"".join(_encoded(item) for item in value)
    assert len(value) < 29
    return bytes((7 << 5 | len(value),)) + b"".join(_encoded(key) + _encoded(item) for key, item in value.items())


def mmdb(day: datetime, networks: dict[str, dict[str, Any]], kind: str = "Test-ASN") -> bytes:
    """Write a database of networks (IPv4 as ::/96, as the format has it)."""
    tree: list[list[Any]] = [[None, None]]
    for text, record in networks.items():
        network = ip_network(text)
        bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
        bits = ("0" * 96 if network.version == 4 else "") + bits
        node = 0
        for bit in bits[:-1]:
            following = tree[node][int(bit)]
            if not isinstance(following, int):
                tree.append([None, None])
                following = tree[node][int(bit)] = len(tree) - 1
            node = following
        tree[node][int(bits[-1])] = record
    data = b""
    places: dict[int, int] = {}
    for pair in tree:
        for item in pair:
            if isinstance(item, dict) and id(item) not in places:
                places[id(item)] = len(data)
                data += _encoded(item)
    count = len(tree)
    records = [count if one is None else one if isinstance(one, int) else count + 16 + places[id(one)] for pair in tree for one in pair]
    facts = {
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": int(day.replace(tzinfo=UTC).timestamp()),
        "database_type": kind, "description": {"en": "made for a test"}, "ip_version": 6, "languages": ["en"], "node_count": count,
        "record_size": 24,
    }  # fmt: skip
    return b"".join(struct.pack(">I", one)[1:] for one in records) + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _encoded(facts)

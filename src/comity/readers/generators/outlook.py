"""A mailbox of Outlook, made from nothing (MS-PST, the Unicode form): header, trees of pages, blocks, heaps with properties.

Only what a reader of messages needs is there: a store, a map of names, a root, folders, messages; no tables of contents.
"""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from comity.readers.generators.made import Made, address, moments, words

_TEXT, _BYTES, _TIME, _NUMBER, _TRUTH = 0x1F, 0x102, 0x40, 0x03, 0x0B
_ROOT, _INBOX, _SENT = 0x122, 0x8022, 0x8042
_NODES, _BLOCKS = 0x81, 0x80
Properties = dict[int, tuple[int, object]]


class _Store:
    """Lays blocks and pages one after the other, and the header last."""

    def __init__(self) -> None:
        self.data = bytearray(0x4600)
        self.blocks: list[tuple[int, bytes]] = []
        self.nodes: list[tuple[int, bytes]] = []
        self.next = 4

    def node(self, ident: int, parent: int, properties: Properties) -> None:
        """Add a node with its properties."""
        body = _context(properties)
        number, place = self._number(), len(self.data)
        size = -(-(len(body) + 16) // 64) * 64
        self.data += body.ljust(size - 16, b"\0") + struct.pack("<HHIQ", len(body), _signature(place, number), _checksum(body), number)
        self.blocks.append((number, struct.pack("<QQHHI", number, place, len(body), 2, 0)))
        self.nodes.append((ident, struct.pack("<QQQII", ident, number, 0, parent, 0)))

    def finished(self) -> bytes:
        """Write the trees and the header."""
        nodes, blocks = self._tree(_NODES, self.nodes, 32, 15), self._tree(_BLOCKS, self.blocks, 24, 20)
        root = struct.pack("<IQQQQQQQQBBH", 0, len(self.data), 0x4400, 0, 0, *nodes, *blocks, 2, 0, 0)
        part = struct.pack("<2sHHBBIIQQI", b"SM", 23, 19, 1, 1, 0, 0, 0, self.next, 1) + bytes(136) + root + bytes(4) + b"\xff" * 256
        part += struct.pack("<BBHQ", 0x80, 0, 0, self.next)
        head = b"!BDN" + struct.pack("<I", _checksum(part[:471])) + part + struct.pack("<I", _checksum(part[:516])) + bytes(36)
        self.data[: len(head)] = head
        free = b"\xff" * 496
        self.data[0x4400:0x4600] = free + struct.pack("<BBHIQ", 0x84, 0x84, 0, _checksum(free), 0x4400)
        return bytes(self.data)

    def _number(self) -> int:
        self.next += 4
        return self.next - 4

    def _tree(self, kind: int, rows: list[tuple[int, bytes]], size: int, most: int) -> tuple[int, int]:
        level, rows = 0, sorted(rows)
        while True:
            parts = [rows[start : start + most] for start in range(0, len(rows), most)]
            pages = [(part[0][0], self._page(kind, b"".join(row for _, row in part), (len(part), most, size, level))) for part in parts]
            if len(pages) == 1:
                return pages[0][1]
            rows = [(key, struct.pack("<QQQ", key, *page)) for key, page in pages]
            level, size, most = level + 1, 24, 20

    def _page(self, kind: int, rows: bytes, shape: tuple[int, int, int, int]) -> tuple[int, int]:
        self.data += bytes(-len(self.data) % 512)
        number, place = self._number(), len(self.data)
        body = rows.ljust(488, b"\0") + struct.pack("<BBBBI", *shape, 0)
        self.data += body + struct.pack("<BBHIQ", kind, kind, _signature(place, number), _checksum(body), number)
        return number, place


def _context(properties: Properties) -> bytes:
    """Write a property context: a tree of one level on a heap."""
    parts, records = [struct.pack("<BBBBI", 0xB5, 2, 6, 0, 0x40), b""], []
    for name, (kind, value) in sorted(properties.items()):
        raw = str(value).encode("utf-16-le") if kind == _TEXT else struct.pack("<Q", value) if kind == _TIME else value
        if isinstance(raw, bytes):
            parts += [raw] if raw else []
            raw = len(parts) << 5 if raw else 0
        records.append(struct.pack("<HHI", name, kind, raw))
    parts[1] = b"".join(records)
    places = [12]
    for part in parts:
        places.append(places[-1] + len(part))
    odd = places[-1] % 2
    table = struct.pack("<HH", len(parts), 0) + struct.pack(f"<{len(places)}H", *places)
    return struct.pack("<HBBI4x", places[-1] + odd, 0xEC, 0xBC, 0x20) + b"".join(parts) + bytes(odd) + table


def _checksum(data: bytes) -> int:
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _signature(place: int, number: int) -> int:
    mixed = (place ^ number) & 0xFFFFFFFF
    return (mixed >> 16) ^ (mixed & 0xFFFF)


def _ticks(moment: datetime) -> int:
    return (moment - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10


def mailbox(random: Random, count: int) -> Made:
    """Make a mailbox: received mails with headers, sent ones with Outlook's own time only, one without any words."""
    store = _Store()
    store.node(0x21, 0, {0x0FF9: (_BYTES, b"\1" * 16), 0x3001: (_TEXT, "Store"), 0x35E0: (_BYTES, bytes(20) + struct.pack("<I", _ROOT))})
    names = {2: (_BYTES, b"\2" * 16), 3: (_BYTES, struct.pack("<IHH", 0x8001, 6, 0)), 4: (_BYTES, bytes(4))}
    store.node(0x61, 0, {1: (_NUMBER, 1), **names})
    for ident, parent, name in ((_ROOT, _ROOT, "Root"), (_INBOX, _ROOT, "Входящие"), (_SENT, _ROOT, "Отправленные")):
        store.node(ident, parent, {0x3001: (_TEXT, name), 0x3602: (_NUMBER, count), 0x3603: (_NUMBER, 0), 0x360A: (_TRUTH, 0)})
    events: list[dict[str, object]] = []
    zone = timezone(timedelta(hours=6))
    for number, at in enumerate(moments(random, count)):
        received = number % 3 != 1
        text = "" if number % 10 == 9 else words(random)
        subject, ip = f"встреча {number}", address(random)
        properties: Properties = {0x001A: (_TEXT, "IPM.Note"), 0x0037: (_TEXT, subject), 0x1000: (_TEXT, text), 0x0039: (_TIME, _ticks(at))}
        if received:
            head = (
                f"Received: from mail.example.net ([{ip}]) by mx.example.org; x\r\n"
                f"From: Aa <S{number}@example.net>\r\nTo: t@example.org\r\n"
                f"Date: {at.astimezone(zone):%a, %d %b %Y %H:%M:%S %z}\r\nMessage-ID: <{number}@example.net>\r\n\r\n"
            )
            properties[0x007D] = (_TEXT, head)
        else:
            properties |= {0x0C1A: (_TEXT, "t@example.org"), 0x0E04: (_TEXT, "b@example.net")}
        store.node((0x10000 + number) << 5 | 4, _INBOX if received else _SENT, properties)
        row: dict[str, object] = {"kind": "mail", "ts_utc": at, "text": text or subject, "ip": ip if received else None}
        row |= {"actor_id": f"s{number}@example.net" if received else "t@example.org"}
        row |= {"target_ids": ["t@example.org"] if received else ["b@example.net"], "ts_zone": "+06:00" if received else "UTC"}
        events.append(row | {"txid": f"<{number}@example.net>" if received else None})
    return Made("outlook_pst", {"mail.pst": store.finished()}, events)


MAKERS = (mailbox,)

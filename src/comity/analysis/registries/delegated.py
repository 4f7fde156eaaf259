"""Statistics of the regional registries, in the extended form (`delegated-ripencc-extended-20231101`).

Source: https://www.apnic.net/about-apnic/corporate-documents/documents/resource-guidelines/rir-statistics-exchange-format/ (version 2):
`registry|cc|type|start|value|date|status|opaque-id`; for IPv4 `value` is a number of addresses, for IPv6 the length of the prefix.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network, summarize_address_range
from pathlib import Path

from comity.analysis.registries.registry import About, Address, Found, Registry, digest_of
from comity.errors import InputError
from comity.text.messages import say

REGISTRIES = frozenset({"afrinic", "apnic", "arin", "iana", "lacnic", "nro", "ripencc"})
_SHOWN = 20
_FIELDS = 7
_BITS = {4: 32, 6: 128}

Block = tuple[int, int, str, str, str, str]
"""First and last address, country, day, status, opaque name."""


def is_delegated(head: bytes) -> bool:
    """Tell by the first line that is no remark whether a file is one of these."""
    for line in head.splitlines():
        if line and not line.startswith(b"#"):
            parts = line.split(b"|")
            return len(parts) >= _FIELDS and parts[0].startswith(b"2") and parts[1].decode("ascii", "replace").lower() in REGISTRIES
    return False


class Delegated(Registry):
    """The blocks of one file, in the order of addresses."""

    def __init__(self, path: Path) -> None:
        """Read a file whole.

        Args:
            path: the file.

        Raises:
            InputError: the first line is not that of such a file.
        """
        self._blocks: dict[int, list[Block]] = {4: [], 6: []}
        self._defects: list[str] = []
        self._bad = 0
        self._announced: dict[str, int] = {}
        self._counted = {"ipv4": 0, "ipv6": 0}
        title, day = self._read(path)
        for version in self._blocks:
            self._blocks[version].sort()
        self._starts = {version: [block[0] for block in blocks] for version, blocks in self._blocks.items()}
        self.about = About(
            path=str(path),
            kind="delegated",
            title=title,
            day=day,
            sha256=digest_of(path),
            entries=sum(self._counted.values()),
            defects=tuple(self._told_defects()),
        )

    def _read(self, path: Path) -> tuple[str, date | None]:
        header: tuple[str, date | None] | None = None
        with path.open(encoding="ascii", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                text = line.strip()
                if not text or text.startswith("#"):
                    continue
                if header is None:
                    header = self._header(text, path)
                else:
                    self._line(text.split("|"), number)
        if header is None:
            raise InputError(say("this is no list of delegations of a regional registry"), place=str(path))
        return header

    def _header(self, text: str, path: Path) -> tuple[str, date | None]:
        if not is_delegated(text.encode()):
            raise InputError(say("this is no list of delegations of a regional registry"), place=f"{path}:1")
        parts = text.split("|")
        return parts[1].lower(), _day(parts[2]) or _day(parts[5])

    def _line(self, parts: list[str], number: int) -> None:
        if parts[-1] == "summary" and len(parts) > 4:
            if parts[4].isdigit():
                self._announced[parts[2]] = int(parts[4])
            return
        if len(parts) < _FIELDS or parts[2] not in {"ipv4", "ipv6", "asn"}:
            self._spoil(number)
            return
        if parts[2] == "asn":
            return
        try:
            first, last = _span(parts[2], parts[3], parts[4])
        except (AddressValueError, ValueError):
            self._spoil(number)
            return
        opaque = parts[7] if len(parts) > _FIELDS else ""
        self._blocks[4 if parts[2] == "ipv4" else 6].append((first, last, parts[1].upper(), parts[5], parts[6], opaque))
        self._counted[parts[2]] += 1

    def _spoil(self, number: int) -> None:
        self._bad += 1
        if self._bad <= _SHOWN:
            self._defects.append(say("line {number} cannot be read", number=number))

    def _told_defects(self) -> list[str]:
        more = [say("{count} more lines cannot be read", count=self._bad - _SHOWN)] if self._bad > _SHOWN else []
        more += [
            say(
                "{kind}: {announced} blocks are announced, {counted} stand in the file: it is cut or changed",
                kind=kind,
                announced=announced,
                counted=self._counted[kind],
            )
            for kind, announced in self._announced.items()
            if kind in self._counted and announced != self._counted[kind]
        ]
        return self._defects + more

    def find(self, address: Address) -> Found | None:
        """Return the block that holds an address."""
        number, version = int(address), address.version
        place = bisect_right(self._starts[version], number) - 1
        if place < 0:
            return None
        first, last, country, day, status, opaque = self._blocks[version][place]
        if number > last:
            return None
        return Found(
            network=_network(version, first, last),
            country=country if len(country) == 2 and country != "ZZ" else None,
            holder_key=opaque or None,
            registered=_day(day),
            status=status,
        )


def _span(kind: str, start: str, value: str) -> tuple[int, int]:
    if kind == "ipv4":
        first = int(IPv4Address(start))
        last = first + int(value) - 1
        if not first <= last < 1 << _BITS[4]:
            raise ValueError(value)
        return first, last
    network = ip_network(f"{IPv6Address(start)}/{int(value)}")
    return int(network.network_address), int(network.broadcast_address)


def _network(version: int, first: int, last: int) -> str:
    make = IPv4Address if version == 4 else IPv6Address
    networks = list(summarize_address_range(make(first), make(last)))
    return str(networks[0]) if len(networks) == 1 else f"{make(first)}-{make(last)}"


def _day(text: str) -> date | None:
    digits = text.strip()
    if len(digits) != 8 or not digits.isdigit() or digits == "00000000":
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None

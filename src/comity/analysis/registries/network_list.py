"""The office's own list of networks (`network,kind,source,day`): VPN providers, hosting, proxies, Tor, carrier-grade NAT, shared lines."""

from __future__ import annotations

import csv
from datetime import date
from ipaddress import ip_network
from pathlib import Path

from comity.analysis.registries.registry import About, Address, Found, Registry, digest_of
from comity.errors import InputError
from comity.text.messages import say

KINDS = frozenset({"vpn", "hosting", "proxy", "tor", "cgnat", "shared"})
_COLUMNS = ("network", "kind", "source", "day")


class NetworkList(Registry):
    """One list; the most specific network speaks, and all that hold the address add their kinds."""

    def __init__(self, path: Path) -> None:
        """Read a list.

        Args:
            path: the file.

        Raises:
            InputError: a line cannot be read; with its number.
        """
        self._networks: dict[tuple[int, int, int], tuple[str, set[str], str]] = {}
        days: list[date] = []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), start=2):
                    days.append(self._line(row, f"{path}:{number}"))
        except (UnicodeDecodeError, csv.Error, OSError) as problem:
            raise InputError(say("the list of networks cannot be read: {problem}", problem=problem), place=str(path)) from problem
        self._lengths = {version: sorted({key[1] for key in self._networks if key[0] == version}, reverse=True) for version in (4, 6)}
        self.about = About(
            path=str(path), kind="list", title="", day=min(days, default=None), sha256=digest_of(path), entries=len(self._networks)
        )

    def _line(self, row: dict[str, str | None], place: str) -> date:
        if not set(_COLUMNS) <= set(row):
            raise InputError(say("columns are missing: {names}", names=", ".join(sorted(set(_COLUMNS) - set(row)))), place=place)
        try:
            network = ip_network((row["network"] or "").strip())
            day = date.fromisoformat((row["day"] or "").strip())
        except ValueError as problem:
            raise InputError(say("the list of networks cannot be read: {problem}", problem=problem), place=place) from problem
        kind = (row["kind"] or "").strip().lower()
        if kind not in KINDS:
            raise InputError(say("no kind of network of this name: {name}", name=kind), place=place, hint=", ".join(sorted(KINDS)))
        key = network.version, network.prefixlen, int(network.network_address)
        known = self._networks.setdefault(key, (str(network), set(), (row["source"] or "").strip()))
        known[1].add(kind)
        return day

    def find(self, address: Address) -> Found | None:
        """Return the networks of the list that hold an address."""
        number, bits = int(address), 32 if address.version == 4 else 128
        kinds: set[str] = set()
        best: tuple[str, str] | None = None
        for length in self._lengths[address.version]:
            known = self._networks.get((address.version, length, number >> (bits - length) << (bits - length)))
            if known:
                kinds |= known[1]
                best = best or (known[0], known[2])
        return Found(network=best[0], holder=best[1] or None, kinds=tuple(sorted(kinds))) if best else None

"""Databases in MaxMind's format, of any maker: the day of the build, country, AS number and organisation, what they say of the use.

The names of fields differ between makers; those of MaxMind, DB-IP, IPinfo and IPLocate are known. A database that the office supplies is
read from memory-mapped bytes; what is broken in it is an error of the file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from comity.analysis.registries.registry import About, Address, Found, Registry, digest_of
from comity.errors import InputError
from comity.text.messages import say

MARK = b"\xab\xcd\xefMaxMind.com"
_COUNTRY = (("country", "iso_code"), ("registered_country", "iso_code"), ("country_code",), ("country",))
_ASN = (("autonomous_system_number",), ("asn",), ("as_number",), ("traits", "autonomous_system_number"))
_HOLDER = (
    ("autonomous_system_organization",), ("as_name",), ("asn_name",), ("organization",), ("org",), ("isp",), ("as_organization",),
    ("traits", "autonomous_system_organization"),
)  # fmt: skip
_USES = {
    "is_anonymous_vpn": "vpn", "is_vpn": "vpn", "vpn": "vpn", "is_hosting_provider": "hosting", "is_hosting": "hosting",
    "hosting": "hosting", "is_public_proxy": "proxy", "is_residential_proxy": "proxy", "is_proxy": "proxy", "proxy": "proxy",
    "is_tor_exit_node": "tor", "is_tor": "tor", "tor": "tor", "is_anycast": "shared",
}  # fmt: skip


class Mmdb(Registry):
    """One database."""

    def __init__(self, path: Path) -> None:
        """Open a database.

        Args:
            path: the file.

        Raises:
            InputError: the file is no such database.
        """
        import maxminddb

        try:
            self._reader = maxminddb.open_database(str(path), maxminddb.MODE_MMAP)
            facts = self._reader.metadata()
        except (maxminddb.InvalidDatabaseError, OSError, ValueError, KeyError, TypeError) as problem:
            raise InputError(say("this is no database of addresses: {problem}", problem=problem), place=str(path)) from problem
        day = datetime.fromtimestamp(facts.build_epoch, UTC).date() if 0 < facts.build_epoch < 1 << 35 else None
        self._version = facts.ip_version
        self.about = About(path=str(path), kind="mmdb", title=str(facts.database_type), day=day, sha256=digest_of(path))

    def find(self, address: Address) -> Found | None:
        """Return what the database says of an address."""
        import maxminddb

        if address.version > self._version:
            return None
        try:
            record, length = self._reader.get_with_prefix_len(address)
        except (maxminddb.InvalidDatabaseError, ValueError) as problem:
            raise InputError(say("this is no database of addresses: {problem}", problem=problem), place=self.about.path) from problem
        if not isinstance(record, dict):
            return None
        country = _first(record, _COUNTRY)
        return Found(
            network=str(ip_network(f"{address}/{length}", strict=False)),
            country=country.upper() if isinstance(country, str) and len(country) == 2 else None,
            holder=_text(_first(record, _HOLDER)),
            asn=_number(_first(record, _ASN)),
            kinds=tuple(sorted({use for name, use in _USES.items() if _is_set(record.get(name)) or _is_set(_within(record, name))})),
        )


def _within(record: dict[str, Any], name: str) -> object:
    traits = record.get("traits")
    return traits.get(name) if isinstance(traits, dict) else None


def _is_set(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in {"true", "yes", "1"})


def _first(record: dict[str, Any], paths: tuple[tuple[str, ...], ...]) -> object:
    for path in paths:
        value: object = record
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None and not isinstance(value, dict):
            return value
    return None


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _number(value: object) -> int | None:
    if isinstance(value, str):
        digits = value.upper().removeprefix("AS")
        return int(digits) if digits.isdigit() and len(digits) < 11 else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None

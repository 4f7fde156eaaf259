"""What a file about addresses says of one address, and of which day the file is.

Three kinds of files are read, all supplied by the office and none fetched:
    delegated-…-extended    statistics of a regional registry (RIPE NCC, APNIC, ARIN, LACNIC, AFRINIC): block, country of the registration,
                            day and status, and an opaque name of the holder that is the same for all its blocks; no name in words
    *.mmdb                  a database of MaxMind's format (https://maxmind.github.io/MaxMind-DB/) of any maker: country, AS number,
                            organisation
    *.csv                   a list of networks that the office keeps: `network,kind,source,day` with kind vpn, hosting, proxy, tor, cgnat or
                            shared

The country of a registry is that in which the *holder* registered the block: it does not tell where the user sat.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import msgspec

Address = IPv4Address | IPv6Address


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says of an address.

    Attributes:
        network: the block that the statement is about.
        country: ISO 3166-1 code under which the holder registered the block; None where the file says nothing.
        holder: name of the holder; None where the file has none.
        holder_key: opaque name that a registry gives a holder in all its blocks; None elsewhere.
        asn: number of the autonomous system that announced it; None where the file says nothing.
        registered: day of the delegation; None where the file says nothing.
        status: allocated, assigned, available, reserved; empty where the file says nothing.
        kinds: what the file says of the use of the network: vpn hosting proxy tor cgnat shared.
    """

    network: str
    country: str | None = None
    holder: str | None = None
    holder_key: str | None = None
    asn: int | None = None
    registered: date | None = None
    status: str = ""
    kinds: tuple[str, ...] = ()


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A file.

    Attributes:
        path: where it lies.
        kind: delegated, mmdb or list.
        title: registry or type of database.
        day: of which day it is, by its own word; None where it says nothing.
        sha256: digest.
        entries: number of blocks; None where that is not counted.
        defects: what is wrong with it.
    """

    path: str
    kind: str
    title: str
    day: date | None
    sha256: str
    entries: int | None = None
    defects: tuple[str, ...] = ()


class Registry(ABC):
    """One open file."""

    about: About

    @abstractmethod
    def find(self, address: Address) -> Found | None:
        """Return what the file says of an address; None where it says nothing."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

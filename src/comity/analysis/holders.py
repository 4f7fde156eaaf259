"""Whose the addresses of a store are: holder and country by registries on the disk, with the day of each file held against the event.

A registry of today says nothing of 2023 by itself. For every address the file nearest to its events is asked, and each answer says how the
file's day lies to them:
    near          at most `NEAR` days apart
    later         the file is younger; by its own word the block was delegated before the event, and a transfer in between is not seen
    later_changed the file is younger, and the block was delegated after the event: it says nothing of then
    earlier       the file is older than the event: what changed in between is not seen
    undated       events or file have no day
The country is that of the holder's registration and not the place of the user. What is behind one address may be one line or a city: the
warnings say so, and that a source port is needed with the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

import msgspec

from comity.analysis.registries.registry import About, Address, Found, Registry
from comity.analysis.statement import statement
from comity.analysis.store import opened, rows
from comity.model.addresses import notes_of

NEAR = 31
"""Days between file and event within which the file speaks of the event."""
MANY = 5
"""Accounts of one address from which on it is taken for shared."""
_HOSTING = ("hosting", "cloud", "datacenter", "data center", "vps", "server", "colocation")
_VPN = ("vpn", "proxy", "privacy", "anonym")


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says, and how far it can be relied on for the events.

    Attributes:
        file: path of the file.
        kind: delegated, mmdb or list.
        title: registry or type of database.
        day: of which day the file is.
        found: what it says.
        validity: near, later, later_changed, earlier or undated.
        days_apart: days between the file and the nearest event; None where undated.
    """

    file: str
    kind: str
    title: str
    day: date | None
    found: Found
    validity: str
    days_apart: int | None


class AddressRow(msgspec.Struct, frozen=True, kw_only=True):
    """One address of the store.

    Attributes:
        ip: the address.
        events: events with it.
        accounts: accounts, numbers and people that used it.
        without_port: events without a source port.
        undated: events without a moment.
        first: first moment.
        last: last one.
        holders: what the files say, registries first.
        warnings: codes: `cgnat` `private` `reserved` `documentation` (never a public line) `shared` (many accounts here) `port_needed`
            `vpn` `hosting` `proxy` `tor` (a file says so) `vpn_perhaps` `hosting_perhaps` (only the name of the holder sounds so) `tunnel`
            (the address carries another one: `carries`) `holders_differ` (files of different days name different holders) `unknown`
            (no file knows it) `not_then` (no file speaks of the time of the events).
        carries: the IPv4 address within a tunnel's address; None else.
    """

    ip: str
    events: int
    accounts: int
    without_port: int
    undated: int
    first: datetime | None
    last: datetime | None
    holders: tuple[Holder, ...]
    warnings: tuple[str, ...]
    carries: str | None = None


class Holders(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer.

    Attributes:
        files: the files asked.
        addresses: most frequent first.
        unreadable: values that stand in the place of an address and are none.
        near_days: `NEAR`.
        many_accounts: `MANY`.
    """

    files: tuple[About, ...]
    addresses: tuple[AddressRow, ...]
    unreadable: tuple[str, ...]
    near_days: int = NEAR
    many_accounts: int = MANY


def holders(folder: Path, registries: Sequence[Registry], *, account: str | None = None) -> Holders:
    """Tell whose the addresses of a store are.

    Args:
        folder: the store.
        registries: open files (`registries.open.open_registries`).
        account: only addresses of this account, number or mailbox, as the store writes it.

    Raises:
        InputError: the folder is no store, or a file is broken.
    """
    with opened(folder) as store:
        found = rows(store, statement("addresses"), {"account": account})
    readable: list[AddressRow] = []
    unreadable: list[str] = []
    for row in found:
        try:
            readable.append(_row(ip_address(row[0]), row, registries))
        except ValueError:
            unreadable.append(row[0])
    return Holders(files=tuple(one.about for one in registries), addresses=tuple(readable), unreadable=tuple(unreadable))


def _row(address: Address, row: tuple[Any, ...], registries: Sequence[Registry]) -> AddressRow:
    ip, events, accounts, without_port, undated, first, last = row
    carried = _carried(address)
    told = holders_of(carried or address, first.date() if first else None, last.date() if last else None, registries)
    notes = [note.value for note in notes_of(address)]
    return AddressRow(
        ip=ip,
        events=events,
        accounts=accounts,
        without_port=without_port,
        undated=undated,
        first=first,
        last=last,
        holders=told,
        warnings=tuple(dict.fromkeys((*notes, *_warnings(address, accounts, without_port, told, public=not notes, carried=carried)))),
        carries=str(carried) if carried else None,
    )


def holders_of(address: Address, first: date | None, last: date | None, registries: Sequence[Registry]) -> tuple[Holder, ...]:
    """Ask the files about an address: of each registry or type, the file nearest to the first event and that nearest to the last.

    Args:
        address: the address.
        first: day of the first event; None where it has no moment.
        last: day of the last event.
        registries: open files.
    """
    groups: dict[tuple[str, str], list[tuple[Registry, Found]]] = {}
    for registry in registries:
        found = registry.find(address)
        if found is not None and found.status not in {"available", "reserved"}:
            groups.setdefault((registry.about.kind, registry.about.title), []).append((registry, found))
    told: list[Holder] = []
    for group in groups.values():
        chosen: dict[str, Holder] = {}
        for day in (first, last):
            registry, found = min(group, key=lambda pair: _distance(pair[0].about.day, day))
            chosen.setdefault(registry.about.path, _holder(registry.about, found, day))
        told += chosen.values()
    return tuple(told)


def _distance(file: date | None, event: date | None) -> tuple[bool, int, date]:
    """Order files: those with a day first, the nearest first, of two equally near the younger."""
    if file is None or event is None:
        return file is None, 0, date.min if file is None else date.fromordinal(date.max.toordinal() - file.toordinal())
    return False, abs((file - event).days), date.fromordinal(date.max.toordinal() - file.toordinal())


def _holder(about: About, found: Found, event: date | None) -> Holder:
    apart = None if about.day is None or event is None else abs((about.day - event).days)
    return Holder(
        file=about.path,
        kind=about.kind,
        title=about.title,
        day=about.day,
        found=found,
        validity=_validity(about.day, event, found.registered),
        days_apart=apart,
    )


def _validity(file: date | None, event: date | None, registered: date | None) -> str:
    if file is None or event is None:
        return "undated"
    if registered is not None and registered > event:
        return "later_changed"
    if abs((file - event).days) <= NEAR:
        return "near"
    return "later" if file > event else "earlier"


def _warnings(
    address: Address, accounts: int, without_port: int, told: tuple[Holder, ...], *, public: bool, carried: Address | None
) -> list[str]:
    found: list[str] = []
    if carried:
        found.append("tunnel")
    if accounts >= MANY:
        found.append("shared")
    if without_port and address.version == 4 and (public or "cgnat" in {note.value for note in notes_of(address)}):
        found.append("port_needed")
    uses = {kind for one in told for kind in one.found.kinds}
    found += sorted(uses)
    names = " ".join((one.found.holder or "").lower() for one in told if one.kind != "list")
    if not uses & {"vpn", "proxy"} and any(word in names for word in _VPN):
        found.append("vpn_perhaps")
    if "hosting" not in uses and any(word in names for word in _HOSTING):
        found.append("hosting_perhaps")
    registries = [one for one in told if one.kind != "list"]
    named: dict[tuple[str, str], set[tuple[str | None, str | None]]] = {}
    for one in registries:
        named.setdefault((one.kind, one.title), set()).add((one.found.country, one.found.holder_key or one.found.holder))
    if any(len(told_names) > 1 for told_names in named.values()):
        found.append("holders_differ")
    if public and not registries:
        found.append("unknown")
    elif public and all(one.validity not in {"near", "later"} for one in registries):
        found.append("not_then")
    return found


def _carried(address: Address) -> Address | None:
    """Return the IPv4 address that a mapped, 6to4 (RFC 3056), Teredo (RFC 4380) or NAT64 (RFC 6052) address carries."""
    if not isinstance(address, IPv6Address):
        return None
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if int(address) >> 32 == 0x0064_FF9B << 64:
        return ip_address(int(address) & 0xFFFF_FFFF)
    return None

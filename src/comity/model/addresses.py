"""Internet addresses: which blocks nobody outside can trace.

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 1918 (private), RFC 6598 (shared, carrier-grade NAT), RFC 5737,
RFC 3849 and RFC 9637 (documentation), RFC 4193 (unique local), RFC 3927 and RFC 4291 (link-local).
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from comity.model.identifier import Note

_BLOCKS: tuple[tuple[str, Note], ...] = (
    ("10.0.0.0/8", Note.PRIVATE),
    ("172.16.0.0/12", Note.PRIVATE),
    ("192.168.0.0/16", Note.PRIVATE),
    ("100.64.0.0/10", Note.CGNAT),
    ("192.0.2.0/24", Note.DOCUMENTATION),
    ("198.51.100.0/24", Note.DOCUMENTATION),
    ("203.0.113.0/24", Note.DOCUMENTATION),
    ("0.0.0.0/8", Note.RESERVED),
    ("127.0.0.0/8", Note.RESERVED),
    ("169.254.0.0/16", Note.RESERVED),
    ("192.0.0.0/24", Note.RESERVED),
    ("198.18.0.0/15", Note.RESERVED),
    ("224.0.0.0/4", Note.RESERVED),
    ("240.0.0.0/4", Note.RESERVED),
    ("2001:db8::/32", Note.DOCUMENTATION),
    ("3fff::/20", Note.DOCUMENTATION),
    ("fc00::/7", Note.PRIVATE),
    ("fe80::/10", Note.RESERVED),
    ("::/128", Note.RESERVED),
    ("::1/128", Note.RESERVED),
    ("100::/64", Note.RESERVED),
    ("ff00::/8", Note.RESERVED),
)
_V4 = tuple(
    (int(net.network_address), int(net.broadcast_address), note)
    for text, note in _BLOCKS
    if isinstance(net := ip_network(text), IPv4Network)
)
_OCTETS = {str(number): number for number in range(256)}
_FIRST_OCTETS = frozenset(octet for low, high, _ in _V4 for octet in range(low >> 24, (high >> 24) + 1))
_V6 = tuple(
    (int(net.network_address), int(net.broadcast_address), note)
    for text, note in _BLOCKS
    if isinstance(net := ip_network(text), IPv6Network)
)


def address_notes(text: str) -> tuple[Note, ...]:
    """Say what kind of address it is, where it is not a public one.

    Args:
        text: an IPv4 or IPv6 address.

    Returns:
        Empty for a public address; else `private`, `cgnat` (shared between customers of one provider: a port and a time are needed),
        `documentation` or `reserved` (loopback, link-local, multicast, future use).

    Raises:
        ValueError: the text is no address.
    """
    return notes_of(ip_address(text))


@lru_cache(maxsize=8192)
def notes_of_ipv4(text: str) -> tuple[Note, ...] | None:
    """Say the same of an IPv4 address in text; None where it is none (a part above 255, leading zeros)."""
    parts = [_OCTETS.get(part, -1) for part in text.split(".")]
    if len(parts) != 4 or -1 in parts:
        return None
    if parts[0] not in _FIRST_OCTETS:
        return ()
    number = parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]
    return tuple(note for low, high, note in _V4 if low <= number <= high)


@lru_cache(maxsize=8192)
def notes_of(address: IPv4Address | IPv6Address) -> tuple[Note, ...]:
    """Say the same of a parsed address; an IPv4 address mapped into IPv6 is judged as what it carries."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    number = int(address)
    return tuple(note for low, high, note in (_V4 if address.version == 4 else _V6) if low <= number <= high)

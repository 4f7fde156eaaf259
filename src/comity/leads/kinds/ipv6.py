"""IPv6 addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.ports import port_beside
from comity.model.addresses import notes_of
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say

_FORM = re.compile(r"[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{0,36}")


class Ipv6(Kind):
    """An IPv6 address, written in full or short; the value is the short form of RFC 5952.

    The port is read from `[address]:port` and from words. Unique local (`fc00::/7`), documentation (`2001:db8::/32`, `3fff::/20`) and
    reserved addresses are valid with a note. Clock times, MAC addresses and names with `::` of programs are none.
    """

    code = IdentifierKind.IPV6
    weight = 62

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for found in (found for low, high in page.scan.colons for found in _FORM.finditer(text, low, high)):
            start, end = found.span()
            if text[start : start + 1] == ":" and text[start : start + 2] != "::":
                start += 1
            before, after = text[start - 1 : start], text[end : end + 1]
            if before.isalnum() or (before and before in "_:.") or after.isalnum() or after == "_":
                continue
            written = text[start:end].rstrip(".")
            if written.endswith(":") and not written.endswith("::"):
                written = written[:-1]
            end = start + len(written)
            if "::" not in written and written.count(":") != 7 and not ("." in written and written.count(":") == 6):
                continue
            address = _address(written)
            if address is None or not _is_meant(written):
                continue
            opening = before == "["
            candidate = Candidate(self.code, start, end, str(address), notes=frozenset(notes_of(address)))
            candidate.port = port_beside(page, start, end + 1 if opening and text[end : end + 1] == "]" else end)
            if address.ipv4_mapped:
                candidate.verdict, candidate.reason = Verdict.VALID, say("carries the IPv4 address {address}", address=address.ipv4_mapped)
            yield candidate


def _address(written: str) -> IPv6Address | None:
    try:
        return IPv6Address(written)
    except AddressValueError:
        return None


def _is_meant(written: str) -> bool:
    """Tell an address from a name of a program such as `a::b`, and from `::` alone."""
    groups = [group for group in written.split(":") if group]
    return written == "::1" or (any(letter.isdigit() for letter in written) and len(groups) >= 2) or len(groups) >= 4

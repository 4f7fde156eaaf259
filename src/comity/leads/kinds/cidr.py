"""Networks in the notation of RFC 4632."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_interface

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.addresses import notes_of
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say

_V4 = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/[0-9]{1,2}(?![0-9/.A-Za-z])")
_V6 = re.compile(r"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{1,38}/[0-9]{1,3}(?![0-9/.A-Za-z])")


class Cidr(Kind):
    """A network: address, slash, length of the prefix (IPv4 and IPv6).

    `unsure` where the address is not the first of the network: it can be one address written with its mask.
    """

    code = IdentifierKind.CIDR
    weight = 65

    def find(self, page: Page) -> Iterator[Candidate]:
        for form, pieces in ((_V4, page.scan.quads), (_V6, page.scan.colons)):
            for low, high in pieces:
                found = form.search(page.text, low, high) if "/" in page.text[low:high] else None
                if found is None:
                    continue
                start, end = found.span()
                before = page.text[start - 1 : start]
                if before.isalnum() or (before and before in "._:/"):
                    continue
                candidate = self._judged(page, start, end, found.group())
                if candidate:
                    yield candidate

    def _judged(self, page: Page, start: int, end: int, written: str) -> Candidate | None:
        try:
            interface = ip_interface(written)
        except ValueError:
            return None
        if page.cue_and_distance(start, end)[0] in {Cue.VERSION, Cue.LAW}:
            return None
        notes = frozenset(notes_of(interface.network.network_address))
        if interface.ip == interface.network.network_address:
            return Candidate(self.code, start, end, str(interface.network), notes=notes)
        reason = say("either the network {network}, or the one address {address}", network=interface.network, address=interface.ip)
        return Candidate(self.code, start, end, str(interface), Verdict.UNSURE, reason, notes)

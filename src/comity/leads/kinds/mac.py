"""Hardware addresses of network interfaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note
from comity.text.messages import say

_PAIRS = re.compile(r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}")
_CISCO = re.compile(r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}")
_BARE = re.compile(r"[0-9A-Fa-f]{12}")
_LOCAL, _GROUP = 0x02, 0x01


class Mac(Kind):
    """A MAC address (EUI-48): six pairs with colons or hyphens, three groups of four with points, or twelve digits after the word MAC.

    The value is in lower case with colons. A locally administered address was made up by the device or its user and names no maker; that is
    said. Group addresses (broadcast, multicast) are noted as reserved.
    """

    code = IdentifierKind.MAC
    weight = 64

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for form, pieces in ((_PAIRS, page.scan.colons), (_PAIRS, page.scan.dashes), (_CISCO, page.scan.dashes)):
            for low, high in pieces:
                found = form.search(text, low, high)
                if found and _stands_alone(text, *found.span()):
                    yield self._made(*found.span(), found.group())
        if "MAC" in text or "mac" in text or "МАС" in text:
            for low, high in (*page.scan.named, *page.scan.plain):
                if high - low == 12 and _BARE.fullmatch(text, low, high) and page.cue(low, high) is Cue.MAC:
                    yield self._made(low, high, text[low:high])

    def _made(self, start: int, end: int, written: str) -> Candidate:
        digits = re.sub(r"[^0-9A-Fa-f]", "", written).lower()
        candidate = Candidate(self.code, start, end, ":".join(digits[place : place + 2] for place in range(0, 12, 2)))
        first = int(digits[:2], 16)
        if first & _GROUP:
            candidate.notes |= {Note.RESERVED}
            candidate.reason = say("a group address: no single device has it")
        elif first & _LOCAL:
            candidate.reason = say("locally administered: made up by the device or its user, it names no maker")
        return candidate


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or (before and before in ":-._") or after.isalnum() or (after and after in ":_"):
        return False
    return not (after and after in "-." and text[end + 1 : end + 2].isalnum())

"""Numbers of autonomous systems."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_FORM = re.compile(
    r"AS(?:N(?:[ :№#]{0,3}(?:AS)?)?|-?)([0-9]{1,10})(?![0-9A-Za-z_])"
    r"|AS[ -](?:номер\w{0,2}[ :№]{1,3})?(?P<apart>[0-9]{3,10})(?![0-9A-Za-z_])"
)
_WORD = re.compile(r"(?:автономн\w+\s+систем\w+|autonomous\s+system|\basn)[\s:№#(-]{0,4}$")
_BARE = re.compile(r"(?:AS )?([0-9]{1,10})(?![0-9A-Za-z_.,-])")
_HIGHEST = 2**32 - 1
# RFC 5398 (documentation), RFC 6996 (private use), RFC 7607 and RFC 7300 (reserved), RFC 6793 (AS_TRANS).
_DOCUMENTATION = (range(64496, 64512), range(65536, 65552))
_PRIVATE = (range(64512, 65535), range(4_200_000_000, 4_294_967_295))
_RESERVED = {0, 23456, 65535, _HIGHEST}


class Asn(Kind):
    """The number of an autonomous system: `AS64500`, `ASN 64500`, «автономная система 64500».

    Numbers for documentation, private use and reserved ones are valid with a note; above 32 bits there are none.
    """

    code = IdentifierKind.ASN
    weight = 55

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        place = text.find("AS")
        while place >= 0:
            found = _FORM.match(text, place)
            before = text[place - 1 : place]
            if found and not before.isalnum() and (before or " ") not in "_-.":
                yield self._made(place, found.end(), int(found[1] or found["apart"]))
            place = text.find("AS", place + 2)
        for word in ("автономн", "Автономн", "utonomous", "ASN", "asn"):
            place = text.find(word)
            while place >= 0:
                yield from self._after_word(page, place)
                place = text.find(word, place + len(word))

    def _after_word(self, page: Page, place: int) -> Iterator[Candidate]:
        for found in _BARE.finditer(page.text, place, min(len(page.text), place + 48)):
            if _WORD.search(page.before(found.start())):
                yield self._made(found.start(), found.end(), int(found[1]))
            break

    def _made(self, start: int, end: int, number: int) -> Candidate:
        candidate = Candidate(self.code, start, end, f"AS{number}")
        if number > _HIGHEST:
            candidate.verdict, candidate.reason = Verdict.INVALID, say("no autonomous system has a number above 4294967295")
        elif number in _RESERVED:
            candidate.notes |= {Note.RESERVED}
        elif any(number in block for block in _PRIVATE):
            candidate.notes |= {Note.PRIVATE}
        elif any(number in block for block in _DOCUMENTATION):
            candidate.notes |= {Note.DOCUMENTATION}
        return candidate

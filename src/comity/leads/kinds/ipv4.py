"""IPv4 addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address

from comity.leads.checks.addresses import notes_of
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.ports import port_beside
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_FORM = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_BROKEN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}(?:\.\r?\n|\r?\n\.)[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")
_SCANNED = re.compile(r"[0-9OОоlI]{1,3}(?:\.[0-9OОоlI]{1,3}){3}")
_PAPER = re.compile(r"/[0-9]{3}")
_RANGE = re.compile(r"-[0-9]+(?![0-9.])")
_AS_DIGITS = str.maketrans({"O": "0", "О": "0", "о": "0", "l": "1", "I": "1"})
_NUMBERED = {Cue.VERSION, Cue.LAW}


class Ipv4(Kind):
    """An IPv4 address, with the source port and the time that stand beside it.

    Behind one address stand many customers: without port, time and zone no provider can name one of them, so what is missing is noted
    (`no_port`, `no_time`, `no_zone`). Private, shared (100.64.0.0/10), documentation and reserved addresses are valid with a note.
    Version numbers (`Chrome/23.0.1271.6`), numbered clauses and dates are none. `203.O.113.7` is proposed as `unsure` (`ocr`).
    """

    code = IdentifierKind.IPV4
    weight = 60

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for found in _FORM.finditer(text):
            start, end = found.span()
            if _stands_alone(text, start, end):
                candidate = self._judged(page, start, end, found.group())
                if candidate:
                    yield candidate
        if "\n" in text:
            for found in _BROKEN.finditer(text):
                plain = re.sub(r"\s", "", found.group())
                if plain.count(".") == 3 and _stands_alone(text, *found.span()):
                    candidate = self._judged(page, *found.span(), plain)
                    if candidate and candidate.verdict is Verdict.VALID and len(plain) > 8:
                        candidate.verdict, candidate.reason = Verdict.UNSURE, say("put together over a line break")
                        candidate.notes.add(Note.BROKEN_LINE)
                        yield candidate
        yield from self._scanned(page)

    def _judged(self, page: Page, start: int, end: int, written: str) -> Candidate | None:
        cue, distance = page.cue_and_distance(start, end)
        if (cue in _NUMBERED and distance <= 12) or page.before(start, 3).rstrip().endswith("№"):
            return None
        if cue is not Cue.IP and _RANGE.match(page.text, end):
            return None  # `1.2.3.4-5` is the version of a package, unless a word says that it is a range of addresses
        parts = written.split(".")
        try:
            address = IPv4Address(written)
        except AddressValueError:
            if cue is not Cue.IP or distance > 24:
                return None
            if all(int(part) < 256 for part in parts):
                plain = ".".join(str(int(part)) for part in parts)
                reason = say("written with leading zeros: some programs read them as octal")
                return Candidate(self.code, start, end, plain, Verdict.UNSURE, reason)
            return Candidate(self.code, start, end, written, Verdict.INVALID, say("a part of the address is above 255"))
        candidate = Candidate(self.code, start, end, written, notes=set(notes_of(address)))
        candidate.port = port_beside(page, start, end)
        return candidate

    def _scanned(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for found in _SCANNED.finditer(text):
            written = found.group()
            if written.isascii() and written.replace(".", "").isdigit():
                continue
            plain = written.translate(_AS_DIGITS)
            if sum(letter.isdigit() for letter in written) < 4 or not _stands_alone(text, *found.span()):
                continue
            candidate = self._judged(page, *found.span(), plain)
            if candidate and candidate.verdict is Verdict.VALID:
                candidate.verdict = Verdict.UNSURE
                candidate.reason = say("letters stand where digits belong; perhaps {value} is meant", value=plain)
                candidate.notes.add(Note.OCR if written.isascii() else Note.HOMOGLYPH)
                yield candidate


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or (before and before in "._\\") or after.isalnum() or after == "_":
        return False
    if after == "." and text[end + 1 : end + 2].isdigit():
        return False
    if before and before in "-+" and text[start - 2 : start - 1].isdigit():
        return False
    # `Firefox/4.0.1.2` is a version, `//203.0.113.7` is not; `100.64.0.1/2026` is the number of a paper.
    return not (before == "/" and text[start - 2 : start - 1].isalnum()) and not _PAPER.match(text, end)

"""IPv4 addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.ports import port_beside
from comity.leads.words import WORD, Cue, cue_of
from comity.model.addresses import notes_of_ipv4
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_FORM = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_BROKEN = re.compile(r"[0-9]{1,3}(?:\.\n?[0-9]{1,3}){3}")
_SCANNED = re.compile(r"[0-9OОоlI]{1,3}(?:\.[0-9OОоlI]{1,3}){3}")
_LIKE_DIGITS = frozenset("OОоlI")
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
        for low, high in page.scan.quads:
            addresses = list(_FORM.finditer(text, low, high))
            if not addresses or text[addresses[0].start() - 1 : addresses[0].start()] in _LIKE_DIGITS:
                yield from self._scanned(page, low, high)
                continue
            for found in addresses:
                start, end = found.span()
                candidate = self._judged(page, start, end, found.group()) if _stands_alone(text, start, end) else None
                if candidate:
                    yield candidate
        yield from self._broken(page)

    def _broken(self, page: Page) -> Iterator[Candidate]:
        """Look for addresses with a line break after one of their points."""
        text = page.text
        place = text.find(".\n")
        while place >= 0:
            if text[place - 1 : place].isdigit() and text[place + 2 : place + 3].isdigit():
                found = next(
                    (match for match in _BROKEN.finditer(text, max(0, place - 11), place + 14) if match.start() < place < match.end()), None
                )
                plain = found.group().replace("\n", "") if found else ""
                if found and plain.count(".") == 3 and len(plain) > 8 and _stands_alone(text, *found.span()):
                    candidate = self._judged(page, *found.span(), plain)
                    if candidate and candidate.verdict is Verdict.VALID:
                        candidate.verdict, candidate.reason = Verdict.UNSURE, say("put together over a line break")
                        candidate.notes |= {Note.BROKEN_LINE}
                        yield candidate
            place = text.find(".\n", place + 2)

    def _judged(self, page: Page, start: int, end: int, written: str) -> Candidate | None:
        if page.is_close_to(start, _NUMBERED) or page.text[max(0, start - 2) : start].rstrip().endswith("№"):
            return None
        if (
            page.text[end : end + 1] == "-"
            and (_RANGE.match(page.text, end) or _suffix(page.text, end + 1))
            and page.cue(start, end) is not Cue.IP
        ):
            return None  # `1.2.3.4-5` is the version of a package, unless a word says that it is a range of addresses
        notes = notes_of_ipv4(written)
        if notes is None:
            parts = written.split(".")
            cue, distance = page.cue_and_distance(start, end)
            if cue is not Cue.IP or distance > 24:
                return None
            if all(int(part) < 256 for part in parts):
                plain = ".".join(str(int(part)) for part in parts)
                reason = say("written with leading zeros: some programs read them as octal")
                return Candidate(self.code, start, end, plain, Verdict.UNSURE, reason)
            return Candidate(self.code, start, end, written, Verdict.INVALID, say("a part of the address is above 255"))
        candidate = Candidate(self.code, start, end, written, notes=frozenset(notes))
        candidate.port = port_beside(page, start, end)
        return candidate

    def _scanned(self, page: Page, low: int, high: int) -> Iterator[Candidate]:
        text = page.text
        for found in _SCANNED.finditer(text, low, high):
            written = found.group()
            plain = written.translate(_AS_DIGITS)
            if sum(letter.isdigit() for letter in written) < 4 or not _stands_alone(text, *found.span()):
                continue
            candidate = self._judged(page, *found.span(), plain)
            if candidate and candidate.verdict is Verdict.VALID:
                candidate.verdict = Verdict.UNSURE
                candidate.reason = say("letters stand where digits belong; perhaps {value} is meant", value=plain)
                candidate.notes |= {Note.OCR if written.isascii() else Note.HOMOGLYPH}
                yield candidate


def _suffix(text: str, place: int) -> bool:
    """Tell whether a word about versions is hung on with a hyphen, as in «2.1.3.4-нұсқасы»."""
    word = WORD.match(text, place)
    return word is not None and cue_of(word.group().lower()) is Cue.VERSION


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

"""International bank account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks.iban import LENGTHS, is_iban
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say
from comity.text.scripts import to_latin

_FORM = re.compile(r"[A-ZАВЕКМНОРСТУХ]{2}[0-9OОIl]{2}(?:[ \u00a0-]?[A-Z0-9АВЕКМНОРСТУХ]){11,30}")
_HEAD = re.compile(r"[A-ZАВЕКМНОРСТУХ]{2}[0-9OОIl]{2}")
_BROKEN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9 ]{2,30}-?\r?\n[ \t]*[A-Z0-9 ]{2,30}")
_OCR = str.maketrans({"O": "0", "I": "1", "l": "1"})


class Iban(Kind):
    """An international bank account number (ISO 13616): the length of its country and the check modulo 97; blanks are taken out.

    A Kazakh ИИК is an IBAN of KZ. A wrong check is `invalid` (`bad_checksum`); where Cyrillic letters or an `O` for a zero stand inside and
    the check then holds, the corrected number is proposed as `unsure`.
    """

    code = IdentifierKind.IBAN
    weight = 85

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for low, high in page.scan.heads:
            head = _HEAD.search(text, low, high)
            if head is None or text[head.start() - 1 : head.start()].isalnum():
                continue
            found = _FORM.match(text, head.start())
            candidate = self._judged(page, found.start(), found.group()) if found else None
            if candidate:
                yield candidate
            found = _BROKEN.match(text, head.start())
            if found is None:
                continue
            start = found.start()
            iban, taken = _taken(found.group())
            if iban and "\n" in found.group()[:taken] and is_iban(iban) and not page.text[start + taken : start + taken + 1].isalnum():
                yield Candidate(self.code, start, start + taken, iban, notes={Note.BROKEN_LINE}, weight=86)

    def _judged(self, page: Page, start: int, written: str) -> Candidate | None:
        latin = to_latin(written)
        iban, taken = _taken(latin)
        if iban is None:
            return None
        end = start + taken
        if page.text[end : end + 1].isalnum():
            return None
        if is_iban(iban):
            if latin[:taken] == written[:taken]:
                return Candidate(self.code, start, end, iban)
            reason = say("letters of another script stand inside; read as {value}", value=iban)
            return Candidate(self.code, start, end, iban, Verdict.UNSURE, reason, {Note.HOMOGLYPH, Note.MIXED_SCRIPT})
        corrected = iban[:2] + iban[2:4].translate(_OCR) + iban[4:]
        zeros = iban[:2] + iban[2:].replace("O", "0").replace("I", "1")
        for guess in (corrected, zeros):
            if guess != iban and is_iban(guess):
                return Candidate(self.code, start, end, guess, Verdict.UNSURE, say("perhaps {value} is meant", value=guess), {Note.OCR})
        if not iban[2:4].isdigit() or (page.cue(start, end) is not Cue.ACCOUNT and sum(map(str.isdigit, iban)) < len(iban) // 2):
            return None
        return Candidate(self.code, start, end, iban, Verdict.INVALID, say("the check digits are wrong"), {Note.BAD_CHECKSUM}, weight=56)


def _taken(written: str) -> tuple[str | None, int]:
    """Cut a run to the length that its country has.

    Returns:
        The number without blanks and how many characters of the run it takes; None where the country has no IBAN or the run is too short.
    """
    length = LENGTHS.get(written[:2])
    if length is None:
        return None, 0
    kept = []
    for place, letter in enumerate(written):
        if letter.isalnum():
            kept.append(letter)
            if len(kept) == length:
                return "".join(kept), place + 1
    return None, 0

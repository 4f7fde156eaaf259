"""TON addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.checks import ton
from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_FRIENDLY = re.compile(r"[EUk0][Qf][A-Za-z0-9_+/-]{46}")
_HEAD = re.compile(r"[EUk0][Qf][A-Za-z0-9_+/-]{10}")
_NEXT_LINE = re.compile(r"\r?\n[ \t]*([A-Za-z0-9_+/-]{1,36})(?![A-Za-z0-9_+/=-])")
_RAW = re.compile(r"(?:-1|0):[0-9a-fA-F]{64}(?![0-9A-Za-z])")


class Ton(Kind):
    """A TON address: the user-friendly form (48 characters of Base64, either alphabet, CRC-16) or the raw form (`0:` and 64 digits).

    The value is as written, in the URL-safe alphabet; the reason of a user-friendly address tells its raw form, by which the two user-
    friendly forms of one account (`EQ…`, `UQ…`) can be compared. The raw form has no checksum.
    """

    code = IdentifierKind.TON
    weight = 92

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        for start, end in page.base64:
            written = text[start:end]
            if _FRIENDLY.fullmatch(written):
                candidate = self._judged(start, end, written)
                if candidate and not (text[start - 1 : start] == "/" and candidate.verdict is Verdict.INVALID):
                    yield candidate
            elif end - start < 48 and _HEAD.match(written) and (rest := _NEXT_LINE.match(text, end)):
                plain = written + rest[1]
                if len(plain) == 48 and ton.raw_form(plain) and (candidate := self._judged(start, rest.end(), plain)):
                    candidate.notes |= {Note.BROKEN_LINE}
                    yield candidate
        for token in page.tokens:
            if len(token.text) == 64 and text[token.start - 1 : token.start] == ":":
                found = _RAW.match(text, max(0, token.start - (3 if text[token.start - 3 : token.start] == "-1:" else 2)))
                if found and not text[found.start() - 1 : found.start()].isalnum():
                    reason = say("the raw form has no checksum")
                    yield Candidate(self.code, found.start(), found.end(), found.group().lower(), reason=reason)

    def _judged(self, start: int, end: int, written: str) -> Candidate | None:
        raw = ton.raw_form(written)
        value = written.replace("+", "-").replace("/", "_")
        if raw is None:
            mixed = any(map(str.islower, written)) and any(map(str.isupper, written)) and any(map(str.isdigit, written))
            if not mixed or "//" in written:
                return None
            return Candidate(self.code, start, end, value, Verdict.INVALID, say("the checksum is wrong"), {Note.BAD_CHECKSUM}, weight=50)
        reason = say("an address of the test network") if ton.is_test_only(written) else say("raw form: {form}", form=raw)
        return Candidate(self.code, start, end, value, reason=reason)

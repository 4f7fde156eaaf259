"""Numbers and codes of accounts at a provider."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.marks import compiled
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind

# Words that announce the code: short ones, found on the image (behind `ID` another letter makes another word), and longer ones, each with
# what its first letter may be.
_ID = re.compile(r"(?<![^\W\d_])(?:(?:ID|Id|id)(?![^\W\d_])|UID|Uid|uid)")
_LONGER = (("ИД", "", ""), ("йди", "а", "А"), ("ЙДИ", "А", "А"), ("дентификатор", "и", "И"), ("dentifikator", "i", "I"))
_FORM = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9_.:-]{3,44}")
_FAR = 40
_SELF_NAMED = re.compile(
    r"wxid_[a-z0-9]{12,22}|acct_[A-Za-z0-9]{16,24}|live:\.cid\.[0-9a-f]{16}|UC[0-9A-Za-z_-]{22}|id[1-9][0-9]{4,9}|-100[0-9]{9,11}"
)
# Forms that other kinds report, or that name no account.
_OTHER_KINDS = re.compile(
    r"email.*|.*_email|phone.*|txid.*|address_.*|.*url.*|.*_link|link.*|domain_name|ip_with.*|iban|imei|card.*|name_and.*|permalink|username.*|handle.*|screen_name"
    r"|login|vanity.*|custom_domain.*|video_id|post_.*|paste_key|clip.*|message_id|vehicle.*|repository|android.*|serial.*|.*serial|gamertag|online_id|s3.*|arn"
)


class AccountId(Kind):
    """The number or code by which a provider knows an account, a customer or an order: `Telegram ID 1234567890`, `Binance UID: 123456789`.

    A bare number proves nothing: it counts only with the provider's name beside it, after a word such as ID or UID, and in a form that this
    provider uses.
    """

    code = IdentifierKind.ACCOUNT_ID
    weight = 67

    def find(self, page: Page) -> Iterator[Candidate]:
        if not page.context.marks:
            return
        text, scan = page.text, page.scan
        tried: set[int] = set()
        for place in self._words(page):
            for pieces in (scan.plain, scan.named):
                number = bisect_left(pieces, (place, 0))
                while number < len(pieces) and pieces[number][0] < place + _FAR + 30:
                    low, high = pieces[number]
                    number += 1
                    if low in tried:
                        continue
                    tried.add(low)
                    if candidate := self._piece(page, low, high):
                        yield candidate
        for low, high in scan.named:
            if (
                text[low] in "waliU"
                and low not in tried
                and _SELF_NAMED.match(text, low, high)
                and (candidate := self._piece(page, low, high))
            ):
                yield candidate

    def _words(self, page: Page) -> Iterator[int]:
        """Find the words that announce a code."""
        text, lower = page.text, page.surface.image.lower
        place = lower.find(b"id")
        while place >= 0:
            start = place - 1 if lower[place - 1 : place] == b"u" else place
            if _ID.match(text, start):
                yield start
            place = lower.find(b"id", place + 2)
        for part, *firsts in _LONGER:
            place = text.find(part)
            while place >= 0:
                start = place - len(firsts[0])
                if text[start:place] in firsts and not text[start - 1 : start].isalpha():
                    yield start
                place = text.find(part, place + len(part))

    def _piece(self, page: Page, low: int, high: int) -> Candidate | None:
        text = page.text
        found = _FORM.match(text, low, high) if not text[low - 1 : low].isalnum() else None
        return self._judged(page, low, found.end()) if found else None

    def _judged(self, page: Page, start: int, end: int) -> Candidate | None:
        text = page.text
        value = text[start:end].rstrip(".:-")
        end = start + len(value)
        after = text[end : end + 1]
        if not any(map(str.isdigit, value)) or after in {"@", "_"} or after.isalnum() or (text[start - 1 : start] or " ") in "@/":
            return None
        cue, distance = page.cue_and_distance(start, end)
        if not (cue is Cue.USER and distance < _FAR) and not _SELF_NAMED.fullmatch(value):
            return None
        provider = page.provider_near(start, end)
        if provider is None:
            return None
        patterns = (row for row in page.index.by_id[provider].identifiers if not _OTHER_KINDS.fullmatch(row.kind))
        if not any(compiled(row.regex).fullmatch(value) for row in patterns):
            return None
        return Candidate(self.code, start, end, value, provider=provider)

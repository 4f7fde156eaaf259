"""Numbers and codes of accounts at a provider."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.marks import IdentifierPattern, compiled
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind

_ID_WORD = re.compile(
    "ID|Id|id|UID|Uid|uid|ИД|айди|Айди|АЙДИ|идентификатор|Идентификатор|identifikator|Identifikator|account number|номер аккаунта"
    "|номер счета аккаунта|аккаунт №|wxid_|acct_|order|Order|заказ|Заказ|бронирован|Бронирован"
)
_VALUE = re.compile(
    r"[\w']{0,14}(?:\s(?:аккаунта|пользователя|канала|чата|группы|страницы|профиля|клиента|номер|number|рақами|raqami|номери|нөмірі|account|user"
    r"|is|был|group|chat|of|the|ҳисоб|hisob)|\s(?:в|на|on|in|at)\s[\w.-]{2,20}){0,4}"
    r"[\s:=№#«\"'(—–-]{1,5}(?P<value>-?[A-Za-z0-9][A-Za-z0-9_.:-]{3,44})"
)
_SELF_NAMED = re.compile(
    r"(?<![\w@/.])(?:wxid_[a-z0-9]{12,22}|acct_[A-Za-z0-9]{16,24}|live:\.cid\.[0-9a-f]{16}|UC[0-9A-Za-z_-]{22}|id[1-9][0-9]{4,9}|-100[0-9]{9,11})(?![\w@])"
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
        text = page.text
        for word in _ID_WORD.finditer(text):
            if text[word.start() - 1 : word.start()].isalnum():
                continue
            found = _VALUE.match(text, word.end(), min(len(text), word.end() + 96))
            if found:
                candidate = self._judged(page, *found.span("value"))
                if candidate:
                    yield candidate
        for named in _SELF_NAMED.finditer(text):
            candidate = self._judged(page, *named.span())
            if candidate:
                yield candidate

    def _judged(self, page: Page, start: int, end: int) -> Candidate | None:
        value = page.text[start:end].rstrip(".:-")
        end = start + len(value)
        if not any(map(str.isdigit, value)) or page.text[end : end + 1] in {"@", "_"} or page.text[end : end + 1].isalnum():
            return None
        provider = page.provider_near(start, end)
        if provider is None:
            return None
        if (
            page.cue(start, end) in {Cue.TAX, Cue.MONEY, Cue.PHONE, Cue.CARD, Cue.ACCOUNT, Cue.IMEI}
            and value.isdigit()
            and not _id_word_last(page, start)
        ):
            return None
        patterns = (row for row in page.index.by_id[provider].identifiers if not _OTHER_KINDS.fullmatch(row.kind))
        if not any(_fits(row, value) for row in patterns):
            return None
        return Candidate(self.code, start, end, value, provider=provider)


def _fits(row: IdentifierPattern, value: str) -> bool:
    return compiled(row.regex).fullmatch(value) is not None


def _id_word_last(page: Page, start: int) -> bool:
    return re.search(r"\b(?:id|uid|ид|айди)\W{0,4}$", page.before(start)) is not None

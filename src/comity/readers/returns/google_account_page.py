"""Google's pages about an account (`NAME.SubscriberInfo.html`, `NAME.ChangeHistory.html`), from productions and Takeout, field by field.

A page is a heading (`GOOGLE SUBSCRIBER INFORMATION`), sections with lists of `Label: value`, and a table of activity: time, address, kind,
identifiers of devices, browser. Times are `2024-01-05 08:00:00 Z`, in older pages `2024/01/05-08:00:00-UTC`. Each field and each row is
an event of its own, with its own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING, Moment
from comity.readers.pages.markup import Block, blocks, cells, words
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_TITLE = re.compile(rb"GOOGLE\s+(?:SUBSCRIBER\s+INFORMATION|ACCOUNT\s+CHANGE\s+HISTORY)|ACCOUNT\s+CHANGE\s+HISTORY", re.IGNORECASE)
_OPENING = re.compile(rb"<(h[1-6]|li|tr)\b", re.IGNORECASE)
_CLOSING = re.compile(rb"</(?:h[1-6]|li|tr)\s*>", re.IGNORECASE)
_COUNTED = re.compile(rb"<(?:li|tr)\b", re.IGNORECASE)
_OLD_TIME = re.compile(r"(\d{4})/(\d\d)/(\d\d)-(\d\d:\d\d:\d\d)-UTC")
_TIMED = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[ T-]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?Z| ?UTC|-UTC)?")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}")
_LABELS = {
    "created on": "registration", "terms of service ip": "registration", "last updated date": "account_change", "recovery sms": "contact",
    "recovery e-mail": "contact", "user phone numbers": "contact", "contact e-mail": "contact", "last logins": "login",
    "2-step verification phone numbers": "contact", "alternate e-mails": "contact",
}  # fmt: skip
_ACTIVITY = {"login": "login", "logout": "logout", "login challenge": "login", "signup": "registration"}


class GoogleAccountPage(Reader):
    """One event a field of the account, and one a row of its activity or of its changes."""

    slug = "google_account_page"
    version = 1
    provider = "google"
    product = "Google Account"
    roles = {"account_id": "account", "actor_id": "account"}

    def detect(self, source: Source) -> float:
        return 0.95 if b"<" in source.head[:50] and _TITLE.search(source.head) else 0.0

    def count(self, source: Source) -> int:
        """Count lists and rows; rows of headers are found by their cells and left out."""
        rows = (block for block in blocks(source.data, _OPENING, _CLOSING) if block.kind == "tr")
        headers = sum(cells(row.raw)[1] for row in rows)
        return sum(1 for _ in _COUNTED.finditer(source.data)) - headers

    def read(self, source: Source) -> Iterator[Yield]:
        account: str | None = None
        section = ""
        header: list[str] = []
        for block in blocks(source.data, _OPENING, _CLOSING):
            if block.kind.startswith("h"):
                section = words(block.raw)
            elif block.kind == "li":
                label, _, value = (part.strip() for part in words(block.raw).partition(":"))
                account = value if label == "Google Account ID" and value else account
                yield _field(block, section, label, value, account, source)
            else:
                values, is_header = cells(block.raw)
                if is_header:
                    header = values
                    continue
                yield _row(block, section, header, values, account, source)


def _field(block: Block, section: str, label: str, value: str, account: str | None, source: Source) -> Record:
    kind = _LABELS.get(label.lower(), "subscriber")
    address = _ADDRESS.fullmatch(value) if "IP" in label else None
    return Record(
        kind=kind,
        locator=block.locator,
        at=_time(value, source) if kind in {"registration", "account_change", "login"} else NOTHING,
        account_id=account,
        ip=address[0].lower() if address else None,
        text=value or None,
        attrs={"section": section, "field": label, "value": value},
    )


def _row(block: Block, section: str, header: list[str], values: list[str], account: str | None, source: Source) -> Record | Unreadable:
    if not values or (header and len(values) != len(header)):
        return Unreadable(block.locator, f"{len(header)} cells expected, {len(values)} found")
    row = dict(zip(header or [f"column {number}" for number in range(1, len(values) + 1)], values, strict=True))
    plain = {name.lower(): value for name, value in row.items()}
    activity = plain.get("activity type", "")
    address = plain.get("ip address") or plain.get("ip")
    is_login = "activity type" in plain or "ip address" in plain
    return Record(
        kind=_ACTIVITY.get(activity.lower(), "login" if is_login and "change" not in section.lower() else "account_change"),
        locator=block.locator,
        at=_time(plain.get("timestamp") or plain.get("time") or plain.get("date") or "", source),
        account_id=account,
        ip=address.lower() if address else None,
        device_id=plain.get("android id") or plain.get("apple ios idfv") or None,
        text=None if is_login else plain.get("new value") or plain.get("change type"),
        attrs={"section": section} | row,
    )


def _time(text: str, source: Source) -> Moment:
    found = _TIMED.search(text)
    if found is None:
        return NOTHING
    return source.moment(_OLD_TIME.sub(r"\1-\2-\3 \4 UTC", found[0]))._replace(raw=found[0])

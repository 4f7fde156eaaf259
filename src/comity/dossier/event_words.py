"""Words for the kinds of events and for how their times are known: the same on pages and in papers."""

from __future__ import annotations

from comity.model.said import mark

KIND_WORDS: dict[str, str] = {
    "login": mark("sign-in"),
    "logout": mark("sign-out"),
    "registration": mark("registration of an account"),
    "account_change": mark("change of an account"),
    "device": mark("device of an account"),
    "message": mark("message"),
    "mail": mark("e-mail message"),
    "sms": mark("SMS"),
    "call": mark("telephone call"),
    "data": mark("data session"),
    "location": mark("position"),
    "search": mark("search asked"),
    "visit": mark("page visited"),
    "payment": mark("bank payment"),
    "transaction": mark("transfer of coins or money"),
    "file": mark("file"),
    "contact": mark("contact in a list"),
    "subscriber": mark("subscriber data"),
    "media": mark("picture, sound or film"),
    "reaction": mark("reaction to a message"),
    "other": mark("other record"),
}
BASIS_WORDS: dict[str, str] = {
    "explicit_offset": mark("offset written beside it"),
    "stated_utc": mark("said to be UTC"),
    "epoch": mark("seconds counted from 1970, so UTC"),
    "file_stated_zone": mark("zone stated by the file"),
    "case_assumed_zone": mark("zone decided by the analyst"),
    "unknown": mark("zone not known"),
}

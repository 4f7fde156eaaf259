"""X's (Twitter's) production for authorities: one text a category (`NUMBER-ip-audit.txt`), objects between lines of stars.

The text is clearsigned; the signature is seen to before this reader gets it (`containers.openpgp`). Times of posts are written as
`Wed Jan 05 08:00:00 +0000 2024`, all others in ISO with `Z`. Accounts are numbers; the number of the account stands before the name of each
file, and is used where a record does not name it.
"""

from __future__ import annotations

import re
from typing import Any

from comity.readers.json_leaves import LeafReader
from comity.readers.json_scan import Element
from comity.readers.moments import NOTHING, Moment
from comity.readers.reader import Record, Source

_KINDS = {
    "tweet": "message", "deletedTweet": "message", "messageCreate": "message", "ipAudit": "login", "account": "registration",
    "accountCreationIp": "registration", "accountSuspension": "account_change", "deviceToken": "device", "ageInfo": "subscriber",
    "ageMeta": "subscriber", "blocking": "contact", "block": "contact", "muting": "contact", "mute": "contact", "follower": "contact",
    "following": "contact", "like": "reaction", "emailAddressChange": "account_change", "screenNameChange": "account_change",
    "phoneNumber": "subscriber", "profile": "subscriber", "joinConversation": "other", "participantsLeave": "other",
}  # fmt: skip
_TIMES = ("created_at", "createdAt", "timeStamp", "lastSeenAt", "changedAt", "userCreationTime")
_TOLD = re.compile(rb'"(?:tweet|deletedTweet|dmConversation|ipAudit|accountCreationIp|accountSuspension|deviceToken|ageInfo)"\s*:\s*\{')
_SIMPLE = re.compile(
    rb'"(?:account|follower|following|like|blocking|block|muting|mute)"\s*:\s*\{\s*"(?:accountId|tweetId|email|createdAt)"'
)
_OWNER = re.compile(r"^(\d{3,20})-")
_TARGET = re.compile(r"(\d{3,20})/?$")


class XRecords(LeafReader):
    """One event a post, direct message, login, token of a device, follower, like or field of the account."""

    slug = "x_records"
    version = 1
    provider = "x"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}
    keys = frozenset(_KINDS)

    def detect(self, source: Source) -> float:
        return 0.9 if _TOLD.search(source.head) or _SIMPLE.search(source.head) else 0.0

    def event(self, element: Element, value: dict[str, Any], source: Source) -> list[Record]:
        key = str(element.key)
        account = _text(value.get("accountId")) if key not in {"follower", "following", "blocking", "block", "muting", "mute"} else None
        owner = account or _owner(source)
        conversation = _conversation(element, source)
        sender = _text(value.get("senderId")) or (owner if key in {"tweet", "deletedTweet", "like"} else None)
        targets = [_text(value[name]) for name in ("recipientId", "in_reply_to_user_id_str") if value.get(name)]
        if key in {"follower", "following", "blocking", "block", "muting", "mute"}:
            targets = [_text(value.get("accountId")) or _number(value.get("userLink"))]
        kind = _KINDS[key]
        return [
            Record(
                kind=kind,
                locator=element.locator,
                at=_time(value, source),
                ts_kind="sent" if kind == "message" else None,
                actor_id=sender,
                target_ids=[target for target in targets if target] or None,
                account_id=owner,
                thread_id=conversation,
                ip=_text(value.get("loginIp") or value.get("userCreationIp")),
                port=value["loginPortNumber"] if isinstance(value.get("loginPortNumber"), int) else None,
                device_id=_text(value.get("token")),
                text=_text(value.get("full_text") or value.get("fullText") or value.get("text")),
                direction=("out" if sender == owner else "in") if key == "messageCreate" and sender and owner else None,
                txid=_text(value.get("id_str") or value.get("id") or value.get("tweetId")),
                attrs={"record": key} | value,
            )
        ]


def _time(value: dict[str, Any], source: Source) -> Moment:
    raw = next((value[name] for name in _TIMES if value.get(name)), None)
    return NOTHING if raw is None else source.moment(str(raw))


def _conversation(element: Element, source: Source) -> str | None:
    """Take the number of the conversation from the object around a message: it stands before its messages, or in the line of stars."""
    if element.key != "messageCreate" or not element.around:
        return None
    start = element.around[0].start
    head = bytes(source.data[max(0, start - 200) : element.start])
    found = re.findall(rb'conversationId"?\s*:\s*"?([\w-]+)', head[:600])
    return found[-1].decode() if found else None


def _owner(source: Source) -> str | None:
    found = _OWNER.match(source.name) or next((match for part in source.path.split("/")[::-1] if (match := _OWNER.match(part))), None)
    return found[1] if found else None


def _number(link: object) -> str | None:
    found = _TARGET.search(str(link or ""))
    return found[1] if found else _text(link)


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)

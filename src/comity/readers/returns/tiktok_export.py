"""A user's own export from TikTok (`user_data_tiktok.json`, older `user_data.json`): logins, messages, comments, searches, videos.

Times are `YYYY-MM-DD HH:MM:SS`, in UTC as TikTok says in the export's own notes for messages and logins, but written without a zone: only
those that say `UTC` are taken for it, the others wait for the analyst. Lists stand at several depths and changed names over the years;
they are told by the last part of the path.
"""

from __future__ import annotations

import re
from typing import Any

from comity.readers.json_leaves import LeafReader, path_of
from comity.readers.json_scan import Element, looks_like_json
from comity.readers.moments import NOTHING
from comity.readers.reader import Record, Source

_KINDS = (
    ("login", "login"), ("chathistory", "message"), ("direct message", "message"), ("comment", "message"), ("search", "search"),
    ("follower", "contact"), ("fanslist", "contact"), ("following", "contact"), ("block", "contact"), ("like", "reaction"),
    ("favorite", "reaction"), ("video browsing", "visit"), ("watch history", "visit"), ("videolist", "media"), ("uploaded", "media"),
    ("purchase", "payment"), ("gift", "payment"), ("status", "device"), ("share", "other"), ("live", "other"), ("hashtag", "other"),
)  # fmt: skip
_TELLING = re.compile(
    rb'"(?:Login History|LoginHistoryList|Video Browsing History|Watch History|Direct Messages?|ChatHistory|App Settings)"'
)
_WITH = re.compile(r"chat history with ([^:/]+):?$", re.IGNORECASE)


class TiktokExport(LeafReader):
    """One event an entry of a list; its kind is that of the list."""

    slug = "tiktok_export"
    version = 1
    provider = "tiktok"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source):
            return 0.0
        return (
            0.92 if len(set(_TELLING.findall(source.head))) >= 2 or (_TELLING.search(source.head) and b'"Activity"' in source.head) else 0.0
        )

    def event(self, element: Element, value: dict[str, Any], source: Source) -> list[Record]:
        path = path_of(element)
        kind = next((kind for part, kind in _KINDS if part in path.lower()), None)
        if kind is None:
            source.note_unknown(f"section: {path}")
        plain = {key.lower().replace(" ", "").replace("_", ""): item for key, item in value.items()}
        raw = plain.get("date") or plain.get("time") or plain.get("createdat")
        partner = _WITH.search(path)
        sender = _text(plain.get("from"))
        other = _text(plain.get("username"))
        address = _text(plain.get("ip"))
        return [
            Record(
                kind=kind or "other",
                locator=element.locator,
                at=NOTHING if raw is None else source.moment(str(raw)),
                actor_id=sender,
                target_ids=[other] if kind == "contact" and other else None,
                thread_id=partner[1].strip() if partner else None,
                ip=address.lower() if address else None,
                text=_text(plain.get("content") or plain.get("comment") or plain.get("searchterm") or plain.get("link")),
                direction=("in" if sender == partner[1].strip() else "out") if partner and sender else None,
                attrs={"section": path} | value,
            )
        ]


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)

"""TikTok's production for authorities as workbooks (`NAME - IP Data.xlsx`, `NAME - video metadata.xlsx`): logins and addresses, videos.

Times stand without a zone. TikTok's guidelines say that they are UTC; the file does not, so that they wait for the analyst unless a
column or a line above the table says so.
"""

from __future__ import annotations

from comity.readers.tables.kinds import ManyTables, TableKind
from comity.readers.tables.mapping import Columns

_ADDRESSES = Columns(
    {
        "ts": (
            "time",
            "active start time",
            "date",
            "login time",
            "timestamp",
            "time utc",
            "active start time utc",
            "date utc",
            "login time utc",
        ),
        "ip": ("ip", "ip address"),
        "port": ("port", "ip port", "source port"),
        "account_id": ("user id", "uid", "username"),
        "device_id": ("device id", "did"),
    },
    kind="login",
    known=frozenset({"country", "region", "device", "device model", "os", "active end time", "event"}),
)
_VIDEOS = Columns(
    {
        "ts": ("create time", "created time", "post time", "upload time", "time", "create time utc", "post time utc", "upload time utc"),
        "txid": ("video id", "item id", "aweme id"),
        "account_id": ("user id", "author id", "uid", "username"),
        "ip": ("ip", "upload ip", "post ip"),
        "text": ("description", "caption", "title", "video caption"),
    },
    kind="media",
    known=frozenset({"likes", "comments", "shares", "views", "video link", "url", "status", "music", "country"}),
)


class TiktokTables(ManyTables):
    """One event a row."""

    slug = "tiktok_tables"
    version = 1
    provider = "tiktok"
    roles = {"account_id": "account"}
    tables = (
        TableKind("addresses", _ADDRESSES, ("ts", "ip"), ("active start time", "ip", "country")),
        TableKind("videos", _VIDEOS, ("ts", "txid"), ("video id", "create time")),
    )

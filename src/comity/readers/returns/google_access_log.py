"""Access log of a Google account, from a production or Takeout: 13 columns, or 16 in newer ones, newest first or in any order.

Times are ISO with `Z`, `YYYY-MM-DD HH:MM:SS UTC`, or without a zone; all three occur in one file.
"""

from __future__ import annotations

from comity.readers.tables.mapping import Columns
from comity.readers.tables.reader import TableReader


class GoogleAccessLog(TableReader):
    """One line an access of the account to a service: a login in the wide sense; `Activity Type` tells which."""

    slug = "google_access_log"
    version = 1
    provider = "google"
    roles = {"account_id": "account", "actor_id": "account"}
    columns = Columns(
        {
            "ts": ("activity timestamp",),
            "ip": ("ip address",),
            "account_id": ("gaia id",),
            "product": ("product name",),
            "kind": ("activity type",),
        },
        kind="login",
        kinds={"logout": "logout", "signup": "registration"},
        known=frozenset(
            {
                "proxied host ip address",
                "is non routable ip address",
                "activity country",
                "activity region",
                "activity city",
                "user agent string",
                "sub product name",
                "referer product name",
                "referer sub product name",
                "gmail access channel",
                "android webview package name",
            }
        ),
    )
    required = ("ts", "ip", "account_id")
    telling = ("gaia id", "activity timestamp", "user agent string", "activity type")
    sureness = 1.0

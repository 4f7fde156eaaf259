"""Calls of Android (`calllog.db`)."""

from __future__ import annotations

from comity.readers.databases.android_call_log import CALLS
from comity.readers.databases.reader import DatabaseReader


class AndroidCalls(DatabaseReader):
    """One event a call."""

    slug = "android_calls"
    version = 1
    roles = {"actor_id": "phone", "target_ids": "phone"}
    sure = 0.85
    tables = (CALLS,)
    asides = "android_metadata properties voicemail_status"

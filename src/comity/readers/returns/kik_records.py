"""Kik's production for authorities: `package/content/data-text.csv`, `data-media.csv`, `logs/*.csv`, `group-legend-NAME.csv`.

Messages carry their moment twice, as text and as milliseconds since 1970 (`sent_at`, `sent_at_ts`): the count is taken, and where the two
differ the record says so. Times in the logs are UTC (`[UTC]` in the older text logs). Accounts are `name_abc@talk.kik.com`. Only
`data-text.csv` holds words.
"""

from __future__ import annotations

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.kinds import ManyTables, TableKind
from comity.readers.tables.mapping import Columns

_ME, _FRIEND = ("user jid",), ("friend user jid", "block user jid")
_CONTENT = {
    "ts": ("sent at ts", "sent at"),
    "actor_id": ("sender id", "sender"),
    "target": ("receiver id", "receiver"),
    "text": ("message",),
    "ip": ("ip",),
    "port": ("port",),
    "txid": ("id", "msg id"),
    "thread_id": ("group jid",),
}
_LOG = {"ts": ("ts",), "actor_id": _ME, "target": _FRIEND, "ip": ("ip",), "port": ("port",), "txid": ("cid",)}
_GROUP = {
    "ts": ("epoch", "ts", "dt"),
    "actor_id": ("sender",),
    "target": ("receiver",),
    "thread_id": ("group jid",),
    "ip": ("sender ip",),
    "txid": ("cid",),
}
_LEGEND = Columns(
    {"ts": ("last join ts",), "thread_id": ("gid",), "text": ("name",)},
    kind="other",
    known=frozenset({"code", "public", "deleted", "last activity"}),
)
_MORE = frozenset(
    {"content id", "filename", "parent id", "app name", "sent at", "words", "dt", "ts", "app", "receive ip", "sender device type"}
)


class KikRecords(ManyTables):
    """One event a row, of the kind of its file."""

    slug = "kik_records"
    version = 1
    provider = "kik"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account", "thread_id": "account"}
    sureness = 0.95
    tables = (
        TableKind(
            "content",
            Columns(_CONTENT, kind="message", known=_MORE),
            ("ts", "actor_id", "target"),
            ("sender id", "receiver id", "sent at ts", "content id", "app name"),
            utc=True,
        ),
        TableKind(
            "binds",
            Columns({**_LOG, "text": ("device",)}, kind="login"),
            ("ts", "actor_id", "ip"),
            ("user jid", "port", "device"),
            utc=True,
        ),
        TableKind(
            "sent",
            Columns(_LOG, kind="message", known=_MORE),
            ("ts", "actor_id", "target", "ip"),
            ("user jid", "friend user jid", "ip"),
            utc=True,
        ),
        TableKind(
            "groups",
            Columns(_GROUP, kind="message", known=_MORE),
            ("ts", "actor_id", "thread_id"),
            ("sender", "receiver", "group jid", "sender ip", "epoch"),
            utc=True,
        ),
        TableKind("friends", Columns(_LOG, kind="contact"), ("ts", "actor_id", "target"), ("user jid", "friend user jid", "ts"), utc=True),
        TableKind("blocked", Columns(_LOG, kind="contact"), ("ts", "actor_id", "target"), ("user jid", "block user jid", "ts"), utc=True),
        TableKind("legend", _LEGEND, ("thread_id",), ("gid", "name", "last join ts", "last activity"), utc=True),
    )

    def refined(self, events: pl.DataFrame, frame: pl.DataFrame, kind: TableKind) -> pl.DataFrame:
        """Compare the two times of a message."""
        del kind
        if "sent_at" not in frame.columns or "sent_at_ts" not in frame.columns:
            return events
        from comity.readers.tables.times import read_times

        told = read_times(frame["sent_at"], "UTC")["ts_utc"]
        differs = ((events["ts_utc"] - told).dt.total_seconds().abs() > 1).fill_null(value=False)
        return events.with_columns(
            pl.when(differs).then(pl.lit("time_differs_from_text")).otherwise("ts_defect").alias("ts_defect"),
        )

    def detect(self, source: Source) -> float:
        is_kik = b"jid" in source.head or b"@talk.kik.com" in source.head or b"sent_at_ts" in source.head
        return super().detect(source) if is_kik else 0.0

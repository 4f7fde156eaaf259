"""Discord's production for authorities: messages as CSV (`messages/dms`, `servers`, `unknown`, `archived`); links stay text.

A message's number holds its time (milliseconds since 2015): where the time is missing it is taken from there, and where both are given and
differ, the record says so.
"""

from __future__ import annotations

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.reader import TableReader

_EPOCH_MS = 1_420_070_400_000


class Discord(TableReader):
    """One line a message."""

    slug = "discord"
    version = 1
    provider = "discord"
    roles = {"actor_id": "account", "account_id": "account"}
    columns = Columns(
        {
            "ts": ("timestamp", "time", "date"),
            "actor_id": ("author id", "user id", "sender id"),
            "thread_id": ("channel id", "channel"),
            "txid": ("message id", "id"),
            "text": ("contents", "content", "message"),
        },
        kind="message",
        known=frozenset({"username", "author", "attachments", "author username"}),
    )
    required = ("txid", "text")
    telling = ("channel id", "message id", "author id", "contents")

    def detect(self, source: Source) -> float:
        """Look for the columns of both layouts: seven, or four of a user's own export."""
        found = super().detect(source)
        return found if found > 0.6 or (b"Contents" in source.head[:400] and b"Attachments" in source.head[:400]) else 0.0

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Check each time against the number of the message."""
        events = to_events(frame, self.columns, source.zone)
        stated = pl.col("ts_utc").dt.epoch("ms")
        told = (pl.col("txid").str.extract(r"^(\d{15,20})$", 1).cast(pl.Int64, strict=False) // (1 << 22)) + _EPOCH_MS
        differs = (stated - told).abs() > 60_000
        moment = (told * 1000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        empty = pl.col("ts_raw").is_null() & told.is_not_null()
        return events.with_columns(
            pl.when(empty).then(moment).otherwise("ts_utc").alias("ts_utc"),
            pl.when(empty).then(pl.lit("epoch")).otherwise("ts_basis").alias("ts_basis"),
            pl.when(empty).then(pl.lit("UTC")).otherwise("ts_zone").alias("ts_zone"),
            pl.when(empty).then(pl.lit("millisecond")).otherwise("ts_precision").alias("ts_precision"),
            pl.when(differs.fill_null(value=False)).then(pl.lit("time_differs_from_message_id")).otherwise("ts_defect").alias("ts_defect"),
        )

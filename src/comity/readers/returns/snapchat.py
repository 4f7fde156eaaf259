"""Snapchat's production for authorities: CSV files with several tables each, for conversations, logins, positions, calls, snaps.

A table is a legend in quotes that may run over lines, a row of `=`, the header, the rows. Columns changed over the years (in 2026
`is_encrypted` came, and logins became one wide table): they are told by name. Times are `Wed Aug 19 12:00:00 UTC 2021` or
`2026-04-11 04:02:00 UTC`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from comity.readers.reader import Batch, Source, Unreadable, Yield
from comity.readers.tables.frames import Table, unique_names
from comity.readers.tables.layout import cells_of, codec_of, normal_name
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.reader import TableReader
from comity.readers.tables.split import split

_RULE = re.compile(rb"(?m)^\"?={5,}[=, \"]*\r?$")
_NAMES = frozenset(
    (
        "sender username",
        "recipient username",
        "content type",
        "message type",
        "conversation id",
        "conversation title",
        "media id",
        "is saved",
        "is one on one",
        "source type",
        "duration",
        "is encrypted",
        "is topic chat",
        "user agent",
        "country",
        "action",
        "reason",
        "status",
        "client",
        "recipient usernames",
        "group member usernames",
        "screenshotted by",
        "screen recorded by",
        "upload ip",
        "reactions",
        "saved by",
    )
)


class Snapchat(TableReader):
    """One event a row, of the kind of its table."""

    slug = "snapchat"
    version = 1
    provider = "snapchat"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}
    columns = Columns(
        {
            "ts": ("timestamp", "time", "created", "creation timestamp", "start time", "date", "message timestamp", "login time"),
            "ip": ("ip", "ip address"),
            "port": ("source port number", "source port", "port"),
            "actor_id": ("sender username", "sender", "from", "caller", "username from"),
            "target": ("recipient username", "recipient", "to", "callee", "recipient usernames"),
            "account_id": ("user id", "username", "account"),
            "thread_id": ("conversation id", "conversation", "thread id"),
            "text": ("text", "content", "message", "message content", "body"),
            "lat": ("latitude", "lat"),
            "lon": ("longitude", "lon", "lng"),
            "accuracy_m": ("latitude accuracy", "accuracy", "horizontal accuracy"),
        },
        known=_NAMES,
    )
    required = ()

    def detect(self, source: Source) -> float:
        rule = _RULE.search(source.head)
        if not rule or codec_of(source) is None:
            return 0.0
        header = source.head[rule.end() :].lstrip(b"\r\n").split(b"\n", 1)[0]
        names = {normal_name(name) for name in cells_of(header.decode("utf-8", "replace").strip(), ",")}
        known = {name for group in self.columns.fields.values() for name in group} | _NAMES
        return 0.9 if len(names & known) >= 2 else 0.0

    def count(self, source: Source) -> int:
        return source.units

    def read(self, source: Source) -> Iterator[Yield]:
        for legend, table in _tables(source):
            columns = replace(self.columns, kind=_kind(legend, table.header))
            self.note_columns(source, tuple(table.header))
            for frame in table.frames():
                yield frame if isinstance(frame, Unreadable) else Batch(to_events(frame, columns, source.zone))
            source.units += table.records


def _tables(source: Source) -> Iterator[tuple[str, Table]]:
    """Find the tables: the records before a row of `=` that have one field are its legend."""
    places: list[tuple[int, int, int]] = []
    data = source.utf8()
    for block in split(data, 0, len(data), ","):
        places += zip((block.starts + block.base).tolist(), (block.ends + block.base).tolist(), block.fields().tolist(), strict=True)
    rules = [number for number, (start, end, _) in enumerate(places) if end - start < 4000 and _RULE.match(bytes(data[start:end]))]
    legends = [_legend_start(places, rule) for rule in rules]
    for number, rule in enumerate(rules):
        if rule + 1 >= len(places):
            source.note_defect("a table has no header")
            continue
        start, end, _ = places[rule + 1]
        stop = places[legends[number + 1]][0] if number + 1 < len(rules) else len(data)
        header = unique_names(cells_of(bytes(data[start:end]).decode(source.codec, "replace"), ","))
        legend = bytes(data[places[legends[number]][0] : places[rule][0]]).decode(source.codec, "replace")
        yield legend, Table(data, header, min(end + 1, stop), stop, ",", source.codec)


def _legend_start(places: list[tuple[int, int, int]], rule: int) -> int:
    first = rule
    while first > 0 and places[first - 1][2] == 1:
        first -= 1
    return first


def _kind(legend: str, header: list[str]) -> str:
    names = {normal_name(name) for name in header}
    if {"latitude", "longitude"} & names:
        return "location"
    if {"ip", "ip address"} & names and not {"text", "content"} & names:
        return "login"
    if names & {"caller", "callee"} or "call" in legend.lower()[:200]:
        return "call"
    if names & {"sender username", "sender", "text", "content", "message content"}:
        return "message"
    return "account_change" if "change" in legend.lower() else "other"

"""Access logs of web servers in the common and combined formats (Apache, nginx): one line a request, times with an offset."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from comity.readers.reader import Batch, Reader, Source, Unreadable, Yield
from comity.readers.tables.frames import LENGTH, OFFSET
from comity.readers.tables.split import Block, split

_LINE = r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "(.*?)" (\d{3}|-) (\d+|-)(?: "(.*?)" "(.*?)")?.*$'
_HEAD = re.compile(rb'\S+ \S+ \S+ \[\d{2}/\w{3}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] "')
_FORM = "%d/%b/%Y:%H:%M:%S %z"
_NEVER = "\x00"


class ApacheAccess(Reader):
    """One event a request."""

    slug = "apache_access"
    version = 1
    roles = {"actor_id": "account"}

    def detect(self, source: Source) -> float:
        lines = [line for line in source.head.split(b"\n")[:20] if line.strip()]
        found = sum(bool(_HEAD.match(line)) for line in lines)
        return 0.9 if found and found * 2 >= len(lines) else 0.0

    def count(self, source: Source) -> int:
        return source.units

    def read(self, source: Source) -> Iterator[Yield]:
        data = source.utf8()
        for block in split(data, 0, len(data), _NEVER, quoted=False):
            source.units += len(block.starts)
            yield from _requests(block)


def _requests(block: Block) -> Iterator[Yield]:
    lines = [
        block.data[start:end].decode("utf-8", "backslashreplace")
        for start, end in zip(block.starts.tolist(), block.ends.tolist(), strict=True)
    ]
    raw = pl.DataFrame({"line": lines, OFFSET: block.starts + block.base, LENGTH: block.ends - block.starts})
    parts = raw.with_columns(
        pl.col("line")
        .str.extract_groups(_LINE)
        .struct.rename_fields(["ip", "ident", "user", "ts_raw", "request", "status", "bytes", "referrer", "agent"])
        .struct.unnest()
    )
    parts = parts.with_columns(pl.col("ts_raw").str.to_datetime(_FORM, strict=False, time_unit="us", time_zone="UTC").alias("ts_utc"))
    bad = parts.filter(pl.col("ts_raw").is_null())
    yield from (Unreadable(f"@{place}+{length}", "no line of an access log") for place, length in bad.select(OFFSET, LENGTH).iter_rows())
    good = parts.filter(pl.col("ts_raw").is_not_null())
    if good.height:
        yield Batch(_events(good))


def _events(parts: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("ts_utc").is_not_null()
    offset = pl.col("ts_raw").str.extract(r"([+-]\d\d)\d\d$") + pl.lit(":") + pl.col("ts_raw").str.extract(r"[+-]\d\d(\d\d)$")
    return parts.select(
        OFFSET,
        LENGTH,
        "ts_utc",
        "ts_raw",
        pl.when(known).then(pl.lit("explicit_offset")).otherwise(pl.lit("unknown")).alias("ts_basis"),
        pl.when(known).then(offset).alias("ts_zone"),
        pl.when(known).then(pl.lit("second")).alias("ts_precision"),
        pl.when(~known).then(pl.lit("time_unreadable")).alias("ts_defect"),
        pl.lit("visit").alias("kind"),
        "ip",
        pl.col("user").replace("-", None).alias("actor_id"),
        pl.col("request").alias("text"),
        pl.struct("ident", "status", "bytes", "referrer", "agent").struct.json_encode().alias("attrs"),
    )

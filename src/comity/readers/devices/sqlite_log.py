"""Files that SQLite lays beside a database: write-ahead log (`-wal`) and its index (`-shm`).

Their database is read with them where it lies beside.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.readers.reader import Reader, Source, Yield

_LOGS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_INDEX = b"\x18\xe2\x2d\x00"


class SqliteLog(Reader):
    """Yields nothing: the rows come with the database."""

    slug = "sqlite_log"
    version = 1

    def detect(self, source: Source) -> float:
        is_index = source.head.startswith(_INDEX) and source.size % 32768 == 0
        return 0.8 if source.head.startswith(_LOGS) or is_index else 0.0

    def count(self, source: Source) -> int:
        return 0 if source.size else 1

    def read(self, source: Source) -> Iterator[Yield]:
        source.note_defect("belongs to a database: read together with it where both lie in one folder")
        yield from ()

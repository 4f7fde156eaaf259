"""A SQLite database that no other reader knows.

Each table with rows goes into quarantine under its name, so that nobody takes silence for emptiness.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.readers.databases.opened import database
from comity.readers.reader import Reader, Source, Unreadable, Yield


class SqliteUnknown(Reader):
    """Yields no event; one entry of quarantine a table."""

    slug = "sqlite_unknown"
    version = 1

    def detect(self, source: Source) -> float:
        return 0.21 if source.head.startswith(b"SQLite format 3\x00") else 0.0

    def count(self, source: Source) -> int:
        found = database(source)
        return 1 if found is None else sum(1 for name in found.tables if found.count(name)) or int(bool(found.pages.damaged))

    def read(self, source: Source) -> Iterator[Yield]:
        found = database(source)
        if found is None:
            yield Unreadable(f"@0+{source.size}", "the header of the database is damaged")
            return
        named = 0
        for name in sorted(found.tables):
            if rows := found.count(name):
                named += 1
                columns = ", ".join(found.columns(name)[:12])
                yield Unreadable(f"table:{name}", f"{rows} rows of a table that no reader knows: {columns}")
        for what in found.pages.damaged:
            source.note_defect(f"damaged {what}")
        if not named and found.pages.damaged:
            yield Unreadable(f"@0+{source.size}", "no table can be reached: " + "; ".join(list(found.pages.damaged)[:3]))
        found.close()

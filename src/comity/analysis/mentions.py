"""Where identifiers stand in a store: the moment to ask about, some records, and the words in which others may be named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from comity.analysis.entities.parts import lay_out
from comity.analysis.entities.values import Row
from comity.analysis.statement import statement
from comity.analysis.store import opened, rows

_EXAMPLES = 3


class Mention(msgspec.Struct, frozen=True):
    """Where an identifier, or a text, stands.

    Attributes:
        at: the last moment; of an address the last that has a source port, if any has.
        port: source port at that moment.
        rows: some records, the first ones.
    """

    at: datetime | None
    port: int | None
    rows: tuple[Row, ...]


class Words(msgspec.Struct, frozen=True):
    """One text, however often it was written."""

    text: str
    first: datetime | None
    last: datetime | None
    times: int
    row: Row


def mentions(folder: Path) -> dict[str, Mention]:
    """Tell for each identifier, by its key, where it stands.

    Raises:
        InputError: the folder is no store.
    """
    with opened(folder) as store:
        lay_out(store)
        found = rows(store, statement("moments"), {"few": _EXAMPLES})
    return {key: Mention(at, port, tuple(_row(place) for place in places)) for key, at, port, places in found}


def words(folder: Path, most: int) -> tuple[list[Words], int]:
    """Return the texts of a store, each once, and how many more there are.

    Args:
        folder: the store.
        most: texts returned at most.

    Raises:
        InputError: the folder is no store.
    """
    with opened(folder) as store:
        total = rows(store, "select count(distinct text) from event where text is not null and duplicate_of is null")[0][0]
        found = rows(store, statement("words"), {"most": most})
    return [Words(text, first, last, times, _row(place)) for text, first, last, times, place in found], total - len(found)


def _row(place: dict[str, Any]) -> Row:
    return Row(place["event_id"], place["source_sha256"], place["member_path"], place["locator"])

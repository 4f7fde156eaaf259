"""The base of exports: events out of a store into a file that another program reads.

How to add one: a file in `analysis/exports/kinds/` with one class; its slug is what `comity export --to` takes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, TextIO

from comity.analysis.store import opened
from comity.errors import InputError
from comity.text.messages import say

Row = dict[str, Any]
PACKAGE = "comity.analysis.exports.kinds"
_BATCH = 20_000


class Export(ABC):
    """One format.

    Attributes:
        slug: what `--to` takes.
        where: SQL condition that the events must meet.
    """

    slug: ClassVar[str]
    where: ClassVar[str] = "true"

    @abstractmethod
    def write(self, rows: Iterator[Row], target: Path) -> int:
        """Write the events to a file; return how many were written."""


def export(folder: Path, kind: str, target: Path) -> int:
    """Write the events of a store in another format, those found twice once.

    Args:
        folder: the store.
        kind: slug of the format.
        target: the file; one that exists is replaced when the new one is whole.

    Raises:
        InputError: the format is unknown, or the folder is no store.
    """
    from comity.plugins.walk import load, slugs

    if kind not in slugs(PACKAGE):
        known = ", ".join(slugs(PACKAGE))
        raise InputError(say("no export of this name: {name}", name=kind), place="--to", hint=say("one of: {names}", names=known))
    writer = load(PACKAGE, kind, Export)()  # type: ignore[type-abstract]
    making = target.with_name(target.name + ".making")
    with opened(folder) as connection:
        found = connection.sql(
            f"select * from event where duplicate_of is null and ({writer.where}) order by ts_utc nulls last, event_id"  # noqa: S608 - our own
        )
        reader = found.to_arrow_reader(_BATCH)
        count = writer.write((row for batch in reader for row in batch.to_pylist()), making)
    making.replace(target)
    return count


def open_text(target: Path) -> TextIO:
    """Open a text file for writing: UTF-8, line feeds."""
    return target.open("w", encoding="utf-8", newline="\n")

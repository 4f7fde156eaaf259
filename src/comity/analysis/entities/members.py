"""An open store in which every part knows its entity: what questions over resolved entities stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.analysis.entities.parts import lay_out
from comity.analysis.entities.resolve import resolve_laid_out
from comity.analysis.entities.values import Entity, Resolution
from comity.analysis.store import opened
from comity.errors import InputError
from comity.text.messages import say

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Members:
    """An open store.

    Attributes:
        store: the connection; its table `member` gives the number of the entity for each `node`.
        resolution: the entities; the number of an entity is its place in `resolution.entities`.
    """

    store: duckdb.DuckDBPyConnection
    resolution: Resolution

    def entity(self, number: int) -> Entity:
        """Return an entity by its number."""
        return self.resolution.entities[number]

    def number(self, name: str) -> int:
        """Return the number of an entity by id, key or value.

        Raises:
            InputError: nobody, or more than one, has this name.
        """
        found = self.resolution.entity_of(name)
        if found is None:
            raise nobody(name)
        return self.resolution.entities.index(found)


def nobody(name: str) -> InputError:
    """Return the error for a name that no entity has, or several."""
    return InputError(
        say("no entity of this name, or more than one: {name}", name=name),
        hint=say("give its id (e-…) or the key of an identifier, as `comity analyse entities` lists them"),
    )


@contextmanager
def members(folder: Path, rules: Path | None = None) -> Iterator[Members]:
    """Open a store with its entities.

    Args:
        folder: the store.
        rules: an office's own rules.

    Raises:
        InputError: the folder is no store, or rules or decisions cannot be read.
    """
    import pyarrow as pa

    with opened(folder) as store:
        lay_out(store)
        resolution = resolve_laid_out(store, folder, rules)
        keys: list[str] = []
        numbers: list[int] = []
        for number, entity in enumerate(resolution.entities):
            keys += [node.key for node in entity.nodes]
            numbers += [number] * len(entity.nodes)
        store.register("_given", pa.table({"key": keys, "entity": pa.array(numbers, pa.int32())}))
        store.execute("create temp table member as select node.node, entity from _given join node using (key)")
        store.unregister("_given")
        yield Members(store, resolution)

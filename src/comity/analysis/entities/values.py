"""What resolving gives: entities, merges with their reasons and rows, suggestions, and what was kept apart."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from comity.analysis.entities.rules import Why


class Row(msgspec.Struct, frozen=True):
    """A record that something rests on, with its place in the original."""

    event_id: str
    source_sha256: str
    member_path: str
    locator: str


class Node(msgspec.Struct, frozen=True, gc=False):
    """One identifier.

    Attributes:
        key: its name in merges and decisions, the same in every run: `phone:+77010000001`, `account:google:1045`.
        kind: account phone email device sim ip wallet person place bank_account.
        value: normal form.
        provider: whose account it is; None for what belongs to nobody.
        events: number of events.
        first: first event with a moment.
        last: last one.
        undated: events without a moment.
    """

    key: str
    kind: str
    value: str
    provider: str | None = None
    events: int = 0
    first: datetime | None = None
    last: datetime | None = None
    undated: int = 0


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Two identifiers that a rule or an analyst joins, or could join.

    Attributes:
        id: the same in every run; an analyst undoes the merge by it.
        rule: id of the rule; `decision` for an analyst's.
        left: key of a node.
        right: key of the other.
        state: `merged`; `suggested` (weak: nothing is joined); `undone` (an analyst took it back); `held_apart` (it would join what an
            analyst split).
        because: why a strong rule did not join: `limit` (too many partners, so that it identifies nobody), `shared` (a mailbox or
            number that many use); empty else.
        why: the reason in words, by language.
        records: number of records that it rests on.
        rows: the first of them.
        by: who decided; None for a rule.
        decided_at: when; None for a rule.
    """

    id: str
    rule: str
    left: str
    right: str
    state: Literal["merged", "suggested", "undone", "held_apart"]
    because: str
    why: Why
    records: int
    rows: tuple[Row, ...]
    by: str | None = None
    decided_at: datetime | None = None


class Name(msgspec.Struct, frozen=True, order=True):
    """A name that records give to an entity: who says so is the source."""

    name: str
    times: int
    said_by: str


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken for one holder: identifiers joined by merges.

    Attributes:
        id: the same in every run over the same records, rules and decisions.
        kind: kind of the identifier that names it; `person` where an analyst said so.
        label: value of that identifier; the key where it is the nameless owner of a source.
        nodes: its identifiers, the naming one first.
        names: names that records give to it; no proof of anything.
        merges: ids of the merges that made it.
        events: number of events in which it takes part.
        first: first event with a moment.
        last: last one.
        undated: events without a moment.
    """

    id: str
    kind: str
    label: str
    nodes: tuple[Node, ...]
    names: tuple[Name, ...] = ()
    merges: tuple[str, ...] = ()
    events: int = 0
    first: datetime | None = None
    last: datetime | None = None
    undated: int = 0


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """All entities of a store.

    Attributes:
        entities: those of most identifiers first, then by number of events.
        merges: merges in force, and those undone or held apart.
        suggestions: what weak rules would join, and strong ones beyond their limit.
        decisions: number of decisions applied.
        stale: ids of decisions that speak of identifiers which the store does not hold.
    """

    entities: tuple[Entity, ...]
    merges: tuple[Merge, ...]
    suggestions: tuple[Merge, ...]
    decisions: int = 0
    stale: tuple[str, ...] = ()

    def entity_of(self, key: str) -> Entity | None:
        """Return the entity that a node belongs to; also by a bare value where only one node has it."""
        exact = next((one for one in self.entities if one.id == key or any(node.key == key for node in one.nodes)), None)
        if exact is not None:
            return exact
        named = {one.id: one for one in self.entities if any(node.value == key for node in one.nodes)}
        return next(iter(named.values())) if len(named) == 1 else None

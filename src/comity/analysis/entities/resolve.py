"""Resolve the entities of a store: strong rules join, weak ones suggest, decisions of analysts come first; the same input, the same ids.

Order: rows become claims (`claims.py`), claims that reach beyond their limit become suggestions, decisions that keep identifiers apart are
laid down, then claims join one by one in a fixed order: decisions, then rules in the order of their file, then by number of records. A
claim that would bring together what an analyst split is not joined, and says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from comity.analysis.entities.claims import SAMPLE, Claim, Told, derived_claims, pair_claims, told
from comity.analysis.entities.decisions import FILE, Decision, in_force, read_decisions
from comity.analysis.entities.identifying import identifies
from comity.analysis.entities.parts import OWNER, lay_out
from comity.analysis.entities.rules import Derived, Rules, Why, read_rules
from comity.analysis.entities.values import Entity, Merge, Name, Node, Resolution, Row
from comity.analysis.store import opened, rows
from comity.errors import InputError
from comity.text.messages import say

if TYPE_CHECKING:
    import duckdb

_RANK = {
    kind: rank
    for rank, kind in enumerate(("phone", "email", "account", "bank_account", "wallet", "sim", "device", "person", "ip", "place"))
}
_DECIDED: Why = {"en": "an analyst joined them", "ru": "объединил аналитик"}
_OF_PAIR = (
    "select distinct a.n from part a join part b using (n) join node l on l.node = a.node join node r on r.node = b.node"
    " where l.key = $left and r.key = $right"
)
_OF_NAME = "select distinct n from part join node using (node) where key in ($left, $right)"


def resolve(folder: Path, rules: Path | None = None) -> Resolution:
    """Resolve the entities of a store; the answer is kept until store, rules or decisions change.

    Args:
        folder: what `comity read --out` made.
        rules: an office's own rules; None for those that come along.

    Raises:
        InputError: the folder is no store, or rules or decisions cannot be read.
    """
    known = _kept.get(_stamps(folder, rules))
    if known is not None:
        return known
    with opened(folder) as store:
        lay_out(store)
        return resolve_laid_out(store, folder, rules)


def resolve_laid_out(store: duckdb.DuckDBPyConnection, folder: Path, rules: Path | None = None) -> Resolution:
    """Do the same in a store that is open and whose parts are laid out already."""
    stamps = _stamps(folder, rules)
    known = _kept.get(stamps)
    if known is None:
        known = resolve_within(store, read_rules(rules), read_decisions(folder))
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[stamps] = known
    return known


_MOST_KEPT = 8
_kept: dict[tuple[object, ...], Resolution] = {}


def _stamps(folder: Path, rules: Path | None) -> tuple[object, ...]:
    paths = (folder / "event.parquet", folder / "link.parquet", folder / "coverage.json", folder / FILE, rules)
    return (folder.resolve(), rules, *(_stamp(path) for path in paths))


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        state = path.stat() if path else None
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size) if state else None


def resolve_within(store: duckdb.DuckDBPyConnection, rules: Rules, decisions: tuple[Decision, ...] = ()) -> Resolution:
    """Resolve within an open store whose parts are laid out."""
    nodes = {row[0]: Node(*row) for row in rows(store, "select key, kind, value, provider, events, first, last, undated from node")}
    said = told(store, rules)
    claims = list(said.claims.values())
    for rule in rules.pairs:
        claims += pair_claims(store, rule)
    for key, (kind, value) in said.new.items():
        nodes.setdefault(key, Node(key, kind, value))
    for claim, kind, value in list(derived_claims(rules.derived, [(one.key, one.kind, one.value, one.provider) for one in nodes.values()])):
        key = f"{kind}:{value}"
        nodes.setdefault(key, Node(key, kind, value))
        claims.append(claim)
    _with_rows(store, claims)
    joined = _Joining(nodes, rules, in_force(decisions)).run(claims)
    return _answer(store, nodes, said, joined)


def _with_rows(store: duckdb.DuckDBPyConnection, claims: list[Claim]) -> None:
    """Give claims made of a name the records in which the name stands."""
    made = [claim for claim in claims if not claim.records]
    keys = sorted({key for claim in made for key in (claim.left, claim.right)})
    found = rows(
        store,
        "select node.key, count(distinct n), list_slice(list_sort(list(distinct n)), 1, $few) from part join node using (node)"
        " join (select unnest($keys::text[]) as key) using (key) group by 1",
        {"keys": keys, "few": SAMPLE},
    )
    stands = {key: (count, tuple(sample)) for key, count, sample in found}
    for claim in claims:
        if claim.records and claim.left not in stands and claim.right not in stands:
            stands.setdefault(claim.left, (claim.records, claim.sample))
            stands.setdefault(claim.right, (claim.records, claim.sample))
    for claim in made:
        sides = [stands[key] for key in (claim.left, claim.right) if key in stands]
        claim.records, claim.sample = min(sides, default=(0, ()))


class _Joined(msgspec.Struct):
    """What joining left: merges without their rows, and the group of each node."""

    merges: list[tuple[Claim, Merge]]
    groups: dict[str, str]
    names: dict[str, str]
    decisions: int
    stale: list[str]


class _Joining:
    """Joins nodes by claims and decisions."""

    def __init__(self, nodes: dict[str, Node], rules: Rules, decisions: tuple[Decision, ...]) -> None:
        self.nodes = nodes
        self.rules = rules
        self.decisions = decisions
        self.parent: dict[str, str] = {}
        self.apart: dict[str, set[str]] = defaultdict(set)
        self.stale = [one.id for one in decisions if not self._is_known(one)]

    def _is_known(self, decision: Decision) -> bool:
        if decision.action == "reject":
            return True
        keys = [decision.left, decision.right] if decision.action in {"merge", "split"} else [decision.left]
        return all(key in self.nodes for key in keys)

    def run(self, claims: list[Claim]) -> _Joined:
        valid = [one for one in self.decisions if one.id not in self.stale]
        for one in valid:
            if one.action == "split":
                self.apart[one.left].add(one.right)
                self.apart[one.right].add(one.left)
        rejected = {one.left: one for one in valid if one.action == "reject"}
        self.stale += sorted(one.id for key, one in rejected.items() if key not in {_id(claim) for claim in claims})
        merges = [self._decided(one) for one in valid if one.action == "merge"]
        too_many = self._beyond(claims)
        order = {rule: place for place, rule in enumerate(self.rules.by_id)}
        ordered = sorted(claims, key=lambda one: (order[one.rule], -one.records, one.left, one.right))
        merges += [(claim, self._judged(claim, rejected, too_many)) for claim in ordered]
        groups = {key: self._find(key) for key in self.nodes}
        names = {one.left: one.right for one in valid if one.action == "name"}
        return _Joined(merges, groups, names, len(valid), self.stale)

    def _decided(self, one: Decision) -> tuple[Claim, Merge]:
        claim = Claim("decision", min(one.left, one.right), max(one.left, one.right))
        state = "merged" if self._join(claim.left, claim.right) else "held_apart"
        why = _DECIDED | {"said": one.why}
        return claim, _merge(claim, state, "", why, by=one.who, at=one)

    def _judged(self, claim: Claim, rejected: dict[str, Decision], too_many: set[tuple[str, str]]) -> Merge:
        rule = self.rules.by_id[claim.rule]
        key = _id(claim)
        if key in rejected:
            return _merge(claim, "undone", "", rule.why | {"said": rejected[key].why}, by=rejected[key].who, at=rejected[key])
        because = self._against(claim, too_many)
        if rule.strength == "perhaps" or claim.perhaps or because:
            return _merge(claim, "suggested", because, rule.why)
        return _merge(claim, "merged" if self._join(claim.left, claim.right) else "held_apart", "", rule.why)

    def _against(self, claim: Claim, too_many: set[tuple[str, str]]) -> str:
        never = self.rules.never
        for key in (claim.left, claim.right):
            node = self.nodes[key]
            if node.kind in never.kinds or not identifies(node, never):
                return "shared"
            if (claim.rule, key) in too_many:
                return "limit"
        return ""

    def _beyond(self, claims: Iterable[Claim]) -> set[tuple[str, str]]:
        """Find identifiers with more partners of one kind and provider under one rule than the rule allows."""
        partners: dict[tuple[str, str, str, str | None], set[str]] = defaultdict(set)
        for claim in claims:
            for key, other in ((claim.left, claim.right), (claim.right, claim.left)):
                node = self.nodes[other]
                partners[claim.rule, key, node.kind, node.provider].add(other)
        limits = {name: getattr(rule, "limit", 0) for name, rule in self.rules.by_id.items()}
        return {(rule, key) for (rule, key, _, _), others in partners.items() if limits[rule] and len(others) > limits[rule]}

    def _find(self, key: str) -> str:
        root = key
        while (parent := self.parent.get(root, root)) != root:
            root = parent
        while (parent := self.parent.get(key, key)) != root:
            self.parent[key] = root
            key = parent
        return root

    def _join(self, left: str, right: str) -> bool:
        first, second = self._find(left), self._find(right)
        if first == second:
            return True
        if self._is_apart(first, second):
            return False
        small, large = sorted((first, second), key=lambda key: (_RANK[self.nodes[key].kind], key), reverse=True)
        self.parent[small] = large
        self.apart[large] |= self.apart.pop(small, set())
        return True

    def _is_apart(self, first: str, second: str) -> bool:
        """Tell whether an analyst split members of two groups; `apart` of a root holds what any of its members is kept from."""
        return any(self._find(key) == second for key in self.apart.get(first, ())) or any(
            self._find(key) == first for key in self.apart.get(second, ())
        )


def _id(claim: Claim) -> str:
    return "m-" + hashlib.sha256(f"{claim.rule}\n{claim.left}\n{claim.right}".encode()).hexdigest()[:12]


def _merge(claim: Claim, state: str, because: str, why: Why, by: str | None = None, at: Decision | None = None) -> Merge:
    return Merge(
        id=at.id if at and claim.rule == "decision" else _id(claim),
        rule=claim.rule,
        left=claim.left,
        right=claim.right,
        state=state,  # type: ignore[arg-type]  # one of the four words above
        because=because,
        why=why,
        records=claim.records,
        rows=(),
        by=by,
        decided_at=at.at if at else None,
    )


def _answer(store: duckdb.DuckDBPyConnection, nodes: dict[str, Node], said: Told, joined: _Joined) -> Resolution:
    places = _places(store, {row for claim, _ in joined.merges for row in claim.sample})
    whole = [msgspec.structs.replace(merge, rows=tuple(places[row] for row in claim.sample)) for claim, merge in joined.merges]
    groups: dict[str, list[Node]] = defaultdict(list)
    for key, root in joined.groups.items():
        groups[root].append(nodes[key])
    made_by: dict[str, list[str]] = defaultdict(list)
    for merge in whole:
        if merge.state == "merged":
            made_by[joined.groups[merge.left]].append(merge.id)
    counts = _events(store, {root: found for root, found in groups.items() if len(found) > 1})
    entities = [_entity(found, said, joined.names, made_by.get(root, []), counts.get(root)) for root, found in groups.items()]
    entities.sort(key=lambda one: (-len(one.nodes), -one.events, one.id))
    return Resolution(
        entities=tuple(entities),
        merges=tuple(one for one in whole if one.state != "suggested"),
        suggestions=tuple(one for one in whole if one.state == "suggested" and joined.groups[one.left] != joined.groups[one.right]),
        decisions=joined.decisions,
        stale=tuple(joined.stale),
    )


def _events(store: duckdb.DuckDBPyConnection, groups: dict[str, list[Node]]) -> dict[str, tuple[int, int]]:
    """Count the events of entities of several identifiers, and those without a moment: an event that names two of them is one."""
    import pyarrow as pa

    pairs = [(node.key, root) for root, found in groups.items() for node in found]
    store.register("_joined", pa.table({"key": [key for key, _ in pairs], "root": [root for _, root in pairs]}))
    found = rows(
        store,
        "select root, count(distinct n), count(distinct n) filter (e.ts_utc is null) from _joined join node using (key)"
        " join part using (node) join numbered e on e.file_row_number = part.n group by root",
    )
    store.unregister("_joined")
    return {root: (events, undated) for root, events, undated in found}


def _entity(found: list[Node], said: Told, given: dict[str, str], merges: list[str], counted: tuple[int, int] | None) -> Entity:
    found.sort(key=lambda one: (_RANK[one.kind], -one.events, one.key))
    names: Counter[tuple[str, str]] = Counter()
    for node in found:
        names.update(said.names.get(node.key, {}))
    told_names = sorted(
        (Name(name, times, source) for (name, source), times in names.items()), key=lambda one: (-one.times, one.name, one.said_by)
    )
    named = next((given[node.key] for node in found if node.key in given), None)
    moments = [one.first for one in found if one.first], [one.last for one in found if one.last]
    anchor = min(found, key=lambda one: (_RANK[one.kind], one.key))
    return Entity(
        id="e-" + hashlib.sha256(anchor.key.encode()).hexdigest()[:12],
        kind="person" if named else found[0].kind,
        label=named or (found[0].key if found[0].value == OWNER else found[0].value),
        nodes=tuple(found),
        names=tuple(told_names),
        merges=tuple(merges),
        events=counted[0] if counted else sum(one.events for one in found),
        first=min(moments[0], default=None),
        last=max(moments[1], default=None),
        undated=counted[1] if counted else sum(one.undated for one in found),
    )


def _places(store: duckdb.DuckDBPyConnection, numbers: set[int]) -> dict[int, Row]:
    if not numbers:
        return {}
    found = store.execute(
        "select file_row_number, event_id, source_sha256, member_path, locator from numbered where list_contains($rows, file_row_number)"
        if len(numbers) < 50
        else "select file_row_number, event_id, source_sha256, member_path, locator from numbered"
        " join (select unnest($rows) as wanted) on wanted = file_row_number",
        {"rows": sorted(numbers)},
    ).fetchall()
    return {number: Row(*rest) for number, *rest in found}


def rows_of(folder: Path, merge_id: str, rules: Path | None = None) -> tuple[Row, ...]:
    """Return every record that a merge or suggestion rests on, in the order of the store.

    Raises:
        InputError: there is no merge of this id.
    """
    found = resolve(folder, rules)
    merge = next((one for one in (*found.merges, *found.suggestions) if one.id == merge_id), None)
    if merge is None:
        raise InputError(say("there is no merge of this number: {number}", number=merge_id))
    if merge.records <= len(merge.rows):
        return merge.rows
    derived = isinstance(read_rules(rules).by_id.get(merge.rule), Derived)
    with opened(folder) as store:
        lay_out(store)
        numbers = rows(store, _OF_NAME if derived else _OF_PAIR, {"left": merge.left, "right": merge.right})
        places = _places(store, {number for (number,) in numbers})
    return tuple(places[number] for number in sorted(places)) or merge.rows

"""The graph of a trace: addresses as nodes, payments as edges, opened and stopped by whoever looks, in windows of time and value.

Nothing here asks the source again: the graph is read from what the trace wrote. What is shown and what there is stand side by side
("n of m"), and whoever looks may choose the policy whose amounts count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from comity.chain.labels import DoorKind
from comity.dossier.flow_picture import DOOR_NAMES, plain_units, shortened
from comity.errors import InputError
from comity.text.messages import Messages, say

NODES_SHOWN = 1_500
_ALL_OPEN = 40
"""Nodes up to which a graph is shown whole; of a larger one the first columns are open."""
_FIRST_COLUMNS = 2
_NUMBERS = 400
_STEP, _ROW, _MARGIN, _WIDTH = 230, 46, 24, 172
"""Units of the drawing: from column to column, from row to row, at the edge; the width of a node."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever looks has chosen.

    Attributes:
        job: number of the trace.
        policy: whose amounts count.
        since: first instant; empty without.
        until: last instant; empty without.
        least: smallest amount, in the unit that people use; empty without.
        opened: numbers of nodes that were opened.
        stopped: numbers of nodes behind which nothing is shown.
        why: payment whose reasons are shown.
    """

    job: str = ""
    policy: str = ""
    since: str = ""
    until: str = ""
    least: str = ""
    opened: tuple[int, ...] = ()
    stopped: tuple[int, ...] = ()
    why: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """Read an address's query; what cannot be a choice is left out."""
        plain = {name: given.get(name, "")[:80] for name in ("job", "policy", "since", "until", "least", "why")}
        return cls(**plain, opened=_numbers(given.get("open", "")), stopped=_numbers(given.get("stop", "")))

    def query(self, **changes: Any) -> str:
        """Write the choice, with changes, as the query of an address."""
        chosen = replace(self, **changes)
        plain = {name: getattr(chosen, name) for name in ("job", "policy", "since", "until", "least", "why")}
        plain |= {"open": ".".join(map(str, chosen.opened)), "stop": ".".join(map(str, chosen.stopped))}
        return "?" + urlencode({name: value for name, value in plain.items() if value})


@dataclass(slots=True)
class Node:
    """An address.

    Attributes:
        number: its number in the trace, the same under every choice.
        address: whole.
        column: payments from the start.
        row: place in the column.
        kind: what kind of door, in words; empty where it is none.
        name: who is said to stand behind it.
        came: what it received, by policy.
        left: what it paid on, by policy.
        payments: payments that reach it.
        hidden: neighbours that are not shown.
        is_stopped: whether somebody stopped here.
        is_asked: whether a request can go there.
        turn: the query that opens, or stops, the node; empty where nothing lies behind it.
    """

    number: int
    address: str
    column: int = 0
    row: int = 0
    kind: str = ""
    name: str = ""
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    payments: int = 0
    hidden: int = 0
    is_stopped: bool = False
    is_asked: bool = False
    turn: str = ""
    into: list[Link] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The name, or the ends of the address."""
        return self.name[:22] or shortened(self.address)

    @property
    def x(self) -> int:
        """Left edge in the drawing."""
        return _MARGIN + self.column * _STEP

    @property
    def y(self) -> int:
        """Middle in the drawing."""
        return _MARGIN + self.row * _ROW + _ROW // 2


@dataclass(slots=True)
class Link:
    """The payments between two addresses."""

    source: Node
    target: Node
    amount: str
    share: str
    payments: tuple[str, ...]
    width: str
    why: str

    @property
    def path(self) -> str:
        """The line of the drawing."""
        x1, y1, x2, y2 = self.source.x + _WIDTH, self.source.y, self.target.x, self.target.y
        bend = max(30, abs(x2 - x1) // 2)
        return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


@dataclass(frozen=True, slots=True)
class GraphShown:
    """The graph.

    Attributes:
        asked: what was chosen.
        policies: names of the policies.
        symbol: what people call the asset.
        nodes: what is shown, column by column.
        links: what is shown.
        nodes_there: how many nodes the trace has.
        payments_shown: payments between shown nodes.
        payments_there: payments of the trace.
        width: of the drawing.
        height: of the drawing.
    """

    asked: Asked
    policies: tuple[str, ...]
    symbol: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    nodes_there: int
    payments_shown: int
    payments_there: int
    width: int
    height: int


def graph_of(document: Mapping[str, Any], asked: Asked, t: Messages) -> GraphShown:
    """Draw the graph of a trace.

    Args:
        document: what the trace wrote.
        asked: what was chosen.
        t: the language of the words.

    Raises:
        InputError: a window cannot be read.
    """
    asked = replace(asked, policy=asked.policy if asked.policy in document["policies"] else document["policies"][0])
    ends = _ends(document)
    numbers = {address: number for number, address in enumerate(dict.fromkeys(one for pair in ends for one in pair))}
    chosen = [(*pair, edge) for pair, edge in zip(ends, document["edges"], strict=True) if _in_window(edge, asked, document["decimals"])]
    after: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for source, target, edge in chosen:
        after[source][target].append(edge)
    columns = _shown(after, _roots(document, ends), numbers, asked)
    nodes = _nodes(document, columns, after, numbers, asked, t)
    links = tuple(_links(document, nodes, after, asked))
    for link in links:
        link.target.into.append(link)
    rows = max((node.row for node in nodes.values()), default=0) + 1
    return GraphShown(
        asked,
        tuple(document["policies"]),
        document["symbol"],
        tuple(nodes.values()),
        links,
        len(numbers),
        sum(len(link.payments) for link in links),
        len(document["edges"]),
        2 * _MARGIN + (max(columns.values(), default=0)) * _STEP + _WIDTH,
        2 * _MARGIN + rows * _ROW,
    )


def _ends(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return where each payment comes from and goes to, seen from the start of the trace; of joint payers the one that is known."""
    known: set[str] = set()
    found = []
    edges = document["edges"]
    for edge in edges if document["direction"] == "forward" else reversed(edges):
        senders = [edge["from"]] if isinstance(edge["from"], str) else edge["from"]
        payer = next((one for one in senders if one in known), senders[0] if senders else "–")
        target = edge["to"] or "–"
        known.add(target)
        found.append((payer, target))
    return found if document["direction"] == "forward" else [(target, payer) for payer, target in reversed(found)]


def _roots(document: Mapping[str, Any], ends: Sequence[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(pair[0] for pair, edge in zip(ends, document["edges"], strict=True) if edge["hop"] == 0))


def _in_window(edge: Mapping[str, Any], asked: Asked, decimals: int | None) -> bool:
    at = datetime.fromisoformat(edge["at"]) if edge["at"] else None
    since, until = _instant(asked.since, "since"), _instant(asked.until, "until", is_end=True)
    if at is not None and ((since and at < since) or (until and at > until)):
        return False
    return not asked.least or Fraction(edge["tainted"][asked.policy]) >= _least(asked.least) * 10 ** (decimals or 0)


def _instant(text: str, place: str, *, is_end: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(say("is no time: {text}", text=text), place=place) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment + timedelta(days=1, seconds=-1) if is_end and len(text) == len("2026-01-31") else moment


def _least(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(say("is no amount: {text}", text=text), place="least") from error


def _shown(after: Mapping[str, Mapping[str, Any]], roots: Iterable[str], numbers: Mapping[str, int], asked: Asked) -> dict[str, int]:
    """Return the column of each node that is shown: reached through nodes that are open, the nearest first."""
    columns = dict.fromkeys(roots, 0)
    waiting = list(columns)
    all_open = len(numbers) <= _ALL_OPEN
    for here in waiting:
        number, column = numbers[here], columns[here]
        is_open = all_open or column < _FIRST_COLUMNS or number in asked.opened
        if not is_open or number in asked.stopped:
            continue
        for target in after.get(here, ()):
            if target not in columns and len(columns) < NODES_SHOWN:
                columns[target] = column + 1
                waiting.append(target)
    return columns


def _nodes(
    document: Mapping[str, Any],
    columns: Mapping[str, int],
    after: Mapping[str, Mapping[str, list[Any]]],
    numbers: Mapping[str, int],
    asked: Asked,
    t: Messages,
) -> dict[str, Node]:
    doors = {door["address"]: door for door in document["doors"] if door["kind"] != DoorKind.REST}
    rests = {door["address"] for door in document["doors"] if door["kind"] == DoorKind.REST}
    policies, decimals = document["policies"], document["decimals"]
    came: dict[str, list[Any]] = defaultdict(list)
    for targets in after.values():
        for target, edges in targets.items():
            came[target] += edges
    rows: dict[int, int] = defaultdict(int)
    nodes: dict[str, Node] = {}
    for address, column in columns.items():
        door = doors.get(address)
        hidden = [target for target in after.get(address, ()) if target not in columns]
        node = Node(numbers[address], address, column, rows[column], hidden=len(hidden), payments=len(came[address]))
        rows[column] += 1
        node.is_stopped = node.number in asked.stopped
        if door:
            kind = DoorKind(door["kind"])
            node.kind, node.name, node.is_asked = t(DOOR_NAMES[kind]), door["name"], kind in {DoorKind.EXCHANGE, DoorKind.ISSUER}
        elif address in rests:
            node.kind = t(DOOR_NAMES[DoorKind.REST])
        left = [edge for edges in after.get(address, {}).values() for edge in edges]
        node.came, node.left = (tuple(_sum(edges, policy, decimals) for policy in policies) for edges in (came[address], left))
        node.turn = _turn(node, asked) if after.get(address) else ""
        nodes[address] = node
    return nodes


def _turn(node: Node, asked: Asked) -> str:
    """Open what is closed or stopped; stop what is open."""
    if node.is_stopped:
        return asked.query(stopped=tuple(one for one in asked.stopped if one != node.number), why="")
    if node.hidden:
        return asked.query(opened=(*asked.opened, node.number), why="")
    return asked.query(stopped=(*asked.stopped, node.number), why="")


def _links(
    document: Mapping[str, Any], nodes: Mapping[str, Node], after: Mapping[str, Mapping[str, list[Any]]], asked: Asked
) -> Iterable[Link]:
    found = [
        (nodes[source], nodes[target], edges)
        for source in nodes
        if nodes[source].number not in asked.stopped
        for target, edges in after.get(source, {}).items()
        if target in nodes
    ]
    largest = max((_whole(edges, asked.policy) for *_, edges in found), default=Fraction(1)) or Fraction(1)
    for source, target, edges in found:
        decimals, share = document["decimals"], _whole(edges, asked.policy)
        wheres = tuple(f"{edge['txid']}:{edge['index']}" for edge in edges)
        amount = plain_units(sum((Fraction(edge["value"]) for edge in edges), Fraction(0)), decimals)
        width = f"{1 + 9 * float(share / largest):.1f}"
        yield Link(source, target, amount, plain_units(share, decimals), wheres, width, asked.query(why=wheres[0]) + "#why")


def _whole(edges: Sequence[Mapping[str, Any]], policy: str) -> Fraction:
    return sum((Fraction(edge["tainted"][policy]) for edge in edges), Fraction(0))


def _sum(edges: Sequence[Mapping[str, Any]], policy: str, decimals: int | None) -> str:
    return plain_units(_whole(edges, policy), decimals)


def _numbers(text: str) -> tuple[int, ...]:
    parts = [part for part in text.split(".") if part.isascii() and part.isdigit() and len(part) < 7]
    return tuple(dict.fromkeys(int(part) for part in parts[:_NUMBERS]))

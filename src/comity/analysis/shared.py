"""Identifiers that stand in several cases, over the stores that the asker may see: the caller decides which, this room knows no rights.

An identifier is shared if it identifies wherever it stands (a number in international form, a mailbox, an IMEI, a SIM, a wallet, an IBAN,
an account at a named provider). Addresses of the network are told apart as weak; names, places and what only means something within its own
file are left out, and so are mailboxes and device numbers that many use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from comity.analysis.entities.identifying import identifies
from comity.analysis.entities.resolve import resolve
from comity.analysis.entities.rules import read_rules
from comity.analysis.entities.values import Node

_LEFT_OUT = frozenset({"person", "place"})
_WEAK = frozenset({"ip"})
_RANK = {kind: rank for rank, kind in enumerate(("phone", "email", "account", "wallet", "bank_account", "sim", "device", "ip"))}


class Standing(msgspec.Struct, frozen=True):
    """Where an identifier stands.

    Attributes:
        case: name of the case, as the caller gave it.
        entity: id of the entity in that case's store.
        label: what names the entity.
        events: number of events.
        first: first moment.
        last: last one.
    """

    case: str
    entity: str
    label: str
    events: int
    first: datetime | None
    last: datetime | None


class SharedIdentifier(msgspec.Struct, frozen=True):
    """An identifier in several cases.

    Attributes:
        key: its name.
        kind: its kind.
        value: normal form.
        provider: provider of an account; None else.
        is_weak: whether many may use it (an address of the network): alone it ties nobody to anybody.
        cases: where it stands.
    """

    key: str
    kind: str
    value: str
    provider: str | None
    is_weak: bool
    cases: tuple[Standing, ...]


class Shared(msgspec.Struct, frozen=True):
    """The answer.

    Attributes:
        cases: the cases that were looked at.
        identifiers: in most cases first, weak ones last.
    """

    cases: tuple[str, ...]
    identifiers: tuple[SharedIdentifier, ...]


def shared(stores: Mapping[str, Path], rules: Path | None = None) -> Shared:
    """Tell which identifiers stand in more than one of some cases.

    Args:
        stores: name of a case to its store: only cases that the asker may see.
        rules: an office's own rules of resolving.

    Raises:
        InputError: a folder is no store.
    """
    standing: dict[str, list[Standing]] = defaultdict(list)
    nodes: dict[str, Node] = {}
    never = read_rules(rules).never
    for case, folder in stores.items():
        for entity in resolve(folder, rules).entities:
            for node in entity.nodes:
                if node.kind not in _LEFT_OUT and is_everywhere(node) and identifies(node, never):
                    nodes[node.key] = node
                    standing[node.key].append(Standing(case, entity.id, entity.label, node.events, node.first, node.last))
    found = [
        SharedIdentifier(key, nodes[key].kind, nodes[key].value, nodes[key].provider, nodes[key].kind in _WEAK, tuple(places))
        for key, places in standing.items()
        if len({place.case for place in places}) > 1
    ]
    found.sort(key=lambda one: (one.is_weak, -len(one.cases), _RANK[one.kind], one.key))
    return Shared(tuple(stores), tuple(found))


def is_everywhere(node: Node) -> bool:
    """Tell whether an identifier means the same outside its own file."""
    return not node.key.startswith(f"{node.kind}:s-")

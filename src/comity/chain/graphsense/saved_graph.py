"""Read the graphs that GraphSense's dashboard saves (`.gs`): what somebody looked at, and what they wrote to it.

A file is a row of 32-bit codes, the lowest byte first: LZW over the Base64 of a JSON list. Two lists are known: the graph of version 1.0.0
(addresses, clusters, highlights) and the Pathfinder's (name, addresses, transactions, annotations). Layout as in the dashboard's own
decoders (https://github.com/graphsense/graphsense-dashboard, src/Decode).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.errors import InputError
from comity.text.messages import say

_LARGEST = 64 << 20
_CHAINS = {"btc": "btc", "eth": "evm", "trx": "tron"}


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote to an address.

    Attributes:
        network: as GraphSense calls it.
        address: the address.
        label: the words.
        source: their source; None for an annotation.
        category: GraphSense's category; None for an annotation.
        abuse: GraphSense's kind of abuse.
    """

    network: str
    address: str
    label: str
    source: str | None = None
    category: str | None = None
    abuse: str | None = None


@dataclass(frozen=True, slots=True)
class SavedGraph:
    """A graph.

    Attributes:
        form: `graph` or `pathfinder`.
        name: its name; empty where it has none.
        addresses: network and address, in the order of the file.
        transactions: network and id.
        begins: the addresses and transactions with which somebody began.
        notes: what was written to addresses.
    """

    form: str
    name: str
    addresses: tuple[tuple[str, str], ...]
    transactions: tuple[tuple[str, str], ...]
    begins: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]


def chain_of(network: str) -> str | None:
    """Return Comity's name of a network; None where it follows none there."""
    return _CHAINS.get(network.lower())


def read_graph(data: bytes, place: str) -> SavedGraph:
    """Read a file.

    Raises:
        InputError: it is none, or of a version that is not known.
    """
    try:
        document = json.loads(base64.b64decode(_unpacked(data), validate=True))
        version = document[0]
        if version == "pathfinder":
            return _pathfinder(document)
        if str(version).split(" ")[0].split("-")[0] == "1.0.0":
            return _graph(document)
    except (ValueError, LookupError, TypeError, AttributeError, binascii.Error) as error:
        raise InputError(say("is no graph that GraphSense saved"), place=place) from error
    hint = say("open it in GraphSense's dashboard and save it again")
    raise InputError(say("this version of a saved graph is not known: {version}", version=version), place=place, hint=hint)


def _unpacked(data: bytes) -> bytes:
    """Undo LZW.

    Raises:
        ValueError: a code stands for nothing, or the text grows beyond all measure.
    """
    if len(data) % 4 or not data:
        raise ValueError(len(data))
    codes = (
        memoryview(data).cast("I").tolist()
        if _IS_LITTLE
        else [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]
    )
    known: list[bytes] = [bytes([one]) for one in range(256)]
    before = known[codes[0]]
    found, size = [before], len(before)
    for code in codes[1:]:
        entry = known[code] if code < len(known) else before + before[:1] if code == len(known) else b""
        size += len(entry)
        if not entry or size > _LARGEST:
            raise ValueError(code)
        found.append(entry)
        known.append(before + entry[:1])
        before = entry
    return b"".join(found)


_IS_LITTLE = memoryview(b"\x01\x00\x00\x00").cast("I")[0] == 1


def _pathfinder(document: Sequence[object]) -> SavedGraph:
    _, _, name, addresses, transactions, annotations, *_ = document
    things, paid = _rows(addresses), _rows(transactions)
    notes = [Note(*_named(row[0]), label=str(row[1])) for row in _rows(annotations)]
    return SavedGraph(
        "pathfinder",
        str(name),
        tuple(_named(row[0]) for row in things),
        tuple(_named(row[0]) for row in paid),
        tuple(_named(row[0]) for row in (*things, *paid) if row[3] is True),
        tuple(notes),
    )


def _graph(document: Sequence[object]) -> SavedGraph:
    _, addresses, entities, *_ = document
    found: list[tuple[str, str]] = []
    notes: list[Note] = []
    for row in _rows(addresses):
        network, _, address = row[0]
        found.append((str(network), str(address)))
        notes += _tag(row[3], str(network), str(address))
    for row in _rows(entities):
        network, root = row[0][0], row[1]
        notes += _tag(row[5], str(network), str(root))
    return SavedGraph("graph", "", tuple(found), (), (), tuple(notes))


def _tag(said: Sequence[object] | None, network: str, address: str) -> Iterator[Note]:
    if said:
        label, source, category, abuse = said
        yield Note(network, address, str(label), str(source), str(category) if category else None, str(abuse) if abuse else None)


def _rows(value: object) -> list[list]:  # type: ignore[type-arg]  # what stands in a row is looked at where it is read
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise TypeError(value)
    return value


def _named(value: Sequence[object]) -> tuple[str, str]:
    network, name = value
    return str(network), str(name)

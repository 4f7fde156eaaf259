"""Where a payment leaves for another asset or another chain: recognised by the events of the same transaction, decoded as far as they tell.

A payment crosses where its recipient, or a contract to which the recipient hands the same asset on within the transaction, says so by a
known event, or where a bridge's event names this asset and this amount. What comes out of a swap are the other tokens of the same
transaction; what comes out of a bridge lies on another chain, at the recipient that the event names. Where nothing more can be read, that
is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from comity.chain.abi_event import EventForm
from comity.chain.answers import TRANSFER_TOPIC
from comity.chain.labels import DoorKind
from comity.chain.ledger import LoggedEvent, Transfer

CROSSING_RULE = "CROSSING-EVENT"
_EMPTY = bytes(12)
Named = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Onward:
    """What came out on the other side.

    Attributes:
        asset: token contract; None where the event does not tell.
        recipient: who is paid; None where the event does not tell.
        value: base units; None where it does not tell.
        chain: which chain, in the protocol's own numbering; None for the same one.
        memo: the protocol's own words.
    """

    asset: str | None
    recipient: str | None
    value: int | None
    chain: str | None = None
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing.

    Attributes:
        id: of the protocol's form, as in `crossings.yaml`.
        kind: swap, bridge or mixer.
        name: the protocol's form.
        event: name of the event.
        contract: who said it.
        index: number of the log.
        onward: what came out; empty where it cannot be decoded.
        source: where the event is declared.
    """

    id: str
    kind: DoorKind
    name: str
    event: str
    contract: str
    index: int
    onward: tuple[Onward, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Form:
    id: str
    kind: DoorKind
    name: str
    event: EventForm
    source: str
    fields: Mapping[str, str] = field(default_factory=dict)
    numbering: str | None = None


@cache
def _forms() -> Mapping[str, _Form]:
    rows = yaml.safe_load(files(__package__).joinpath("crossings.yaml").read_text(encoding="utf-8"))
    forms = [
        _Form(
            row["id"],
            DoorKind(row["kind"]),
            row["name"],
            EventForm.read(row["event"]),
            row["source"],
            row.get("fields", {}),
            row.get("numbering"),
        )
        for row in rows
    ]
    return {form.event.topic: form for form in forms}


def crossing_of(transfer: Transfer, events: Sequence[LoggedEvent], named: Named) -> Crossing | None:
    """Recognise a crossing.

    Args:
        transfer: the payment.
        events: all events of its transaction.
        named: writes an address of twenty bytes in the chain's own form.
    """
    reached = _reached(transfer, events, named)
    for event in events:
        form = _forms().get(event.topics[0]) if event.topics else None
        said = form.event.values(event) if form else None
        if form is None or said is None:
            continue
        if event.contract in reached or _is_told(transfer, form, said, named):
            onward = tuple(_beyond(form, said) if form.kind is DoorKind.BRIDGE else _swapped(transfer, events, reached, named))
            onward = () if form.kind is DoorKind.MIXER else onward
            return Crossing(form.id, form.kind, form.name, form.event.name, event.contract, event.index, onward, form.source)
    return None


def _reached(transfer: Transfer, events: Sequence[LoggedEvent], named: Named) -> frozenset[str]:
    """Return the recipient and every contract to which the asset is handed on within the transaction."""
    reached = {transfer.recipient}
    for event in events:
        moved = _moved(event, named)
        if moved and event.contract == transfer.asset and moved[0] in reached and (transfer.index is None or event.index > transfer.index):
            reached.add(moved[1])
    return frozenset(one for one in reached if one)


def _is_told(transfer: Transfer, form: _Form, said: Mapping[str, bytes], named: Named) -> bool:
    """Tell whether a bridge's event names this asset and this amount."""
    token, amount = form.fields.get("token"), form.fields.get("amount")
    if token is None or amount is None or said[token][:12] != _EMPTY:
        return False
    return named(said[token][12:]) == transfer.asset and int.from_bytes(said[amount], "big") == transfer.value


def _beyond(form: _Form, said: Mapping[str, bytes]) -> Iterator[Onward]:
    got = {name: said[argument] for name, argument in form.fields.items()}
    recipient, chain, memo = got.get("recipient"), got.get("chain"), got.get("memo")
    if not (recipient or chain or memo):
        return
    yield Onward(
        None,
        None if recipient is None else "0x" + (recipient[12:] if recipient[:12] == _EMPTY else recipient).hex(),
        int.from_bytes(got["amount"], "big") if "amount" in got else None,
        None if chain is None else f"{form.numbering} {int.from_bytes(chain, 'big')}",
        None if memo is None else memo.decode("utf-8", "replace"),
    )


def _swapped(transfer: Transfer, events: Sequence[LoggedEvent], reached: frozenset[str], named: Named) -> Iterator[Onward]:
    """Return who is left with more of another token after the transaction: the payer first, else everybody but the pools themselves."""
    net: Counter[tuple[str, str]] = Counter()
    pools = reached | {event.contract for event in events if event.topics and event.topics[0] in _forms()}
    for event in events:
        moved = _moved(event, named)
        if moved and event.contract != transfer.asset:
            net[event.contract, moved[0]] -= moved[2]
            net[event.contract, moved[1]] += moved[2]
    left = {key: value for key, value in net.items() if value > 0 and key[1] not in pools}
    own = {key: value for key, value in left.items() if key[1] == transfer.sender}
    for (asset, recipient), value in (own or left).items():
        yield Onward(asset, recipient, value)


def _moved(event: LoggedEvent, named: Named) -> tuple[str, str, int] | None:
    """Read a token's transfer: payer, recipient, base units; None for any other event."""
    if len(event.topics) != 3 or event.topics[0] != TRANSFER_TOPIC or len(event.data) != 32:
        return None
    payer, recipient = (named(bytes.fromhex(topic)[12:]) for topic in event.topics[1:])
    return payer, recipient, int.from_bytes(event.data, "big")

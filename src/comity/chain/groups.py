"""Which addresses of a trace seem to have one holder: joined by rules, each join with its transaction, and undone by naming it.

Common spending joins (`MULTI-INPUT`), CoinJoins never do. Change rules and the reuse of a deposit address join only when asked for: they
are wrong more often. Nothing here changes an amount or a door; a group says what to ask about together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.chain.change import RULES, Paid, Payment, change_of
from comity.chain.checked import CheckedCoins, Shown
from comity.chain.coinjoin import coinjoin_shape
from comity.chain.flow import Flow, weightiest
from comity.chain.labels import Labels
from comity.chain.patterns import DEPOSIT_RULE, shared_deposits

SPENDING_RULE = "MULTI-INPUT"
JOINS = (*RULES, DEPOSIT_RULE)
"""Rules that join only when asked for."""
_LARGE = 50
"""Two groups of at least this size that one transaction joins raise the alarm."""


@dataclass(frozen=True, slots=True)
class Join:
    """A transaction that joins addresses, and the rule by which it does."""

    txid: str
    rule: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinAlarm:
    """A join that looks wrong: it joined groups that were large before, or the labels of two services."""

    txid: str
    sizes: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """Addresses that seem to have one holder.

    Attributes:
        addresses: in the order in which they were joined.
        joins: what joined them, in the order of the chain; without one of them the group may fall apart.
        names: labels of its members; one whose members are unlabelled otherwise may be that service's.
    """

    addresses: tuple[str, ...]
    joins: tuple[Join, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The result.

    Attributes:
        groups: of two addresses and more, the largest first.
        left_out: CoinJoins, which joined nobody.
        undone: transactions that were left out because somebody asked.
        alarms: joins that look wrong.
    """

    groups: tuple[AddressGroup, ...] = ()
    left_out: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    alarms: tuple[JoinAlarm, ...] = ()


def group_addresses(
    flow: Flow, labels: Labels, coins: CheckedCoins | None, joins: Sequence[str] = (), without: Sequence[str] = ()
) -> Grouping:
    """Group the addresses of a trace.

    Args:
        flow: the trace.
        labels: who is believed to stand behind addresses.
        coins: the checked coins; None between accounts, where nothing is spent together.
        joins: rules to join by beside common spending; among `JOINS`.
        without: transactions that shall join nobody.
    """
    shown = sorted(coins.placed.values(), key=lambda one: one.position.order) if coins else []
    shapes = {one.transaction.txid for one in shown if coinjoin_shape(one.transaction)}
    found = [join for one in shown if one.transaction.txid not in shapes for join in _joins_of(one, coins, joins)] if coins else []
    if DEPOSIT_RULE in joins:
        found += [Join(one.txids[0], DEPOSIT_RULE, one.payers) for one in shared_deposits(flow)]
    kept = [join for join in found if join.txid not in without]
    undone = tuple(dict.fromkeys(join.txid for join in found if join.txid in without))
    groups, alarms = _joined(kept, labels)
    return Grouping(groups, tuple(one.transaction.txid for one in shown if one.transaction.txid in shapes), undone, alarms)


def regrouped(joins: Sequence[Join], without: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Group addresses anew when some transactions shall join nobody; the largest group first."""
    groups, _ = _joined([join for join in joins if join.txid not in without], Labels())
    return tuple(group.addresses for group in groups)


def _joins_of(shown: Shown, coins: CheckedCoins, rules: Sequence[str]) -> Iterator[Join]:
    transaction = shown.transaction
    spent = [coins.output(coin.txid, coin.vout) for coin in transaction.inputs]
    spenders = tuple(dict.fromkeys(coin.address for coin in spent if coin.address))
    if len(spenders) > 1:
        yield Join(transaction.txid, SPENDING_RULE, spenders)
    for rule in rules:
        if rule not in RULES or not spenders:
            continue
        outputs = [
            Paid(one.address, one.value, _form(one.script), is_new=_is_new(one.address, shown, coins)) for one in transaction.outputs
        ]
        payment = Payment(spenders, [coin.value for coin in spent], {_form(coin.script) for coin in spent}, outputs)
        number = change_of(payment, rule)
        address = transaction.outputs[number].address if number is not None else None
        if address is not None and address not in spenders:
            yield Join(transaction.txid, rule, (*spenders, address))


def _form(script: bytes) -> str:
    """Tell forms of locking scripts apart by what is not a digest or key in them."""
    return f"{len(script)}:{script[:2].hex()}"


def _is_new(address: str | None, shown: Shown, coins: CheckedCoins) -> bool:
    """Tell whether no earlier transaction that was read pays an address."""
    earlier = (one for one in coins.placed.values() if one.position.order < shown.position.order)
    return not any(output.address == address for one in earlier for output in one.transaction.outputs)


def _joined(joins: Sequence[Join], labels: Labels) -> tuple[tuple[AddressGroup, ...], tuple[JoinAlarm, ...]]:
    members: dict[str, list[str]] = {}
    alarms: list[JoinAlarm] = []
    for join in joins:
        parts = list({id(part): part for part in (members.setdefault(one, [one]) for one in join.addresses)}.values())
        sizes = tuple(len(part) for part in parts if len(part) >= _LARGE)
        names = tuple(dict.fromkeys(name for part in parts for name in _names(part, labels)))
        if len(sizes) > 1 or (len(names) > 1 and len(parts) > 1):
            alarms.append(JoinAlarm(join.txid, tuple(len(part) for part in parts), names))
        whole = [address for part in parts for address in part]
        members |= dict.fromkeys(whole, whole)
    groups = [
        AddressGroup(tuple(part), tuple(join for join in joins if join.addresses[0] in part), _names(part, labels))
        for part in {id(part): part for part in members.values()}.values()
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.addresses), one.addresses))), tuple(alarms)


def _names(addresses: Sequence[str], labels: Labels) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label.name for address in addresses for label in weightiest(labels.of(address))[:1]))

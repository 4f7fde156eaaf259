"""A trace from end to end: what was asked, from which source, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from comity.chain.account_origins import AccountOrigins
from comity.chain.account_trace import AccountTrace
from comity.chain.checked import CheckedCoins, Coin
from comity.chain.coin_origins import CoinOrigins
from comity.chain.coin_trace import CoinTrace
from comity.chain.flow import Flow, Limits
from comity.chain.groups import Grouping, group_addresses
from comity.chain.hypotheses import Hypothesis, hypotheses_of
from comity.chain.labels import AskedLabels
from comity.chain.ledger import Transfer
from comity.chain.source import AccountSource, CoinSource, Source
from comity.chain.tags.tag_folder import TagSet, normal_address, with_told
from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.poison import Poison
from comity.chain.taint.policy import Policy
from comity.chain.wallets.extended_key import ExtendedKey
from comity.chain.wallets.used_addresses import used_addresses
from comity.errors import InputError
from comity.text.messages import say

POLICIES: dict[str, Callable[[], Policy[Any]]] = {"fifo": FirstInFirstOut, "haircut": Haircut, "poison": Poison}
_TXID = re.compile(r"(?:0x)?[0-9a-f]{64}\Z")
_DAY = len("2026-01-31")
DECIMALS = {"BTC": 8, "TRX": 6, "ETH": 18}


class Direction(StrEnum):
    """Where to look."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Seed:
    """Where a trace begins.

    Attributes:
        txid: a transaction; None where an address is given.
        vout: one output of it; None for all.
        address: an address; None where something else is given.
        wallet: an extended public key: every address of the wallet that was paid; None where something else is given.
    """

    txid: str | None = None
    vout: int | None = None
    address: str | None = None
    wallet: str | None = None

    def __str__(self) -> str:
        if self.txid is None:
            return self.address or self.wallet or ""
        return self.txid if self.vout is None else f"{self.txid}:{self.vout}"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a trace.

    Attributes:
        chain: `btc`, `evm` or `tron`.
        seeds: where it begins.
        direction: forward or backward.
        asset: native symbol or contract; None for the chain's usual one.
        policies: names of the policies, in the order in which they are shown.
        limits: how far to go.
        joins: rules by which addresses are grouped, beside common spending.
        without: transactions that shall join no addresses.
    """

    chain: str
    seeds: tuple[Seed, ...]
    direction: Direction = Direction.FORWARD
    asset: str | None = None
    policies: tuple[str, ...] = tuple(POLICIES)
    limits: Limits = field(default_factory=Limits)
    joins: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """What came of it.

    Attributes:
        order: what was asked.
        source: whose answers it rests on.
        flow: the payments and doors.
        tags: the labels.
        asset: normal form of the asset.
        symbol: what people call it.
        decimals: places of its unit; None where unknown.
        network: name of the network.
        coins: the checked coins; None on account chains.
        notes: what a reader must know.
        grouping: which addresses seem to have one holder.
        hypotheses: where a mixed trail may go on.
    """

    order: Order
    source: Source
    flow: Flow
    tags: TagSet
    asset: str
    symbol: str
    decimals: int | None
    network: str
    coins: CheckedCoins | None = None
    notes: tuple[str, ...] = ()
    grouping: Grouping = field(default_factory=Grouping)
    hypotheses: tuple[Hypothesis, ...] = ()


def seed_of(transaction: str | None = None, address: str | None = None) -> Seed:
    """Read a seed as a person gives it: a transaction with or without output, or an address.

    Raises:
        InputError: the id is not whole, or the output is no number.
    """
    if transaction is None:
        return Seed(address=normal_address(address or ""))
    txid, colon, number = transaction.strip().lower().partition(":")
    if not _TXID.match(txid) or (colon and not number.isdecimal()):
        hint = say("64 hexadecimal digits, then a colon and the number of the output if one is meant")
        raise InputError(say("no whole transaction id: {text}", text=transaction), place="--tx", hint=hint)
    return Seed(txid=txid, vout=int(number) if colon else None)


def moment_of(text: str, place: str, *, is_end: bool = False) -> datetime:
    """Read an instant in UTC: a day, or a time with its zone.

    Args:
        text: as a person writes it.
        place: where it was written.
        is_end: whether a day means its last second.

    Raises:
        InputError: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        hint = say("a day as 2026-01-31, or a time with its zone as 2026-01-31T12:00:00Z")
        raise InputError(say("is no time: {text}", text=text), place=place, hint=hint) from error
    if len(text.strip()) == _DAY:
        return moment.replace(tzinfo=UTC) + (timedelta(days=1, seconds=-1) if is_end else timedelta(0))
    if moment.tzinfo is None:
        raise InputError(say("the time has no zone: {text}", text=text), place=place, hint=say("write Z behind it for UTC"))
    return moment.astimezone(UTC)


def trace(order: Order, source: Source, tags: TagSet) -> Traced:
    """Trace.

    Raises:
        ContradictionError: the source contradicts itself or its proofs.
        ExchangeError: it does not answer.
        InputError: the seed is not there.
    """
    policies = [POLICIES[name]() for name in order.policies]
    if type(source).labels is not Source.labels and not isinstance(tags.labels, AskedLabels):
        tags = replace(tags, labels=AskedLabels(tags.labels, source.slug, lambda address: source.labels(address, order.chain)))
    if isinstance(source, CoinSource):
        traced = _trace_coins(order, source, tags, policies)
    elif isinstance(source, AccountSource):
        traced = _trace_accounts(order, source, tags, policies)
    else:
        raise InputError(say("this source cannot be traced"), place=source.slug)
    grouping = group_addresses(traced.flow, tags.labels, traced.coins, order.joins, order.without)
    is_forward = order.direction is Direction.FORWARD
    return replace(
        traced,
        tags=with_told(tags),
        notes=(*traced.notes, *source.remarks()),
        grouping=grouping,
        hypotheses=hypotheses_of(traced.flow, traced.coins, source, traced.asset) if is_forward else (),
    )


def _trace_coins(order: Order, source: CoinSource, tags: TagSet, policies: Sequence[Policy[Any]]) -> Traced:
    if order.asset not in {None, "BTC"}:
        raise InputError(say("on this chain there is one asset, BTC; asked was {asset}", asset=order.asset), place="--asset")
    coins = CheckedCoins(source)
    begun = tuple(one for seed in order.seeds for one in (_of_wallet(seed.wallet, coins) if seed.wallet else (seed,)))
    seeds = _coins_of(begun, coins)
    own = [seed.address for seed in begun if seed.address]
    walk = CoinTrace if order.direction is Direction.FORWARD else CoinOrigins
    flow = walk(coins, seeds, policies, tags.labels, order.limits, own=own).run()
    notes = []
    if coins.unwitnessed:
        notes.append(
            say("{count} coins are called unspent by one listing of the source alone: ask a second source", count=len(coins.unwitnessed))
        )
    if coins.undone:
        notes.append(
            say("{count} spent coins are known from the undo files of the node alone, by its word, without proof", count=len(coins.undone))
        )
    return Traced(
        order, source, flow, tags, "BTC", "BTC", DECIMALS["BTC"], coins.network.name if coins.network else "btc", coins, tuple(notes)
    )


def _of_wallet(text: str, coins: CheckedCoins) -> tuple[Seed, ...]:
    """Return the addresses of a wallet that were paid."""
    found = used_addresses(ExtendedKey.read(text), lambda address: bool(coins.coins(address)))
    if not found:
        raise InputError(say("no address of this wallet was ever paid"), place=text)
    return tuple(Seed(address=address) for address in found)


def _trace_accounts(order: Order, source: AccountSource, tags: TagSet, policies: Sequence[Policy[Any]]) -> Traced:
    if any(seed.wallet for seed in order.seeds):
        hint = say("list its addresses with `comity chain wallet`, and begin with --address")
        raise InputError(say("between accounts a trace begins with an address, not with a wallet's key"), place="--wallet", hint=hint)
    asset = source.asset(order.asset)
    own = [source.account(seed.address) for seed in order.seeds if seed.address]
    seeds = _payments_of(order.seeds, source, asset)
    walk = AccountTrace if order.direction is Direction.FORWARD else AccountOrigins
    flow, notes = walk(source, seeds, asset, policies, tags.labels, order.limits, own).run()
    token = source.token(asset)
    return Traced(order, source, flow, tags, asset, token.symbol, token.decimals, order.chain, None, notes)


def _payments_of(seeds: Sequence[Seed], source: AccountSource, asset: str) -> tuple[Transfer, ...]:
    found: dict[Any, Transfer] = {}
    for seed in seeds:
        if seed.txid is None:
            account = source.account(seed.address or "")
            rows = [row for row in source.transfers(account, asset) if row.recipient == account]
        else:
            txid = seed.txid.removeprefix("0x") if source.chains == ("tron",) else seed.txid
            listed = source.transfers_in(txid, asset)
            if listed is None:
                hint = say("begin with the --address that was paid")
                raise InputError(say("the source keeps no receipts, so a transaction cannot be the start"), place=txid, hint=hint)
            rows = [row for row in listed if seed.vout in {None, row.index}]
        if not rows:
            hint = say("another asset? name it with --asset; a failed transaction moves nothing")
            raise InputError(say("no payment of {asset} is here", asset=asset), place=str(seed), hint=hint)
        found |= {row.key: row for row in rows}
    return tuple(found.values())


def _coins_of(seeds: Sequence[Seed], chain: CheckedCoins) -> tuple[Coin, ...]:
    found: list[Coin] = []
    for seed in seeds:
        if seed.txid is None:
            coins = chain.coins(seed.address or "")
            if not coins:
                raise InputError(say("no confirmed coin was ever paid to this address"), place=seed.address)
            found += coins
            continue
        outputs = chain.transaction(seed.txid).outputs
        if seed.vout is not None and seed.vout >= len(outputs):
            words = say("the transaction has {count} outputs, from 0; asked was {number}", count=len(outputs), number=seed.vout)
            raise InputError(words, place=seed.txid)
        found += [(seed.txid, vout) for vout in ([seed.vout] if seed.vout is not None else range(len(outputs)))]
    return tuple(dict.fromkeys(found))


def as_units(amount: Fraction, decimals: int | None) -> str:
    """Write an amount of base units in the unit that people use, exact as far as decimals go, rounded to the base unit otherwise."""
    if decimals is None:
        return str(amount)
    whole = round(amount)
    text = f"{abs(whole):0{decimals + 1}d}"
    shown = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    return ("-" if whole < 0 else "") + shown

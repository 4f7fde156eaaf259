"""What reached each door one can knock on, deposit by deposit, and the annex that an exchange asks for: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from comity.chain.flow import Amounts, Arrival, Edge
from comity.chain.heuristic import heuristics
from comity.chain.labels import DoorKind
from comity.chain.trace import Traced, as_units
from comity.chain.trace_document import amount, amounts, as_time, rules_used
from comity.errors import InputError
from comity.text.messages import say

_KNOCKED = frozenset({DoorKind.EXCHANGE, DoorKind.ISSUER})
_ISSUERS = {  # https://tether.to/en/supported-protocols
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": "Tether",
    "0xdac17f958d2ee523a2206206994597c13d831ec7": "Tether",
}
_FORMULA = re.compile(r"[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Deposit:
    """A payment that reached a door.

    Attributes:
        edge: the payment.
        amounts: what each policy counts of it.
        door: the labelled address; the same as the recipient's where the payment went there directly.
        rule: by which rule the recipient belongs to the door: TAG, or that of a sweep; None for a rest.
    """

    edge: Edge
    amounts: Amounts
    door: str | None
    rule: str | None

    @property
    def is_arrival(self) -> bool:
        """Tell whether the payment counts at the door; one that was swept there counts with the sweep."""
        return self.rule in {None, "TAG"}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is asked, about which deposits.

    Attributes:
        name: as the label, or the token's issuer.
        kind: exchange or issuer.
        actor: the label's own id; None where it has none.
        deposits: the payments.
        is_rest: whether the deposits rest at addresses without a label, so that only the issuer can stop them.
    """

    name: str
    kind: DoorKind
    actor: str | None
    deposits: tuple[Deposit, ...]
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit was worth on a day, and who says so."""

    currency: str
    rate: Fraction
    source: str


def addressees(traced: Traced) -> tuple[Addressee, ...]:
    """Group what reached exchanges and issuers, and what rests where the token's issuer alone can stop it."""
    grouped: dict[tuple[str, DoorKind], list[Arrival]] = {}
    for arrival in traced.flow.arrivals:
        if arrival.kind in _KNOCKED:
            grouped.setdefault((arrival.name, arrival.kind), []).append(arrival)
    found = [
        Addressee(name, kind, next((label.actor for one in arrivals for label in one.labels if label.actor), None), _deposits(arrivals))
        for (name, kind), arrivals in grouped.items()
    ]
    issuer = _ISSUERS.get(traced.asset)
    resting = [arrival for arrival in traced.flow.arrivals if arrival.kind is DoorKind.REST and arrival.name == "held"]
    if issuer and resting:
        rows = tuple(Deposit(arrival.edge, arrival.amounts, arrival.edge.recipient, None) for arrival in resting)
        found.append(Addressee(issuer, DoorKind.ISSUER, issuer.lower(), rows, is_rest=True))
    return tuple(found)


def _deposits(arrivals: Iterable[Arrival]) -> tuple[Deposit, ...]:
    """Name each payment to the labelled wallet, and before it what was swept there: the customer's payment stands in the books."""
    rows: dict[str, Deposit] = {}
    for arrival in arrivals:
        for sweep in arrival.sweeps:
            for edge in sweep.paid_in:
                rows.setdefault(edge.where, Deposit(edge, edge.tainted, arrival.door, sweep.rule))
        rows[arrival.edge.where] = Deposit(arrival.edge, arrival.amounts, arrival.door, "TAG")
    return tuple(rows.values())


def read_rates(path: Path) -> dict[str, Rate]:
    """Read what one unit was worth: CSV with the columns day, currency, rate, source.

    Raises:
        InputError: a column is missing, a rate is no number, or its source is not named.
    """
    rates = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            if not all(row.get(name) for name in ("day", "currency", "rate", "source")):
                raise InputError(say("a rate needs day, currency, rate and source"), place=f"{path}:{number}")
            try:
                rates[row["day"]] = Rate(row["currency"], Fraction(row["rate"]), row["source"])
            except (ValueError, ZeroDivisionError) as error:
                raise InputError(say("is no rate: {text}", text=row["rate"]), place=f"{path}:{number}") from error
    return rates


def in_unit(value: Fraction | int, traced: Traced) -> str:
    """Write an amount with its unit."""
    return f"{as_units(Fraction(value), traced.decimals)} {traced.symbol}"


def in_money(deposit: Deposit, traced: Traced, rates: dict[str, Rate]) -> str | None:
    """Write what a deposit was worth on its day, with the source; None where no rate is given."""
    at = deposit.edge.position.at
    rate = rates.get(at.date().isoformat()) if at else None
    if rate is None or traced.decimals is None:
        return None
    cents = round(Fraction(deposit.edge.value, 10**traced.decimals) * rate.rate * 100)
    return f"{cents // 100}.{cents % 100:02d} {rate.currency} ({rate.source})"


def annex_rows(addressee: Addressee, traced: Traced, rates: dict[str, Rate]) -> list[dict[str, Any]]:
    """Return the annex: one row a deposit, every identifier whole."""
    return [
        {
            "transaction": deposit.edge.txid,
            "index": deposit.edge.index,
            "block": deposit.edge.position.height,
            "time_utc": as_time(deposit.edge.position.at),
            "asset": traced.symbol,
            "contract": traced.asset if traced.asset != traced.symbol else None,
            "from": " ".join(deposit.edge.senders) or None,
            "to": deposit.edge.recipient,
            "labelled_address": deposit.door,
            "rule": deposit.rule,
            "amount_base_units": str(deposit.edge.value),
            "amount": as_units(Fraction(deposit.edge.value), traced.decimals),
            "value_then": in_money(deposit, traced, rates),
            **{f"traced_{policy}": str(amount(value)) for policy, value in deposit.amounts.items()},
        }
        for deposit in addressee.deposits
    ]


def annex_csv(rows: list[dict[str, Any]]) -> bytes:
    """Write the annex as CSV; a cell that a spreadsheet would take for a formula is made text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def annex_json(rows: list[dict[str, Any]], traced: Traced) -> bytes:
    """Write the annex as JSON, with the rules that it rests on and what they are worth."""
    rules = [heuristics()[rule] for rule in rules_used(traced)]
    document = {
        "chain": traced.order.chain,
        "asset": traced.asset,
        "seeds": [str(seed) for seed in traced.order.seeds],
        "seeded": amounts(traced.flow.seeded),
        "tag_set": traced.tags.version,
        "tip": traced.flow.tip,
        "deposits": rows,
        "rules": [
            {
                "id": rule.id,
                "class": rule.kind,
                "describes": rule.describes["en"],
                "error_rate": rule.error_rate["en"],
                "source": rule.source,
            }
            for rule in rules
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()

"""Why a payment stands in a trace: each statement with its kind, its rule, how often the rule is wrong, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comity.chain.heuristic import heuristics
from comity.dossier.flow_picture import plain_units
from comity.dossier.trace_report import CLASSES
from comity.text.messages import Messages


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement.

    Attributes:
        kind: fact, heuristic, tag or opinion, in words.
        says: the statement.
        rule: id of the rule; empty for a fact.
        describes: what the rule says.
        errors: how often it is wrong.
        source: who says so.
    """

    kind: str
    says: str
    rule: str = ""
    describes: str = ""
    errors: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """A payment and its reasons.

    Attributes:
        where: transaction and number.
        txid: the transaction.
        sender: who paid.
        recipient: who was paid.
        at: time of the block.
        block: its height and hash.
        reasons: the statements.
        onward: where the trail goes on after a crossing: asset, recipient, and the words.
    """

    where: str
    txid: str
    sender: str
    recipient: str
    at: str
    block: str
    reasons: tuple[Reason, ...]
    onward: tuple[Mapping[str, Any], ...]


def why_of(document: Mapping[str, Any], where: str, t: Messages) -> Why | None:
    """Return the reasons of a payment; None where the trace has no such payment."""
    edge = next((one for one in document["edges"] if f"{one['txid']}:{one['index']}" == where), None)
    if edge is None:
        return None
    senders = [edge["from"]] if isinstance(edge["from"], str) else edge["from"]
    doors = [door for door in document["doors"] if any(f"{one['txid']}:{one['index']}" == where for one in door["payments"])]
    onward = [one for door in doors for crossing in door["crossings"] for one in crossing["onward"]]
    return Why(
        where,
        edge["txid"],
        ", ".join(senders) or "–",
        edge["to"] or "–",
        (edge["at"] or "–").replace("T", " ").removesuffix("Z"),
        f"{edge['block'] if edge['block'] is not None else '–'} {edge['block_hash'] or ''}".strip(),
        (*_of_edge(document, edge, t), *_of_doors(document, doors, t), *_of_groups(document, edge, senders, t)),
        tuple(onward),
    )


def _of_edge(document: Mapping[str, Any], edge: Mapping[str, Any], t: Messages) -> Iterator[Reason]:
    symbol, decimals = document["symbol"], document["decimals"]
    amount = plain_units(Fraction(edge["value"]), decimals)
    yield Reason(t(CLASSES["fact"]), t("{amount} {symbol} were paid in this transaction.", amount=amount, symbol=symbol))
    if edge["hop"] == 0:
        yield _ruled("SEED", t("The trace begins with this payment."), t)
    for policy in document["policies"]:
        share = plain_units(Fraction(edge["tainted"][policy]), decimals)
        words = t("Of it this rule counts {amount} {symbol}, {hop} payments from the start.", amount=share, symbol=symbol, hop=edge["hop"])
        yield _ruled(f"TAINT-{policy.upper()}", words, t)
    if edge["coinjoin"]:
        yield _ruled("COINJOIN-SHAPE", t("The transaction has the shape of a CoinJoin: {shape}.", shape=edge["coinjoin"]), t)


def _of_doors(document: Mapping[str, Any], doors: list[Mapping[str, Any]], t: Messages) -> Iterator[Reason]:
    for door in doors:
        for label in door["labels"]:
            as_of = f", {label['as_of']}" if label["as_of"] else ""
            words = t("{address} is labelled {name}.", address=door["address"], name=label["name"])
            yield _ruled("TAG", words, t, source=f"{label['source']}{as_of}")
        for crossing in door["crossings"]:
            words = t("Contract {contract} said {event} in the same transaction.", contract=crossing["contract"], event=crossing["event"])
            yield _ruled("CROSSING-EVENT", words, t, source=crossing["source"])
        for via in door["via"]:
            words = t("{deposit} was emptied into {wallet}.", deposit=via["deposit_address"], wallet=via["swept_into"])
            yield _ruled(via["rule"], words, t)
    for one in document["observations"]["hypotheses"]:
        if any(one["at"] == f"{row['txid']}:{row['index']}" for door in doors for row in door["payments"]):
            yield _ruled(one["rule"], t("After {name} {count} payments fit; none is followed.", name=one["name"], count=one["count"]), t)


def _of_groups(document: Mapping[str, Any], edge: Mapping[str, Any], senders: list[str], t: Messages) -> Iterator[Reason]:
    seen = document["observations"]
    for group in seen["groups"]:
        for join in group["joins"]:
            if join["txid"] == edge["txid"] or edge["to"] in join["addresses"]:
                yield _ruled(join["rule"], t("{count} addresses seem to have one holder.", count=len(group["addresses"])), t, join["txid"])
    where = f"{edge['txid']}:{edge['index']}"
    if any(where in (*chain["links"], *chain["peeled"]) for chain in seen["peel_chains"]):
        yield _ruled("PEEL-CHAIN", t("The payment belongs to a peel chain."), t)
    if any(edge["to"] == one["deposit"] or one["deposit"] in senders for one in seen["shared_deposits"]):
        yield _ruled("DEPOSIT-REUSE", t("Several addresses paid into this deposit address."), t)


def _ruled(rule: str, says: str, t: Messages, source: str | None = None) -> Reason:
    found = heuristics()[rule]
    tongue = "ru" if t.language.startswith("ru") else "en"
    return Reason(t(CLASSES[found.kind]), says, rule, found.describes[tongue], found.error_rate[tongue], source or found.source or "")

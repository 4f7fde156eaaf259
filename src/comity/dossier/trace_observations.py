"""What a report of a trace says beside the amounts: crossings, groups of addresses, peel chains, shared deposits, hypotheses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from comity.chain.crossings import Crossing
from comity.chain.groups import Grouping
from comity.chain.observation_rows import CROSSED
from comity.chain.patterns import PeelChain, SharedDeposit, peel_chains, shared_deposits
from comity.chain.trace import Traced
from comity.documents.document import Block, Inline, Paragraph, Said
from comity.text.messages import Messages

_LISTED = 20
"""Addresses and transactions named in one sentence; trace.json names all."""
Amount = Callable[[Fraction], str]
Part = str | tuple[str]
"""Words, or an identifier in a tuple of one."""


def observed(traced: Traced, t: Messages, amount: Amount) -> Iterator[Block]:
    """Write the section.

    Args:
        traced: the trace.
        t: the language of the words.
        amount: writes an amount in the unit that people use.
    """
    blocks = [
        *_crossings(traced, t),
        *_groups(traced.grouping, t),
        *(_peel(chain, t) for chain in peel_chains(traced.flow)),
        *(_shared(one, t) for one in shared_deposits(traced.flow)),
        *_hypotheses(traced, t, amount),
    ]
    lead = t(
        "None of this changes an amount or a door above. Each statement names its rule and its transactions; any of them can be left out."
    )
    yield Paragraph((Said(lead if blocks else t("Nothing else was seen.")),), number="1")
    yield from blocks


def _item(*parts: Part) -> Paragraph:
    """Lay words and, in tuples of one, identifiers side by side."""
    return Paragraph(tuple(Said(part[0], code=True) if isinstance(part, tuple) else Said(part) for part in parts), item=True)


def _codes(names: Sequence[str], t: Messages) -> list[Inline]:
    found: list[Inline] = []
    for number, name in enumerate(names[:_LISTED]):
        found += [Said(", ")] * bool(number) + [Said(name, code=True)]
    return found + [Said(t(" and {count} more", count=len(names) - _LISTED))] * (len(names) > _LISTED)


def _crossings(traced: Traced, t: Messages) -> Iterator[Block]:
    for arrival in traced.flow.arrivals:
        if arrival.crossing:
            yield from _crossing(arrival.edge.where, arrival.crossing, t)
        elif arrival.kind in CROSSED:
            yield _item(
                t("The trail crosses at payment") + " ", (arrival.edge.where,), ". " + t("What came out on the other side cannot be read.")
            )


def _crossing(where: str, crossing: Crossing, t: Messages) -> Iterator[Block]:
    lead: list[Part] = [
        t("The trail crosses at payment") + " ",
        (where,),
        ", " + t("event {event} of contract", event=crossing.event) + " ",
    ]
    lead += [(crossing.contract,), f" ({crossing.name}, CROSSING-EVENT). "]
    if not crossing.onward:
        yield _item(*lead, t("What came out on the other side cannot be read."))
    for one in crossing.onward:
        words: list[Part] = [t("On the other side: {value} base units", value=one.value if one.value is not None else t("unknown"))]
        words += [" " + t("of asset") + " ", (one.asset,)] if one.asset else []
        words += [" " + t("to address") + " ", (one.recipient,)] if one.recipient else []
        words += [", " + t("chain {chain}", chain=one.chain)] if one.chain else []
        words += [", " + t("in the protocol's own words") + " ", (one.memo,)] if one.memo else []
        yield _item(*lead, *words, ".")


def _groups(grouping: Grouping, t: Messages) -> Iterator[Block]:
    for group in grouping.groups:
        parts: list[Inline] = [Said(t("Perhaps one holder:") + " "), *_codes(group.addresses, t), Said(". ")]
        if group.names:
            parts.append(Said(t("Labels among them: {names}.", names=", ".join(group.names)) + " "))
        for rule in dict.fromkeys(join.rule for join in group.joins):
            parts += [Said(t("Joined by rule {rule} through", rule=rule) + " ")]
            parts += [*_codes([join.txid for join in group.joins if join.rule == rule], t), Said(". ")]
        yield Paragraph(tuple(parts), item=True)
    for alarm in grouping.alarms:
        yield _item(t("ALARM: this transaction joins what may not belong together:") + " ", (alarm.txid,), " " + ", ".join(alarm.names))
    if grouping.left_out:
        yield Paragraph((Said(t("CoinJoins, which join nobody:") + " "), *_codes(grouping.left_out, t), Said(".")), item=True)
    if grouping.undone:
        yield Paragraph(
            (Said(t("Left out on request, so that they join nobody:") + " "), *_codes(grouping.undone, t), Said(".")), item=True
        )


def _peel(chain: PeelChain, t: Messages) -> Paragraph:
    words = t("A peel chain (PEEL-CHAIN) of {count} payments, each handing on at least two thirds:", count=len(chain.links))
    return Paragraph((Said(words + " "), *_codes([edge.where for edge in chain.links], t), Said(".")), item=True)


def _shared(one: SharedDeposit, t: Messages) -> Paragraph:
    words = t("Several addresses paid into one deposit address at {name} (DEPOSIT-REUSE):", name=one.service)
    into = t("paid in by")
    return Paragraph((Said(words + " "), Said(one.deposit, code=True), Said(f", {into} "), *_codes(one.payers, t), Said(".")), item=True)


def _hypotheses(traced: Traced, t: Messages, amount: Amount) -> Iterator[Block]:
    for one in traced.hypotheses:
        words = t("Hypothesis ({rule}) after {name}, payment", rule=one.rule, name=one.name)
        count = t.plural("{count} payment out of it fits", "{count} payments out of it fit", count=one.count)
        yield _item(words + " ", (one.at.where,), ": " + count + ". " + t("None of them is followed or counted."))
        for row in one.candidates[:5]:
            where = row.txid if row.index is None else f"{row.txid}:{row.index}"
            yield _item(
                "? ", (where,), " " + t("to address") + " ", (row.address or "–",), f", {amount(Fraction(row.value))} {traced.symbol}"
            )

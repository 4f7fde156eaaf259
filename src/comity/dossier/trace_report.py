"""The report of a trace: for a judge who reads it, and for a defence that reruns it.

Every statement says of which kind it is: a fact of the ledger, a heuristic (with its error rate), a tag (with its source), and nothing is
an opinion of this program. What was not followed is said as plainly as what was. The questions that decided the shape were put in United
States v. Sterlingov (D.D.C. 2024): the rule, its parameters, its error rate, and whether the other side can check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comity.chain.flow import Arrival, Edge
from comity.chain.heuristic import heuristics
from comity.chain.labels import DoorKind
from comity.chain.losses import Loss
from comity.chain.trace import Direction, Traced
from comity.chain.trace_document import as_time, rules_used
from comity.documents.arrange import arrange
from comity.documents.document import Block, Break, Document, Figure, Heading, Inline, Line, Paragraph, Said, Table, TableKind
from comity.dossier.flow_picture import DOOR_NAMES, draw_flow, plain_units
from comity.dossier.trace_observations import observed
from comity.text.languages import language as language_named
from comity.text.messages import Messages, mark

PAYMENTS_PRINTED = 150
"""Rows of the table of payments; the others stand in `trace.json`, and the report says how many they are."""
CLASSES: Mapping[str, str] = {
    "fact": mark("fact of the ledger"),
    "heuristic": mark("heuristic"),
    "tag": mark("tag"),
    "opinion": mark("opinion"),
}
POLICY_NAMES: Mapping[str, str] = {
    "fifo": mark("first in, first out"),
    "haircut": mark("proportional (haircut)"),
    "poison": mark("whole (poison)"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the report says about its own making.

    Attributes:
        on: day of the report.
        version: version of the program.
        reference: number of the case; empty when none is known.
        authority: who made the trace; empty when unknown.
        pack: folder of the proof pack, as the reader finds it beside the report.
    """

    on: date
    version: str
    reference: str = ""
    authority: str = ""
    pack: str = "proof-pack"


def trace_report(traced: Traced, setting: Setting, language: str, losses: Sequence[Loss] = ()) -> Document:
    """Write the report of a trace.

    Args:
        traced: the trace.
        setting: what the report says about its own making.
        language: BCP 47 tag of its words.
        losses: what each person lost and where it went; empty when persons are not told apart.
    """
    writer = _Writer(traced, setting, Messages(language), losses)
    known = language_named(language)
    return Document(
        title=writer.title,
        language=language,
        rtl=known.rtl,
        blocks=arrange(tuple(writer.blocks()), "sections", "latin"),
        reference=setting.reference,
        sender=setting.authority,
        date=setting.on,
        template=f"trace-report.{language}",
        template_sha256="",
        draft_sha256="",
        size="full",
        reviewed=False,
    )


class _Writer:
    """Writes the sections; each method is one of them."""

    def __init__(self, traced: Traced, setting: Setting, t: Messages, losses: Sequence[Loss]) -> None:
        self.traced = traced
        self.losses = losses
        self.setting = setting
        self.t = t
        self.title = t("Report on the tracing of {symbol}", symbol=traced.symbol)
        self._numbers = {edge.where: number for number, edge in enumerate(traced.flow.edges, start=1)}

    def blocks(self) -> Iterator[Block]:
        t = self.t
        yield Heading(1, (Said(self.title),))
        yield Table(TableKind.REFERENCE, tuple(self._about()))
        sections: tuple[tuple[str, Callable[[], Iterable[Block]]], ...] = (
            (t("What was asked"), self._asked),
            (t("What was found"), self._found),
            *(((t("What each person lost"), self._by_person),) if self.losses else ()),
            (t("The flow"), self._flow),
            (t("The payments"), self._payments),
            (t("How each statement is known"), self._rules),
            (t("What else was seen"), self._observed),
            (t("Where the trace ends"), self._ends),
            (t("What this report does not say"), self._limits),
            (t("How to check it"), self._checking),
        )
        for name, section in sections:
            yield Heading(2, (Said(name),))
            yield from section()

    def _about(self) -> Iterator[tuple[Line, Line]]:
        t, setting = self.t, self.setting
        rows = (
            (t("Case"), setting.reference),
            (t("Made by"), setting.authority),
            (t("Date"), setting.on.isoformat()),
            (t("Program"), f"Comity {setting.version}"),
        )
        yield from (((Said(label),), (Said(value),)) for label, value in rows if value)

    def _asked(self) -> Iterator[Block]:
        t, order = self.t, self.traced.order
        forward = order.direction is Direction.FORWARD
        yield _said(
            t("Where the money went, from these payments on:") if forward else t("Where the money came from, before these payments:")
        )
        for seed in order.seeds:
            yield Paragraph((Said(str(seed), code=True),), item=True)
        limits = order.limits
        rows = [
            (t("Network"), self.traced.network),
            (t("Asset"), self.traced.asset if self.traced.asset == self.traced.symbol else f"{self.traced.symbol}, {self.traced.asset}"),
            (t("Newest block when the trace began"), str(self.traced.flow.tip if self.traced.flow.tip is not None else t("unknown"))),
            (t("Policies"), ", ".join(t(POLICY_NAMES[policy]) for policy in order.policies)),
            (
                t("Followed at most"),
                t("{count} transactions from the start", count=limits.hops) if limits.hops is not None else t("without limit"),
            ),
            (t("Threshold"), f"{self._amount(limits.minimum)} {self.traced.symbol}"),
            (t("Window"), self._window()),
            (t("CoinJoins"), t("passed through") if limits.through_coinjoin else t("the trace ends there")),
            (t("Labels"), self._labels()),
        ]
        yield Table(TableKind.FIELDS, tuple(((Said(label),), (Said(value),)) for label, value in rows))

    def _window(self) -> str:
        t, limits = self.t, self.traced.order.limits
        parts = [t("up to {amount} {symbol}", amount=self._amount(limits.maximum), symbol=self.traced.symbol)] if limits.maximum else []
        parts += [t("from {time} on", time=as_time(limits.since))] if limits.since else []
        parts += [t("until {time}", time=as_time(limits.until))] if limits.until else []
        return ", ".join(parts) or t("none")

    def _labels(self) -> str:
        files = self.traced.tags.files
        if not files:
            return self.t("none")
        return self.t.plural(
            "{count} file, digest of the set {digest}",
            "{count} files, digest of the set {digest}",
            count=len(files),
            digest=(self.traced.tags.version or "")[:16],
        )

    def _found(self) -> Iterator[Block]:
        t, flow, policies = self.t, self.traced.flow, self.traced.order.policies
        yield _said(
            t(
                "{amount} {symbol} were followed.",
                amount=self._amount(max(flow.seeded.values(), default=Fraction(0))),
                symbol=self.traced.symbol,
            )
        )
        doors = _by_door(flow.arrivals, policies[0])
        if not doors:
            yield _said(t("No labelled address was reached."))
            return
        head = (t("Door and address"), *(t(POLICY_NAMES[policy]) for policy in policies), t("Known by"))
        rows = tuple(self._door(arrivals) for arrivals in doors)
        yield Table(TableKind.RECORDS, rows, tuple(_line(word) for word in head), (7, *(3 for _ in policies), 3.5))
        yield from self._sweeps()
        yield _said(
            t(
                "Each column is what one policy counts by its own rule; they are not added up. "
                "What the policies mean is told in section {number}.",
                number=6 if self.losses else 5,
            )
        )

    def _door(self, arrivals: list[Arrival]) -> tuple[Line, ...]:
        first = arrivals[0]
        sums = (sum((one.amounts.get(policy, Fraction(0)) for one in arrivals), Fraction(0)) for policy in self.traced.order.policies)
        name = self.t(DOOR_NAMES[first.kind]) + (f": {first.name}" if first.name and first.kind is not DoorKind.REST else "")
        place: Line = (Said(name), Break(), Said(first.door or "–", code=True))
        return place, *(_line(self._amount(one)) for one in sums), _line(self._known_by(first))

    def _sweeps(self) -> Iterator[Block]:
        t = self.t
        found: dict[tuple[str, str, str], set[str]] = {}
        for arrival in self.traced.flow.arrivals:
            for sweep in arrival.sweeps:
                found.setdefault((sweep.deposit, sweep.wallet, arrival.name), set()).add(sweep.txid)
        for (deposit, wallet, name), txids in sorted(found.items()):
            emptied: list[Inline] = [Said(t("The address") + " "), Said(deposit, code=True)]
            emptied += [Said(" " + t("was emptied into a wallet labelled {name},", name=name) + " "), Said(wallet, code=True)]
            for number, txid in enumerate(sorted(txids)):
                emptied += [Said(", " if number else ", " + t("by transaction") + " "), Said(txid, code=True)]
            emptied.append(Said(". " + t("It may be the deposit address of a customer there; the service knows.")))
            yield Paragraph(tuple(emptied), number="1")

    def _known_by(self, arrival: Arrival) -> str:
        if arrival.labels:
            label = arrival.labels[0]
            as_of = f", {label.as_of.isoformat()}" if label.as_of else ""
            return f"{self.t(CLASSES['tag'])}: {label.source}{as_of}"
        if arrival.kind is DoorKind.COINJOIN:
            return f"{self.t(CLASSES['heuristic'])}: COINJOIN-SHAPE"
        if arrival.crossing:
            return f"{self.t(CLASSES['heuristic'])}: CROSSING-EVENT"
        return self.t(CLASSES["fact"])

    def _by_person(self) -> Iterator[Block]:
        t, policies = self.t, self.traced.order.policies
        yield _said(
            t(
                "Under the first two policies the parts of all persons add up to what is told above. Under “whole” they do not: "
                "a payment that holds money of two persons counts whole for both."
            )
        )
        rows = []
        for loss in self.losses:
            lost = max(loss.lost.values(), default=Fraction(0))
            rows.append((_line(loss.person), _line(t("the loss")), *(_line(self._amount(lost)) for _ in policies)))
            for door in sorted(loss.doors, key=lambda one: -one.amounts[policies[0]]):
                kind = DoorKind(door.kind)
                name = t(DOOR_NAMES[kind]) + (f": {door.name}" if kind is not DoorKind.REST else "")
                where: Line = (Said(name), Break(), Said(door.address or "–", code=True))
                rows.append((_line(""), where, *(_line(self._amount(door.amounts[policy])) for policy in policies)))
            rows.append((_line(""), _line(t("fees")), *(_line(self._amount(loss.fees[policy])) for policy in policies)))
        head = (t("Injured person"), t("Where it went"), *(t(POLICY_NAMES[policy]) for policy in policies))
        yield Table(TableKind.RECORDS, tuple(rows), tuple(_line(word) for word in head), (3, 7, *(3 for _ in policies)))

    def _flow(self) -> Iterator[Block]:
        policy = self.traced.order.policies[0]
        picture = draw_flow(self.traced, policy, self.t)
        if picture is None:
            yield _said(self.t("No payment holds any part of the amount."))
            return
        caption = self.t(
            "Widths: what “{policy}” counts, in {symbol}. {drawn} of {count} payments are drawn; all stand in the table. "
            "Red bars: a request can go there; amber: other ends, and where something rests; grey: passed on.",
            policy=self.t(POLICY_NAMES[policy]),
            symbol=self.traced.symbol,
            drawn=picture.drawn,
            count=picture.payments,
        )
        yield Figure(picture.svg, picture.alt, (Said(caption),))

    def _payments(self) -> Iterator[Block]:
        t, edges, policies = self.t, self.traced.flow.edges, self.traced.order.policies
        yield _said(
            t(
                "Times are those of the blocks, in UTC. The amount of a payment is a fact of the ledger; "
                "the share that a policy counts is not."
            )
        )
        if len(edges) > PAYMENTS_PRINTED:
            yield _said(
                t("The first {shown} of {count} payments; all of them stand in trace.json.", shown=PAYMENTS_PRINTED, count=len(edges))
            )
        head = (t("No."), t("Time and block"), t("Transaction, from, to"), t("Amount"), t(POLICY_NAMES[policies[0]]))
        rows = [self._payment(number, edge, policies[0]) for number, edge in enumerate(edges[:PAYMENTS_PRINTED], start=1)]
        yield Table(TableKind.RECORDS, tuple(rows), tuple(_line(word) for word in head), (1, 2.8, 9.4, 2.8, 2.8))

    def _payment(self, number: int, edge: Edge, policy: str) -> tuple[Line, ...]:
        at = edge.position.at.strftime("%Y-%m-%d %H:%M:%S") if edge.position.at else self.t("unknown")
        height = str(edge.position.height) if edge.position.height is not None else self.t("not confirmed")
        more = self.t(" and {count} more", count=len(edge.senders) - 1) if len(edge.senders) > 1 else ""
        place: Line = (
            Said(f"{edge.txid}:{edge.index}", code=True),
            Break(),
            Said(self.t("from address") + " "),
            Said(edge.senders[0] if edge.senders else "–", code=True),
            Said(more),
            Break(),
            Said(self.t("to address") + " "),
            Said(edge.recipient or "–", code=True),
        )
        share = self._amount(edge.tainted.get(policy, Fraction(0)))
        return _line(str(number)), _line(f"{at}, {height}"), place, _line(self._amount(Fraction(edge.value))), _line(share)

    def _rules(self) -> Iterator[Block]:
        t = self.t
        tongue = "ru" if t.language.startswith("ru") else "en"
        yield _said(
            t(
                "A fact of the ledger can be checked by anybody against the chain. A heuristic is a rule that can be wrong; "
                "its error rate stands beside it. A tag is what a named source says about an address. "
                "No statement of this report is an opinion of the program."
            )
        )
        rows = []
        for rule in (heuristics()[name] for name in rules_used(self.traced)):
            source = f" ({rule.source})" if rule.source else ""
            words = (rule.id, t(CLASSES[rule.kind]), rule.describes[tongue], f"{rule.error_rate[tongue]}{source}")
            rows.append(tuple(map(_line, words)))
        head = (t("Rule"), t("Kind"), t("What it says"), t("How often it is wrong"))
        yield Table(TableKind.RECORDS, tuple(rows), tuple(_line(word) for word in head), (3, 2, 5, 5))

    def _observed(self) -> Iterator[Block]:
        return observed(self.traced, self.t, self._amount)

    def _ends(self) -> Iterator[Block]:
        t, flow = self.t, self.traced.flow
        fees = ", ".join(f"{t(POLICY_NAMES[policy])} {self._amount(amount)}" for policy, amount in flow.fees.items())
        yield _said(t("Lost to fees: {fees} {symbol}.", fees=fees, symbol=self.traced.symbol))
        if not flow.stopped:
            yield _said(t("No limit cut the trace."))
        for stop in flow.stopped:
            yield Paragraph((Said(t("cut at") + " "), Said(stop.where, code=True), Said(f": {t.of(stop.why)}")), item=True)
        for note in self.traced.notes:
            yield _said(t.of(note))

    def _limits(self) -> Iterator[Block]:
        t = self.t
        for words in (
            t("An address is no person. Who stands behind a door is known to the service behind it, and is what the requests ask."),
            t(
                "What was found is a lower bound as of the block and with the labels named above; "
                "other labels may name more doors, or other ones."
            ),
            t(
                "Which policy of counting a court accepts is a question of national law; "
                "the figures of the others stand beside it so that nothing is hidden."
            ),
            t("Payments outside this chain, and between customers inside one service, leave no trace on the ledger."),
        ):
            yield _said(words)

    def _checking(self) -> Iterator[Block]:
        t = self.t
        yield _said(
            t(
                "The proof pack holds every answer of the source with its digest and the parameters of this trace; of coins also every "
                "transaction as its bytes, the proof that it stands in its block, and the headers of the blocks. "
                "It is checked without a network and without this program, by Python alone:"
            )
        )
        yield Paragraph((Said(f"python3 {self.setting.pack}/verify.py", code=True),), follows=True)
        yield _said(
            t("The data came over the interface “{source}”; each answer lies in the pack as it came.", source=self.traced.source.slug)
        )

    def _amount(self, amount: Fraction) -> str:
        return plain_units(amount, self.traced.decimals)


def _by_door(arrivals: Iterable[Arrival], policy: str) -> list[list[Arrival]]:
    """Group arrivals by door: first those that a request can go to, then by what reached them."""
    doors: dict[tuple[str | None, str, str], list[Arrival]] = {}
    for arrival in arrivals:
        doors.setdefault((arrival.door, arrival.kind.value, arrival.name), []).append(arrival)
    order = list(DoorKind)

    def weight(found: list[Arrival]) -> tuple[int, Fraction]:
        return order.index(found[0].kind), -sum((one.amounts.get(policy, Fraction(0)) for one in found), Fraction(0))

    return sorted(doors.values(), key=weight)


def _said(words: str) -> Paragraph:
    return Paragraph((Said(words),), number="1")


def _line(words: str) -> Line:
    return (Said(words),)


def _code(words: str) -> Line:
    return (Said(words, code=True),)

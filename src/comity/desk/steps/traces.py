"""The traces of a case: ask for one, read what came of it, take its requests into the register."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from comity.chain.groups import Join, regrouped
from comity.chain.labels import DoorKind
from comity.desk.jobs.work import folder_of
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.models.job import Job
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.follow_money import DOCUMENT, PICTURE
from comity.dossier.flow_picture import DOOR_NAMES, plain_units
from comity.drafting.draft_file import draft_text, read_draft
from comity.text.messages import say

KIND = "trace"
FOLDER = "trace"
PAYMENTS_SHOWN = 200
_CHANNELS = {"freeze_provider": "asset_freeze", "vol_subscriber": "voluntary"}


@dataclass(frozen=True, slots=True)
class DoorShown:
    """A door as a page shows it: what it is, where, and what each policy counts there."""

    kind: str
    name: str
    address: str
    amounts: tuple[str, ...]
    known_by: str
    can_be_asked: bool


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """A payment as a page shows it."""

    at: str
    block: str
    txid: str
    sender: str
    more: int
    recipient: str
    amount: str
    share: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Addresses that seem to have one holder, and what joined them: transaction and rule."""

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    joins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeenShown:
    """What was seen beside the amounts.

    Attributes:
        groups: addresses that seem to have one holder, without what was undone.
        undone: transactions that whoever looks let join nobody.
        alarms: joins that look wrong: transaction and names.
        peel_chains: payments in a row.
        shared: deposit address, service, payers.
        hypotheses: mixer, number of candidates, the first of them.
        crossings: door and what came out on the other side.
    """

    groups: tuple[GroupShown, ...]
    undone: tuple[str, ...]
    alarms: tuple[tuple[str, str], ...]
    peel_chains: tuple[tuple[str, ...], ...]
    shared: tuple[tuple[str, str, tuple[str, ...]], ...]
    hypotheses: tuple[Mapping[str, Any], ...]
    crossings: tuple[tuple[str, tuple[Mapping[str, Any], ...]], ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was seen."""
        return not (self.groups or self.undone or self.alarms or self.peel_chains or self.shared or self.hypotheses or self.crossings)


@dataclass(frozen=True, slots=True)
class TraceShown:
    """What came of a trace.

    Attributes:
        job: the job that made it.
        symbol: what people call the asset.
        policies: names of the policies, in the order of the amounts.
        doors: doors that a request can go to first, without addresses where something rests.
        rests: addresses where something rests, the largest first.
        payments: the first payments, in the order of the chain.
        count: how many payments there are.
        picture: the flow as SVG; empty when nothing flows.
        stopped: where a limit cut: place and reason.
        files: names of the files to take away, with their number among the job's files.
        requests: how many requests it gave rise to.
        taken: how many of them are in the register.
        seen: what was seen beside the amounts.
    """

    job: Job
    symbol: str
    policies: tuple[str, ...]
    doors: tuple[DoorShown, ...]
    rests: tuple[DoorShown, ...]
    payments: tuple[PaymentShown, ...]
    count: int
    picture: str
    stopped: tuple[Mapping[str, str], ...]
    files: tuple[tuple[int, str], ...]
    requests: int
    taken: int
    seen: SeenShown


def traces_of(worker: Worker, case: Case) -> QuerySet[Job]:
    """The traces of a case, whoever asked for them, the last first."""
    worker.demand("case.see", case=case)
    return Job.objects.filter(case=case, kind=KIND).select_related("person").order_by("-pk")


def trace_shown(worker: Worker, job: Job, without: Sequence[str] = ()) -> TraceShown | None:
    """Read what came of a trace; None while it has not ended well.

    Args:
        worker: who looks.
        job: the trace.
        without: transactions that shall join no addresses.
    """
    path = folder_of(job) / FOLDER / DOCUMENT
    if job.state != "done" or not path.is_file():
        return None
    document = _read(path)
    decimals, policies = document["decimals"], tuple(document["policies"])
    picture = folder_of(job) / FOLDER / f"{PICTURE}.{worker.facts_language}.svg"
    doors = sorted(
        document["doors"], key=lambda door: (list(DoorKind).index(DoorKind(door["kind"])), -Fraction(door["value"][policies[0]]))
    )
    return TraceShown(
        job=job,
        symbol=document["symbol"],
        policies=policies,
        doors=tuple(_door(door, policies, decimals, worker) for door in doors if door["kind"] != DoorKind.REST),
        rests=tuple(_door(door, policies, decimals, worker) for door in doors if door["kind"] == DoorKind.REST),
        payments=tuple(_payment(edge, policies[0], decimals) for edge in document["edges"][:PAYMENTS_SHOWN]),
        count=len(document["edges"]),
        picture=picture.read_text(encoding="utf-8") if picture.is_file() else "",
        stopped=tuple(document["stopped"]),
        files=tuple((number, Path(file["name"]).name) for number, file in enumerate(job.result.get("files", ()))),
        requests=len(document["to_complete"]),
        taken=EvidenceRequest.objects.filter(case=job.case, occasion__startswith=_occasion(job, "")).count(),
        seen=_seen(document, without),
    )


def _seen(document: Mapping[str, Any], without: Sequence[str]) -> SeenShown:
    seen = document["observations"]
    joins = [Join(row["txid"], row["rule"], tuple(row["addresses"])) for group in seen["groups"] for row in group["joins"]]
    names = {address: door["name"] for door in document["doors"] if (address := door["address"]) and door["labels"]}
    groups = tuple(
        GroupShown(
            addresses,
            tuple(dict.fromkeys(names[one] for one in addresses if one in names)),
            tuple((join.txid, join.rule) for join in joins if join.addresses[0] in addresses and join.txid not in without),
        )
        for addresses in regrouped(joins, without)
    )
    crossed = [door for door in document["doors"] if door["crosses"]]
    return SeenShown(
        groups,
        tuple(txid for txid in dict.fromkeys(without) if any(join.txid == txid for join in joins)),
        tuple((one["txid"], ", ".join(one["names"])) for one in seen["alarms"]),
        tuple(tuple(one["links"]) for one in seen["peel_chains"]),
        tuple((one["deposit"], one["service"], tuple(one["payers"])) for one in seen["shared_deposits"]),
        tuple(seen["hypotheses"]),
        tuple(
            (door["name"], tuple({**one, "txid": door["payments"][0]["txid"]} for row in door["crossings"] for one in row["onward"]))
            for door in crossed
        ),
    )


def document_of_trace(worker: Worker, case: Case, number: str = "") -> tuple[Job | None, Mapping[str, Any] | None]:
    """Return a trace of a case that ended well, and what it wrote: the one of a number, else the last."""
    jobs = traces_of(worker, case).filter(state="done")
    job = jobs.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else jobs.first()
    path = folder_of(job) / FOLDER / DOCUMENT if job else None
    if job is None or path is None or not path.is_file():
        return None, None
    return job, _read(path)


def _read(path: Path) -> dict[str, Any]:
    """Read what a trace wrote; one of an earlier version of this program saw nothing beside the amounts."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    nothing = ("groups", "coinjoins_left_out", "joins_undone", "alarms", "peel_chains", "shared_deposits", "hypotheses")
    document.setdefault("observations", {name: [] for name in nothing})
    for door in document["doors"]:
        door.setdefault("crosses", False)
        door.setdefault("crossings", [])
    return document


def take_requests(worker: Worker, case_id: int, job_id: int) -> tuple[EvidenceRequest, ...]:
    """Take the drafts that a trace wrote into the register; those that are there already stay as they are.

    Raises:
        NotThereError: the case has no such trace, or it has not ended well.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.prepare", locked=True)
        job = traces_of(worker, case).filter(pk=job_id, state="done").first()
        if job is None:
            raise NotThereError(say("there is nothing here for you"))
        document = json.loads((folder_of(job) / FOLDER / DOCUMENT).read_text(encoding="utf-8"))
        known = set(case.requests.values_list("occasion", flat=True))
        rows = [row for row in document["to_complete"] if _occasion(job, Path(row["draft"]).stem) not in known]
        return tuple(_taken(worker, case, job, row) for row in rows)


def _taken(worker: Worker, case: Case, job: Job, row: Mapping[str, Any]) -> EvidenceRequest:
    name = Path(row["draft"]).name
    value = read_draft(folder_of(job) / FOLDER / "requests" / name)
    last = case.requests.aggregate(last=Max("number"))["last"] or 0
    request = EvidenceRequest.objects.create(
        case=case,
        number=last + 1,
        occasion=_occasion(job, Path(name).stem),
        instrument=row["instrument"],
        addressee=(value.addressee.legal_entity or row["addressee"])[:300],
        channel=_CHANNELS.get(row["instrument"], ""),
        language=value.request.language or worker.language,
        draft=draft_text(value),
        made_by=worker.person,
        made_at=worker.clock(),
        changed_by=worker.person,
        changed_at=worker.clock(),
    )
    RequestVersion.objects.create(
        request=request, number=1, draft=request.draft, is_fixed=True, saved_by=worker.person, note=worker.t("as the trace wrote it"),
        begun_at=worker.clock(), saved_at=worker.clock(),
    )  # fmt: skip
    words = worker.t(
        "{name} took request {number} to {addressee} from a trace",
        name=worker.person.full_name,
        number=request.number,
        addressee=request.addressee,
    )
    facts = {"instrument": request.instrument, "job": job.pk}
    write("request.prepared", words, person=worker.person, case=case, subject=f"request:{request.pk}", facts=facts, clock=worker.clock)
    return request


def _occasion(job: Job, name: str) -> str:
    return f"trace:{job.pk}:{name}"


def _door(door: Mapping[str, Any], policies: Iterable[str], decimals: int | None, worker: Worker) -> DoorShown:
    kind = DoorKind(door["kind"])
    known = door["tag_source"] or door["rule"] or worker.t("fact of the ledger")
    return DoorShown(
        kind=worker.t(DOOR_NAMES[kind]),
        name="" if kind is DoorKind.REST else door["name"],
        address=door["address"] or "–",
        amounts=tuple(plain_units(Fraction(door["value"][policy]), decimals) for policy in policies),
        known_by=known,
        can_be_asked=kind in {DoorKind.EXCHANGE, DoorKind.ISSUER, DoorKind.SWAP},
    )


def _payment(edge: Mapping[str, Any], policy: str, decimals: int | None) -> PaymentShown:
    senders = edge["from"] if isinstance(edge["from"], list) else [edge["from"]]
    return PaymentShown(
        at=(edge["at"] or "–").replace("T", " ").removesuffix("Z"),
        block=str(edge["block"] if edge["block"] is not None else "–"),
        txid=f"{edge['txid']}:{edge['index']}",
        sender=senders[0] if senders else "–",
        more=max(len(senders) - 1, 0),
        recipient=edge["to"] or "–",
        amount=plain_units(Fraction(edge["value"]), decimals),
        share=plain_units(Fraction(edge["tainted"].get(policy, 0)), decimals),
    )

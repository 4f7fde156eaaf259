"""Take in what came in answer to a request: sealed in the vault, compared and verified, acknowledged, held against what was asked.

The vault comes first and the register second: where the machine stops between them, the same files sent again are known to the vault, and
the register gets the row that it lacked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from comity.custody.delivery.certificates import read_roots
from comity.custody.delivery.delivery import Delivery as Came
from comity.custody.delivery.delivery import Trust
from comity.custody.delivery.openpgp import Ring
from comity.custody.delivery.take_in import Receipt, take_in_arrived
from comity.custody.vault.spool import SealedSpool
from comity.custody.vault.vault import Actor, Vault
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.delivery import Delivery
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.stored_file import StoredFile
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.file_answer import file_outcome, tally
from comity.documents.pdf import write_pdf
from comity.documents.word.file import write_docx
from comity.dossier.acknowledgement import Receiver, acknowledgement
from comity.errors import InputError
from comity.model.said import say

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
_OPEN = frozenset({"", "missing", "partial"})
"""States of a thing asked for that the letter asks for again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that is filed with a delivery.

    Attributes:
        code: its outcome code; empty files nothing yet.
        words: what it says, in short.
        states: number of the thing asked for to what became of it.
    """

    code: str = ""
    words: str = ""
    states: Mapping[int, str] = field(default_factory=dict)


def take_delivery(
    worker: Worker,
    request_id: int,
    arrived: Sequence[tuple[str, SealedSpool]],
    came: Came,
    *,
    trust: Trust,
    lists: frozenset[str] = frozenset(),
    answered: Answered = Answered(),
) -> Delivery:
    """Take a delivery in.

    Args:
        worker: who.
        request_id: the request that it answers.
        arrived: names and sealed streams.
        came: who delivered it, how, when, under which reference of theirs.
        trust: keys, authorities and passwords that came on another way.
        lists: names among what arrived that are lists of digests.
        answered: what is filed as the answer.

    Raises:
        InputError: nothing arrived, a key cannot be read, the day has not come, or this register has no vault.
        CustodyError: the vault refuses.
    """
    request = worker.request(request_id, "request.take_in")
    if not arrived:
        raise InputError(say("choose what was delivered"), place="file")
    if came.received is None or came.received > worker.clock().date() + timedelta(days=1):
        raise InputError(say("this day has not come yet: {day}", day=came.received), place="received")
    _hold_trust(trust)
    with case_vault() as vault:
        actor = Actor(worker.person.full_name, case=request.case.number, place=request.case.unit.name)
        receipt = take_in_arrived(vault, arrived, came, actor, trust=trust, lists=lists)
    with transaction.atomic():
        locked = worker.request(request_id, "request.take_in", locked=True)
        known = locked.deliveries.filter(receipt=receipt.id).first()
        return known or _noted(worker, locked, receipt, came.received, answered)


@contextmanager
def case_vault() -> Iterator[Vault]:
    """Open the vault that keeps the evidence of this register's cases.

    Raises:
        InputError: the register is set up without one.
    """
    configuration = settings.CONFIGURATION
    if configuration.vault is None:
        raise InputError(
            say("this register is set up without a vault"),
            place="COMITY_VAULT",
            hint=say("make one with comity vault init, and name it in the settings"),
        )
    identity = configuration.identity or configuration.data / "identity.age"
    with Vault(configuration.vault, identity, seen=identity.absolute().parent / "last-seen") as vault:
        yield vault


def deliveries_of(case: Case) -> list[Delivery]:
    """List what was delivered in a case, the last first."""
    rows = Delivery.objects.filter(request__case=case).select_related("request", "taken_by", "outcome")
    return list(rows.order_by("-taken_at", "-pk"))


def states_of(items: Sequence[str]) -> dict[str, str]:
    """Tell how items stand in the vault now: held, on_hold, erased, or missing where the log knows none of that id."""
    found = {}
    with case_vault() as vault:
        for item in items:
            seq = vault.ledger.seq_of(item)
            found[item] = "missing" if seq is None else vault.state(item, vault.ledger.entry(seq).sealed)
    return found


def delivery_of(worker: Worker, request_id: int, number: int, action: str = "request.see") -> Delivery:
    """Return a delivery that the person may see.

    Raises:
        NotThereError: there is none.
    """
    request = worker.request(request_id, action)
    found = request.deliveries.select_related("taken_by", "outcome", "letter", "paper").filter(number=number).first()
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    return found


def take_acknowledgement(worker: Worker, request_id: int, number: int, format_: str) -> StoredFile:
    """Return the letter of acknowledgement, and note who took it.

    Raises:
        NotThereError: there is none.
    """
    delivery = delivery_of(worker, request_id, number, "request.download")
    if format_ not in {"docx", "pdf"}:
        raise NotThereError(say("there is nothing here for you"))
    stored = delivery.letter if format_ == "docx" else delivery.paper
    words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=stored.name)
    request = delivery.request
    facts = {"sha256": stored.sha256}
    subject = f"request:{request.pk}"
    write("request.downloaded", words, person=worker.person, case=request.case, subject=subject, facts=facts, clock=worker.clock)
    return stored


def _hold_trust(trust: Trust) -> None:
    """Make sure that what was given as a key is one, before anything is sealed under a wrong belief."""
    if trust.openpgp and not Ring(trust.openpgp).certificates():
        raise InputError(say("the file holds no OpenPGP key"), place="pgp_key")
    try:
        read_roots(trust.roots)
    except ValueError as error:
        raise InputError(say("the file holds no certificate"), place="ca", hint=say("PEM or DER")) from error


def _noted(worker: Worker, request: EvidenceRequest, receipt: Receipt, received: date, answered: Answered) -> Delivery:
    came = receipt.delivery
    outcome = None
    if answered.code:
        outcome = file_outcome(
            worker,
            request.pk,
            code=answered.code,
            on=received,
            reference=came.reference,
            words=answered.words,
            states=answered.states,
        )
    letter, paper = _letters(worker, request, receipt, received)
    delivery = Delivery.objects.create(
        request=request,
        number=(request.deliveries.aggregate(last=Max("number"))["last"] or 0) + 1,
        by=came.by[:300],
        channel=came.channel,
        reference=came.reference[:200],
        received_on=received,
        receipt=receipt.id,
        entry=receipt.entry,
        items=[{"id": one.id, "name": one.name, "size": one.size, "sha256": one.sha256, "blake3": one.blake3} for one in receipt.items],
        skipped=[{"name": one.name, "reason": one.reason} for one in receipt.skipped],
        checks=[{**asdict(one), "verdict": one.verdict.value} for one in receipt.checks],
        checkpoint=str(receipt.note),
        outcome=outcome,
        letter=letter,
        paper=paper,
        taken_by=worker.person,
        taken_at=worker.clock(),
    )
    count = len(receipt.items)
    words = worker.t.plural(
        "{name} took in {count} file from {sender}",
        "{name} took in {count} files from {sender}",
        count=count,
        name=worker.person.full_name,
        sender=came.by,
    )
    grave = [one.name for one in receipt.checks if one.is_grave]
    facts = {"receipt": receipt.id, "entry": receipt.entry, "items": [row["id"] for row in delivery.items], "to_ask": grave}
    subject = f"request:{request.pk}"
    write("request.taken_in", words, person=worker.person, case=request.case, subject=subject, facts=facts, clock=worker.clock)
    return delivery


def _letters(worker: Worker, request: EvidenceRequest, receipt: Receipt, received: date) -> tuple[StoredFile, StoredFile]:
    """Write the acknowledgement in the language of the request; it asks for what was asked and did not come."""
    receiver = Receiver(request.case.unit.name, worker.person.full_name, max(received, worker.clock().date()))
    missing = [f"{row.asked.target} {row.asked.category}".strip() for row in tally(request) if row.state in _OPEN and row.on]
    paper = acknowledgement(receipt, receiver, request.language, missing=missing)
    name = f"acknowledgement-{request.case.number}-{request.number}"
    written = ((f"{name}.docx", DOCX, write_docx(paper, {})), (f"{name}.pdf", PDF, write_pdf(paper)))
    kept = [
        StoredFile.objects.create(
            name=file[:300],
            media=media,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            kept_by=worker.person,
            kept_at=worker.clock(),
        )
        for file, media, content in written
    ]
    return kept[0], kept[1]

"""Certificates: for modules passed, never for presence; as PDF, in the log of the academy, and checked by anybody without us.

A module is passed with six right answers in ten in its test after the course, and one exercise of the module passed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.person import Person
from comity.desk.models.training import TrainingCertificate, TrainingGroup
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.documents.document import Document, Heading, Lines, Paragraph, Said, Table, TableKind
from comity.documents.pdf import write_pdf
from comity.text.languages import find_language
from comity.text.messages import Messages, say
from comity.training.space.marks import mark_run
from comity.training.teaching.course import course
from comity.training.teaching.lesson_file import told

_ENOUGH = 0.6
VAULT = "academy"
"""Folder of the academy's vault in the data folder of the training register."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A module that a person has passed: its test after the course, and the best exercise."""

    module: str
    test: float
    exercise: str
    percent: float


def passed(group: TrainingGroup, person: Person) -> tuple[Passed, ...]:
    """List the modules that a person has passed in a group."""
    tests = {one.module: one.right / one.asked for one in group.sittings.filter(person=person, moment="after") if one.asked}
    runs = list(group.runs.filter(state="marked", players__person=person).distinct().select_related("group", "case"))
    marks = [(run.scenario, mark_run(run)) for run in runs]
    found = []
    for module in course().modules:
        share = tests.get(module.plan.id, 0.0)
        own = [(scenario, one.percent) for scenario, one in marks if scenario in module.plan.scenarios and one.is_passed]
        if share >= _ENOUGH and own:
            scenario, percent = max(own, key=lambda pair: pair[1])
            found.append(Passed(module.plan.id, round(100 * share, 1), scenario, percent))
    return tuple(found)


def issue(worker: Worker, group: TrainingGroup, person: Person) -> TrainingCertificate:
    """Issue a certificate for what a person has passed.

    Raises:
        RefusedError: no module is passed yet.
    """
    rows = passed(group, person)
    if not rows:
        raise RefusedError(say("no module is passed yet: it needs the test after the course and an exercise"))
    now = worker.clock()
    number = f"{group.code}-{TrainingCertificate.objects.count() + 1:04d}"
    pdf = write_pdf(document(group, person, rows, number, worker))
    proof = _logged(pdf, number, worker)
    with transaction.atomic():
        certificate = TrainingCertificate.objects.create(
            group=group, person=person, number=number, modules=[one.module for one in rows], pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(), proof=proof, issued_by=worker.person, issued_at=now,
        )  # fmt: skip
        words = worker.t(
            "{name} issued certificate {number} to {person}", name=worker.person.full_name, number=number, person=person.full_name
        )
        facts = {"sha256": certificate.sha256, "modules": certificate.modules}
        write("training.certificate", words, person=worker.person, subject=f"certificate:{number}", facts=facts, clock=worker.clock)
    return certificate


def document(group: TrainingGroup, person: Person, rows: tuple[Passed, ...], number: str, worker: Worker) -> Document:
    """Lay a certificate out."""
    tag = person.language if person.language in {"en", "ru"} else "en"
    t, language, day = Messages(tag), find_language(tag), worker.clock().date()
    modules = {one.plan.id: one for one in course().modules}
    table = tuple(
        (
            (Said(f"{one.module} · {told(modules[one.module].plan.title, tag)}"),),
            (Said(f"{modules[one.module].plan.minutes}"),),
            (Said(f"{one.test:g} %"),),
            (Said(f"{one.exercise}: {one.percent:g} %"),),
        )
        for one in rows
    )
    head = tuple((Said(word),) for word in (t("module"), t("minutes of teaching"), t("test after the course"), t("exercise")))
    written = language.write_date(day) if language else day.isoformat()
    return Document(
        language=tag,
        title=t("Certificate {number}", number=number),
        sender=group.name,
        reference=number,
        date=day,
        template="training-certificate",
        template_sha256="",
        draft_sha256="",
        size="short",
        rtl=False,
        reviewed=False,
        banners=(),
        blocks=(
            Heading(1, (Said(t("Certificate of training")),)),
            Paragraph((Said(person.full_name, strong=True),)),
            Paragraph((Said(t("has passed these modules of the course on requesting electronic evidence across borders:")),)),
            Table(TableKind.RECORDS, table, head, (5.0, 2.0, 2.0, 2.5)),
            Paragraph((Said(t("{group}, {day}. Trainer: {trainer}.", group=group.name, day=written, trainer=worker.person.full_name)),)),
            Paragraph(
                (
                    Said(t("This file stands in the log of the academy. Check it with the proof that comes with it:")),
                    Said(" comity verify proof CERTIFICATE.tlog-proof --item CERTIFICATE.pdf --key KEY", code=True),
                )
            ),
            Lines("signature", ((Said(worker.person.full_name),),)),
        ),
    )


def academy() -> tuple[Path, Path]:
    """Return the academy's vault and the identity that opens it; both are made at the first call."""
    from comity.custody.vault.keys import new_identity
    from comity.custody.vault.vault import Vault

    root, identity = settings.CONFIGURATION.data / VAULT, settings.CONFIGURATION.data / "academy.age"
    if not (root / "vault.json").exists():
        recipient = new_identity(identity) if not identity.exists() else _recipient(identity)
        Vault.create(root, "comity-academy", [recipient])
    return root, identity


def _recipient(identity: Path) -> str:
    from comity.custody.vault.keys import read_identity

    return str(read_identity(identity).to_public())


def _logged(pdf: bytes, number: str, worker: Worker) -> str:
    """Put a certificate into the academy's log; return its proof."""
    from comity.custody.vault.vault import Actor, Vault

    root, identity = academy()
    with TemporaryDirectory() as folder, Vault(root, identity, worker.clock, seen=identity.with_name("last-seen")) as vault:
        path = Path(folder) / f"{number}.pdf"
        path.write_bytes(pdf)
        items, _, _ = vault.add([path], Actor(worker.person.full_name, role="trainer", case=number, reason="certificate of training"))
        return str(vault.prove(items[0].id))


def academy_key() -> str:
    """Return the public key with which proofs of certificates are checked."""
    from comity.custody.vault.about import read_about

    return read_about(academy()[0]).keys[0]

"""Make the pack in which an approved request leaves, and keep what is in it: every byte, who made it, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from comity.desk.bench import RENDERING, workbench
from comity.desk.journal.chain import write
from comity.desk.models.dispatch import Dispatch
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.stored_file import StoredFile
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import fix_version, value_of
from comity.desk.steps.other_language import value_in_other_language
from comity.desk.steps.prepare_request import instrument_name
from comity.desk.steps.register_letter import has_vault, made_slip
from comity.desk.steps.write_letters import has_form, plain_name
from comity.errors import InputError
from comity.exchange.contents import PDF, Envelope, PackFile, identifiers_table
from comity.exchange.transport import transports
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.text.messages import Messages, say

MOST_BYTES = 25_000_000
"""Of all papers that are added by hand: what mail servers and portals take."""


def make_pack(worker: Worker, request_id: int, way: str, added: Sequence[tuple[str, str, bytes]] = ()) -> Dispatch:
    """Make a pack of an approved request.

    Args:
        worker: who.
        request_id: the request.
        way: code of a transport (`portal`, `email`, `post`, …).
        added: papers added by hand (signed scan, order, annexes): name, media type, content.

    Raises:
        RefusedError: the request is not approved, or belongs to an exercise.
        InputError: there is no such way, the papers are too large, or no letter can be made and none was added.
    """
    request = worker.request(request_id, "request.pack")
    if way not in transports():
        raise InputError(say("say how it leaves"), place="way", hint=say("one of: {keys}", keys=", ".join(transports())))
    papers = _papers(added)
    value = value_of(request)
    letters = _letters(worker, request, value)
    if not letters and not papers:
        raise InputError(
            say("no form serves this instrument, so the pack has no letter"),
            place="file",
            hint=say("add your office's own letter as a file"),
        )
    files = [*letters, *papers, identifiers_table(value, Messages(request.language))]
    envelope = envelope_of(worker, request, value)
    slip: dict[str, object] = {}
    if has_vault():
        made = _registered(worker, request, value, files[0], envelope)
        files, slip = [*files, *made[0]], made[1]
        envelope = envelope_of(worker, request, value, str(slip["code"]))
    return keep_pack(worker, request, way, envelope, files, slip=slip)


def keep_pack(
    worker: Worker,
    request: EvidenceRequest,
    way: str,
    envelope: Envelope,
    files: Sequence[PackFile],
    *,
    kind: str = "request",
    slip: dict[str, object] | None = None,
) -> Dispatch:
    """Shape a pack and keep it, with a fixed version and an entry of the journal."""
    pack = transports()[way].pack(envelope, files)
    with transaction.atomic():
        locked = worker.request(request.pk, "request.pack", locked=True)
        words = worker.t("{name} made a pack to send: {file}", name=worker.person.full_name, file=pack.name)
        version = fix_version(locked, words[:200])
        stored = StoredFile.objects.create(
            name=pack.name,
            media=pack.media,
            size=len(pack.content),
            sha256=pack.sha256,
            content=pack.content,
            kept_by=worker.person,
            kept_at=worker.clock(),
        )
        dispatch = Dispatch.objects.create(
            request=locked,
            number=(locked.dispatches.aggregate(last=Max("number"))["last"] or 0) + 1,
            kind=kind,
            way=way,
            version=version.number,
            recipient=" · ".join(part for part in (envelope.recipient, envelope.mailbox, envelope.address) if part)[:500],
            files=[file.row() for file in files],
            slip=slip or {},
            pack=stored,
            made_by=worker.person,
            made_at=worker.clock(),
        )
        facts = {"pack": stored.sha256, "version": version.number, "files": dispatch.files, "slip": dispatch.slip.get("code", "")}
        write(
            "request.packed",
            words,
            person=worker.person,
            case=locked.case,
            subject=f"request:{locked.pk}",
            facts=facts,
            clock=worker.clock,
        )
    return dispatch


def take_pack(worker: Worker, request_id: int, number: int) -> Dispatch:
    """Return a pack for download, and note who took it.

    Raises:
        NotThereError: there is no such pack.
    """
    request = worker.request(request_id, "request.download")
    dispatch = request.dispatches.filter(number=number).select_related("pack").first()
    if dispatch is None:
        raise NotThereError(say("there is nothing here for you"))
    words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=dispatch.pack.name)
    write(
        "request.downloaded",
        words,
        person=worker.person,
        case=request.case,
        subject=f"request:{request.pk}",
        facts={"sha256": dispatch.pack.sha256},
        clock=worker.clock,
    )
    return dispatch


def envelope_of(worker: Worker, request: EvidenceRequest, value: RequestValue, code: str = "") -> Envelope:
    """Say who sends to whom, as draft and directory have it today."""
    bench = workbench(worker.language)
    mailbox, address = "", ""
    provider = bench.catalog.get(request.addressee_id)
    authority = bench.law.authorities.get(request.addressee_id)
    if provider is not None:
        contact = provider.law_enforcement_contact
        post = contact.post if isinstance(contact.post, str) else "; ".join((contact.post or {}).values())
        mailbox, address = contact.email or "", contact.portal_url or post or ""
    elif authority is not None:
        mailbox, address = authority.contact.email or "", authority.contact.address or ""
    reference = value.request.reference or f"{request.case.number}/{request.number}"
    t = Messages(request.language)
    return Envelope(
        number=plain_name(f"{request.case.number}-{request.number}"),
        subject=t("Request {reference}: {instrument}", reference=reference, instrument=instrument_name(request.instrument)),
        language=request.language,
        sender=value.authority.issuing_name or request.case.unit.name,
        sender_mailbox=value.authority.contact_email or "",
        recipient=request.addressee,
        mailbox=mailbox,
        address=address,
        call_back=value.authority.contact_phone or "",
        code=code,
    )


def _papers(added: Iterable[tuple[str, str, bytes]]) -> list[PackFile]:
    papers = [PackFile(plain_name(name) or "annex", media or "application/octet-stream", content) for name, media, content in added]
    size = sum(len(paper.content) for paper in papers)
    if size > MOST_BYTES:
        raise InputError(
            say("the papers are too large: {size} MB", size=size // 1_000_000),
            place="file",
            hint=say("at most {size} MB together; hand larger evidence over through the vault", size=MOST_BYTES // 1_000_000),
        )
    names = [paper.name for paper in papers]
    return [
        paper if names.count(paper.name) == 1 else PackFile(f"{place}-{paper.name}", paper.media, paper.content)
        for place, paper in enumerate(papers, start=1)
    ]


def _letters(worker: Worker, request: EvidenceRequest, value: RequestValue) -> list[PackFile]:
    """Write the letter in its language, and in the one beside it."""
    if not has_form(request):
        return []
    versions = [(request.language, value)]
    if request.other_language:
        versions.append((request.other_language, value_in_other_language(request)))
    renderer = workbench(worker.language).renderer
    name = plain_name(f"{request.case.number}-{request.number}")
    with RENDERING:
        return [PackFile(f"{name}.{tag}.pdf", PDF, renderer.write(renderer.letter(one, tag), "pdf")) for tag, one in versions]


def _registered(
    worker: Worker, request: EvidenceRequest, value: RequestValue, letter: PackFile, envelope: Envelope
) -> tuple[tuple[PackFile, ...], dict[str, object]]:
    approver = request.approved_by.full_name if request.approved_by is not None else None
    slip = made_slip(
        letter.content,
        authority=envelope.sender,
        addressee=request.addressee,
        reference=value.request.reference or f"{request.case.number}/{request.number}",
        call_back=envelope.call_back,
        actor=worker.person.full_name,
        second=approver if approver != worker.person.full_name else None,
        case=request.case.number,
        now=worker.clock(),
    )
    return slip.files, {**slip.row, "letter": letter.sha256}

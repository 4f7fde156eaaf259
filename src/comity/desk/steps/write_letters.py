"""Write the letter of a request for download, and note who took which bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from comity.desk.bench import RENDERING, workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import fix_version, value_of
from comity.desk.steps.other_language import value_in_other_language
from comity.text.messages import say

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter as a file."""

    name: str
    media: str
    content: bytes


def write_letter(worker: Worker, request_id: int, format_: str, *, other: bool = False) -> LetterFile:
    """Write the letter in one format.

    Args:
        worker: who.
        request_id: the request.
        format_: one of `MEDIA`.
        other: the letter in the second language.

    Raises:
        NotThereError: there is no such format.
        InputError: no form serves the instrument.
    """
    if format_ not in MEDIA:
        raise NotThereError(say("there is nothing here for you"))
    request = worker.request(request_id, "request.download")
    if other and not request.other_language:
        raise NotThereError(say("there is nothing here for you"))
    renderer = workbench(worker.language).renderer
    language = request.other_language if other else request.language
    value = value_in_other_language(request) if other else value_of(request)
    with RENDERING:
        content = renderer.write(renderer.letter(value, language), format_)
    name = f"{plain_name(request.case.number)}-{request.number}.{language}.{format_}"
    _note(worker, request, name, content)
    return LetterFile(name, MEDIA[format_], content)


def has_form(request: EvidenceRequest) -> bool:
    """Tell whether a form serves the instrument; without one the draft goes into the office's own form."""
    return any(request.instrument in form.head.instruments for form in workbench("en").renderer.shelf.forms("en"))


def _note(worker: Worker, request: EvidenceRequest, name: str, content: bytes) -> None:
    with transaction.atomic():
        words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=name)
        version = fix_version(request, words[:200])
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "version": version.number}
        write(
            "request.downloaded",
            words,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts=facts,
            clock=worker.clock,
        )


def plain_name(text: str) -> str:
    """Write a name so that every file system takes it."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in text)

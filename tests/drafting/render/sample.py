"""The complete draft of the samples, as a request under any instrument."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from comity.documents.document import Document
from comity.drafting.draft_file import read_draft
from comity.drafting.render.form import Form, FormShelf
from comity.drafting.render.render import Renderer
from comity.model.request.evidence_request import EvidenceRequest

SAMPLE = Path(__file__).parents[2] / "samples" / "drafts" / "complete.yaml"
RENDERER = Renderer.open()
FORMS = FormShelf().names()


@cache
def complete() -> EvidenceRequest:
    """The draft, without an instrument."""
    return read_draft(SAMPLE)


def request_for(form: Form, **changes: Any) -> EvidenceRequest:
    """The complete draft under the first instrument of a form, with the addressee that its condition asks for."""
    draft = complete()
    kind = "exchange" if "==" in form.head.when else "provider"
    return replace(
        draft,
        request=replace(draft.request, instrument=form.head.instruments[0]),
        addressee=replace(draft.addressee, kind=kind),
        **changes,
    )


def letter_of(name: str, **changes: Any) -> Document:
    """The letter of a form, by file name."""
    form = RENDERER.shelf.form(name)
    return RENDERER.filled(form, request_for(form, **changes))

"""Compare a version of a request with the one before: field by field."""

from __future__ import annotations

from typing import Any

from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.field_texts import place_of, texts_of
from comity.drafting.compose.question_book import question
from comity.drafting.draft_file import parse_draft
from comity.errors import KnowledgeError
from comity.text.messages import say


def compare(worker: Worker, request_id: int, number: int) -> dict[str, Any]:
    """Return a version and its differences from the version before.

    Args:
        worker: who.
        request_id: the request.
        number: number of the version, from 1.

    Returns:
        `version`, `before` (None for the first), and `differences`: rows of (question, key, old text, new text).

    Raises:
        NotThereError: there is no such version.
    """
    request = worker.request(request_id)
    version = request.versions.filter(number=number).select_related("saved_by").first()
    if version is None:
        raise NotThereError(say("there is nothing here for you"))
    before = request.versions.filter(number__lt=number).first()
    new = texts_of(parse_draft(version.draft.encode("utf-8")))
    old = texts_of(parse_draft(before.draft.encode("utf-8"))) if before is not None else {}
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    rows = [(ask_of(key, worker.language), key, old.get(key, ""), new.get(key, "")) for key in keys]
    return {"version": version, "before": before, "differences": rows}


def ask_of(key: str, language: str) -> str:
    """Return the question of a field; its key where it has none."""
    place = place_of(key)
    try:
        return question(place.fact, language) if place is not None else key
    except KnowledgeError:
        return key

"""Read an edited Word file back: what was changed, field by field, to be taken or left by the person who looks at it.

Nothing is kept of the file. What it changes stands in a form, with the stamp of what the register holds now: what somebody else changed
meanwhile is a conflict like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.desk.bench import RENDERING, workbench
from comity.desk.rights.worker import Worker
from comity.desk.steps.compare_versions import ask_of
from comity.desk.steps.edit_request import shown_texts, value_of
from comity.desk.steps.field_texts import Place, texts_of
from comity.desk.steps.together import stamp
from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, request_fields
from comity.drafting.readback.compare import Status, TextDifference
from comity.drafting.readback.revise import read_back

MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """One field that the file changes.

    Attributes:
        key: key of the field.
        ask: the question.
        old: what the register holds.
        new: what the file says.
        stamp: stamp of what the register holds.
    """

    key: str
    ask: str
    old: str
    new: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A field whose change cannot be taken by itself: changed differently in two places, no value, or its anchor is gone."""

    ask: str
    status: str
    message: str


@dataclass(frozen=True, slots=True)
class LetterChanges:
    """What an edited file says.

    Attributes:
        changes: fields that it changes.
        troubles: fields that a person has to look at in the file.
        words: words of the form itself that were changed; the draft cannot hold them.
        draft_changed_since: whether the draft is another than the one that the file was written from.
    """

    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    words: tuple[TextDifference, ...]
    draft_changed_since: bool


_TROUBLES = {Status.CONFLICT, Status.UNREADABLE, Status.LOST}


def read_letter_back(worker: Worker, request_id: int, name: str, data: bytes) -> LetterChanges:
    """Read an edited Word file.

    Raises:
        RefusedError: the request is not a draft any more.
        InputError: the file is no letter of this desk, or cannot be read.
    """
    request = worker.request(request_id, "request.edit")
    value = value_of(request)
    with RENDERING:
        result = read_back(data, name, value, workbench(worker.language).renderer)
    before, after = texts_of(value), texts_of(result.draft)
    held = shown_texts(request, worker.t)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    changes = tuple(
        Change(key, ask_of(key, worker.language), held.get(key, ""), after.get(key, ""), stamp(held.get(key, ""))) for key in keys
    )
    troubles = tuple(
        Trouble(ask_of(_key(fact.ref.field, fact.ref.index), worker.language), fact.status.value, worker.t.of(fact.message or fact.hint))
        for fact in result.facts
        if fact.status in _TROUBLES
    )
    return LetterChanges(changes, troubles, result.words, result.draft_changed_since)


def _key(field: str, index: int) -> str:
    known = request_fields().get(field)
    is_listed = known is not None and known.group in {TARGET_GROUP, FACT_GROUP}
    return Place(field, max(index, 0) if is_listed else None).key

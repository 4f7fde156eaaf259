"""What can be found in the register: for each kind of thing the words under which it is found and the case it belongs to.

To make another thing findable, add a `Source` to `sources()`; the index is kept by itself from then on, and registers that are there
already index themselves anew when `NORMALISER` grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import yaml
from django.db.models import Model

from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.models.incoming import IncomingRequest, ReplyLetter
from comity.desk.models.lead import Lead
from comity.desk.models.outcome import Outcome
from comity.text.messages import mark

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KINDS: dict[str, str] = {
    "case": mark("Cases"),
    "lead": mark("Leads"),
    "request": mark("Requests"),
    "letter": mark("Letters that left or were relied on"),
    "answer": mark("Answers"),
    "incoming": mark("Requests from abroad"),
    "reply": mark("Letters to other States"),
}
"""Heading of each kind, in the order in which hits are shown."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be found.

    Attributes:
        kind: its code.
        model: its table.
        case_id: key of its case.
        texts: what it is found by.
        changed_at: by which hits are ordered.
        related: rows that are read along with it.
        is_findable: whether it can be found as it stands now.
    """

    kind: str
    model: type[Model]
    case_id: Callable[[Any], int]
    texts: Callable[[Any], Iterator[str]]
    changed_at: Callable[[Any], datetime]
    related: tuple[str, ...] = ()
    is_findable: Callable[[Any], bool] = lambda _: True

    def text(self, thing: Any) -> str:
        """The words of a thing, in the order in which an excerpt is taken from them."""
        return "\n".join(text for text in self.texts(thing) if text)


@cache
def sources() -> dict[str, Source]:
    """Every kind of thing that can be found, by its code."""
    found = (
        Source("case", Case, lambda case: case.pk, _case, lambda case: case.changed_at),
        Source("lead", Lead, lambda lead: lead.case_id, _lead, lambda lead: lead.added_at),
        Source("request", EvidenceRequest, lambda one: one.case_id, _request, lambda one: one.changed_at, ("case",)),
        Source(
            "letter",
            RequestVersion,
            lambda version: version.request.case_id,
            _letter,
            lambda version: version.saved_at,
            ("request__case",),
            lambda version: version.is_fixed,
        ),
        Source("answer", Outcome, lambda one: one.request.case_id, _answer, lambda one: one.filed_at, ("request__case",)),
        Source("incoming", IncomingRequest, lambda one: one.case_id, _incoming, lambda one: one.changed_at, ("case",)),
        Source("reply", ReplyLetter, lambda one: one.incoming.case_id, _reply, lambda one: one.at, ("incoming__case",)),
    )
    return {source.kind: source for source in found}


def _case(case: Case) -> Iterator[str]:
    yield case.number
    yield case.title
    yield from (str(text) for text in case.particulars.values())


def _lead(lead: Lead) -> Iterator[str]:
    yield lead.value
    yield lead.around
    yield lead.source
    yield from _leaves(lead.entry)


def _request(request: EvidenceRequest) -> Iterator[str]:
    yield f"{request.case.number}/{request.number}"
    yield request.addressee
    yield f"{request.addressee_id} {request.instrument} {request.channel}"
    yield from _draft(request.draft)
    yield from _leaves(request.unread)
    yield from _leaves(request.sent)


def _letter(version: RequestVersion) -> Iterator[str]:
    yield version.request.addressee
    yield version.note
    yield from _draft(version.draft)


def _answer(outcome: Outcome) -> Iterator[str]:
    yield outcome.reference
    yield outcome.words
    yield outcome.code


def _incoming(request: IncomingRequest) -> Iterator[str]:
    yield request.case.number
    yield request.sender
    yield request.reference
    yield request.text
    yield from _leaves(request.read)


def _reply(letter: ReplyLetter) -> Iterator[str]:
    yield letter.text


def _draft(text: str) -> Iterator[str]:
    """The values of a draft; its keys are words of the program."""
    try:
        yield from _leaves(yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        yield text


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)

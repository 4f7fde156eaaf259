"""Safeguards as questions: what rights ask of a request, answered by the person who answers for it.

Which questions are asked follows from the routes that the request takes, else from its instrument. A "no" to a question that blocks keeps
the request from being submitted; a question without an answer is shown as open.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.safeguard_answer import SafeguardAnswer
from comity.desk.rights.worker import Worker
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.law.safeguard import Safeguard
from comity.text.messages import mark, say

ANSWERS: dict[str, str] = {"yes": mark("yes"), "no": mark("no"), "not_applicable": mark("does not apply")}
_FEWEST_LETTERS = 10
BLOCKS = "block"


@dataclass(frozen=True, slots=True)
class Question:
    """A safeguard with its answer.

    Attributes:
        safeguard: the safeguard.
        ask: the question in the reader's language.
        title: what it is about.
        assurance: text of an assurance that can be given; empty without one.
        sources: pages behind it.
        answer: the last answer; None while there is none.
    """

    safeguard: Safeguard
    ask: str
    title: str
    assurance: str
    sources: tuple[str, ...]
    answer: SafeguardAnswer | None

    @property
    def stands_against(self) -> bool:
        """Tell whether the answer keeps the request from leaving."""
        return self.safeguard.if_not_met == BLOCKS and self.answer is not None and self.answer.answer == "no"


def questions_of(worker: Worker, request: EvidenceRequest) -> tuple[Question, ...]:
    """List the questions on rights that a request raises; those that block come first."""
    worker.demand("request.see", request=request)
    law, language = workbench(worker.language).law, worker.facts_language
    last = {one.safeguard: one for one in request.safeguard_answers.select_related("by").order_by("id")}
    ids = _triggered(worker, request)
    found = []
    for id_ in ids:
        row = law.safeguards[id_]
        template = getattr(row, "assurance_template", None)
        found.append(
            Question(
                row,
                row.question.told(language),
                row.title.told(language),
                template.told(language) if template is not None else "",
                tuple(dict.fromkeys(one.source for one in row.sources if one.source))[:2],
                last.get(id_),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.safeguard.if_not_met != BLOCKS, one.title)))


def answer_safeguard(worker: Worker, request_id: int, safeguard: str, answer: str, words: str) -> SafeguardAnswer:
    """Answer a question on rights.

    Raises:
        InputError: the question is not asked of this request, there is no such answer, or a "no" or "does not apply" has no reason.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        said = as_typed(words)
        if answer not in ANSWERS or safeguard not in _triggered(worker, request):
            raise InputError(say("say yes, no, or that it does not apply"), place=safeguard)
        if answer != "yes" and len(said) < _FEWEST_LETTERS:
            raise InputError(say("the reason says too little: {reason}", reason=said), place=safeguard)
        made = SafeguardAnswer.objects.create(
            request=request, safeguard=safeguard, answer=answer, words=said, by=worker.person, at=worker.clock()
        )
        told = worker.t(
            "{name} answered on {safeguard}: {answer}", name=worker.person.full_name, safeguard=safeguard, answer=worker.t(ANSWERS[answer])
        )
        facts = {"safeguard": safeguard, "answer": answer, "words": said}
        write(
            "request.safeguard",
            told,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts=facts,
            clock=worker.clock,
        )
    return made


def _triggered(worker: Worker, request: EvidenceRequest) -> tuple[str, ...]:
    law = workbench(worker.language).law
    ids: list[str] = []
    try:
        occasion = plan_case(worker, request.case).occasion(request.occasion)
    except InputError:
        occasion = None
    if occasion is not None:
        ids = [id_ for route in occasion.situation.routes for id_ in route.safeguards]
    if not ids and request.instrument in law.instruments:
        family = law.instruments[request.instrument].family
        ids = [row.id for row in law.safeguards.values() if family in row.applies_to]
    return tuple(id_ for id_ in dict.fromkeys(ids) if id_ in law.safeguards)

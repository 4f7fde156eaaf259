"""Open the worked case as an exercise: the case, its leads, and every request of its plan, as an investigator would have them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

from django.db import transaction

from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.lead import Lead
from comity.desk.models.unit import Unit
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import particulars_of
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.open_case import open_case
from comity.desk.steps.other_language import suggested_words
from comity.desk.steps.prepare_request import Answers, prepare_request
from comity.drafting.compose.answer_file import read_answers
from comity.model.identifier import Verdict
from comity.routing.case_file import read_case
from comity.routing.yaml_file import read_written_file
from comity.text.messages import say

_IDENTITY = ("value", "kind")


def open_exercise(worker: Worker, drafts: int | None = None) -> Case:
    """Make the person's own copy of the worked case; nothing can be sent from it.

    Args:
        worker: who.
        drafts: how many requests of the plan are prepared; None for all of them.

    Raises:
        RefusedError: the person may not, or is in no unit.
    """
    unit = Unit.objects.filter(appointments__person=worker.person).first()
    if unit is None:
        raise RefusedError(say("you are in no unit yet"), hint=say("ask an administrator to appoint you"))
    with as_file(files("comity") / "samples" / "worked-case") as folder:
        written = read_written_file(folder / "case.yaml").root
        value = read_case(folder / "case.yaml")
        answers = read_answers(folder / "answers.yaml")
    with transaction.atomic():
        case = open_case(
            worker,
            unit,
            number=_free_number(unit, f"{written['case_number']}-T"),
            title=worker.t("The worked case: investment fraud in Bishkek"),
            zone="Asia/Bishkek",
            particulars=particulars_of(written),
            training=True,
        )
        for number, row in enumerate(written["leads"]):
            wanted = [_want(want) for want in written["wanted"] if _is_about(want, row, number)]
            identifier = value.leads[number].identifier
            entry = {key: str(text) for key, text in row.items() if key not in _IDENTITY}
            Lead.objects.create(
                case=case,
                state="accepted",
                kind=identifier.kind.value,
                value=str(row["value"]),
                verdict=Verdict(identifier.verdict).value,
                reason=identifier.reason,
                notes=[note.value for note in identifier.notes],
                entry=entry,
                wanted=wanted,
                source="case.yaml",
                added_by=worker.person,
                added_at=worker.clock(),
            )
        keys = [one.key for row in plan_case(worker, case).occasions.values() for one in row]
        for key in keys[:drafts]:
            _in_two_languages(worker, prepare_request(worker, case.pk, key, answers), answers)
    return case


def _in_two_languages(worker: Worker, request: EvidenceRequest, answers: Answers) -> None:
    """Give a draft its words in the second language too: the answers of the worked case are told in both."""
    tag = "ru" if request.language == "en" else "en"
    words = suggested_words(worker, request, tag, answers)
    if words:
        request.other_language, request.other_texts = tag, words
        request.save(update_fields=["other_language", "other_texts"])
        request.versions.update(other_texts=words)


def _want(row: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(text) for key, text in row.items() if key != "lead" and text is not None}


def _is_about(want: Mapping[str, Any], lead: Mapping[str, Any], number: int) -> bool:
    return str(want["lead"]) in {str(lead["value"]), str(number)}


def _free_number(unit: Unit, number: str) -> str:
    taken = set(Case.objects.filter(unit=unit, number__startswith=number).values_list("number", flat=True))
    return next(f"{number}{count}" for count in range(1, len(taken) + 2) if f"{number}{count}" not in taken)

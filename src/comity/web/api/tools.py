"""Verbs on what is sent along: the same documents that the commands print with `--json`. No case of the register is read or touched."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from ninja import Router

from comity.desk.bench import RENDERING, workbench
from comity.desk.rights.worker import Worker
from comity.drafting.compose.composer import draft_of
from comity.drafting.compose.occasions import lead_number, situations_of_instrument
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.lint.report import finding_row, read_facts
from comity.errors import InputError
from comity.leads.context import Context
from comity.leads.lead_document import lead_row
from comity.leads.marks import marks_of
from comity.leads.recognise import recognise
from comity.routing.answer_document import answer_document
from comity.routing.case_file import parse_case
from comity.routing.route import route
from comity.text.extract import extract
from comity.text.languages import language
from comity.text.messages import say
from comity.web.api.keys import TOOLS, worker_at
from comity.web.api.shapes import CaseText, DraftAsked, DraftText, LeadsAsked, LettersAnswer, RenderAsked, TroubleAnswer, decoded

router = Router(auth=TOOLS)
_FAILS = dict.fromkeys((400, 401, 403, 422, 429), TroubleAnswer)


@router.post("/leads", response={200: dict[str, Any], **_FAILS}, summary="Find the identifiers in a text or document")
def leads(request: Any, asked: LeadsAsked) -> dict[str, Any]:
    """As `comity leads --json`: give either a text or a file."""
    worker = worker_at(request)
    if (asked.text is None) == (asked.file is None):
        raise InputError(say("give either a text or a file"), place="text")
    data = asked.text.encode("utf-8") if asked.text is not None else decoded(asked.file or "", "file")
    document = extract(asked.name, data=data, name=asked.name)
    context = Context(asked.country.upper() if asked.country else None, asked.zone, worker.language, _marks(worker))
    return {"leads": [lead_row(lead, document) for lead in recognise(document.text, context)]}


@router.post("/route", response={200: dict[str, Any], **_FAILS}, summary="Find the way for a case")
def route_case(request: Any, asked: CaseText) -> dict[str, Any]:
    """As `comity route --json`: every channel for every lead, and one plan."""
    bench = workbench(worker_at(request).language)
    case = parse_case(asked.case.encode("utf-8"), "case.yaml", bench.law, bench.catalog)
    return answer_document(route(case, bench.law, bench.catalog, asked.on or case.on, bench.language), case)


@router.post("/draft", response={200: dict[str, Any], **_FAILS}, summary="Draft a request from a case")
def draft(request: Any, asked: DraftAsked) -> dict[str, Any]:
    """As `comity draft --json`, with the draft itself instead of its path."""
    bench = workbench(worker_at(request).language)
    case = parse_case(asked.case.encode("utf-8"), "case.yaml", bench.law, bench.catalog)
    answer = route(case, bench.law, bench.catalog, asked.on or case.on, bench.language)
    letters = language(asked.letters).tag if asked.letters else None
    only = None if asked.lead is None else lead_number(case, asked.lead)
    situations = situations_of_instrument(case, answer, bench.law, bench.catalog, asked.instrument, lead=only, language=letters)
    if not situations:
        raise InputError(say("the plan of this case sends no request"), place="instrument")
    made = draft_of(situations[0], (), bench.language)
    missing = [{"field": gap.field, "need": gap.need, "question": gap.question} for gap in made.missing]
    return {"draft": draft_text(made.request), "missing": missing}


@router.post("/lint", response={200: dict[str, Any], **_FAILS}, summary="Check a draft before it leaves")
def lint(request: Any, asked: DraftText) -> dict[str, Any]:
    """As `comity lint --json` of a draft."""
    bench = workbench(worker_at(request).language)
    value = parse_draft(asked.draft.encode("utf-8"))
    result = bench.linter.run(value, language=bench.language, instrument=asked.instrument)
    return {
        "findings": [finding_row(finding, None) for finding in result.findings],
        "not_determined": list(result.not_determined),
        "read": read_facts(value),
        "instrument": value.request.instrument,
    }


@router.post("/render", response={200: LettersAnswer, **_FAILS}, summary="Write the letters of a draft")
def render(request: Any, asked: RenderAsked) -> dict[str, Any]:
    """As `comity render --json`, with the content of each file in base64."""
    renderer = workbench(worker_at(request).language).renderer
    value = parse_draft(asked.draft.encode("utf-8"))
    files = []
    for tag in dict.fromkeys(language(one).tag for one in asked.languages) or (None,):
        with RENDERING:
            letter = renderer.letter(value, tag, asked.form)
            written = {format_: renderer.write(letter, format_) for format_ in dict.fromkeys(asked.formats)}
        files += [
            {
                "name": f"letter.{letter.size}.{letter.language}.{format_}",
                "format": format_,
                "lang": letter.language,
                "sha256": hashlib.sha256(content).hexdigest(),
                "content": base64.b64encode(content).decode("ascii"),
            }
            for format_, content in written.items()
        ]
    return {"files": files}


def _marks(worker: Worker) -> Any:
    return marks_of(workbench(worker.language).catalog.marks_data())

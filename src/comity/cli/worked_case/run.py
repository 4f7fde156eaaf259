"""Run the worked case through the steps of the work, and write everything it gives into one folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

from comity.cli.worked_case.page import start_page
from comity.desk.steps.prepare_requests import FoundLead, PreparedRequest, Workbench
from comity.documents.output import write_files
from comity.drafting.compose.answer_file import read_answers
from comity.drafting.compose.draft_document import document_text, slug_of
from comity.model.case import Case
from comity.model.route import RouteAnswer
from comity.routing.case_file import read_case

TEXTS = ("statement.docx", "case-notes.docx")
_COPIED = (*TEXTS, "case.yaml", "answers.yaml")


@dataclass(frozen=True, slots=True)
class Letters:
    """The files of one request, by name, with their digests."""

    folder: Path
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What the run gave.

    Attributes:
        out: the folder.
        leads: what the texts name.
        case: the case file.
        answer: routes and plan.
        requests: the requests, before and after the answers.
        letters: their files, in the same order.
    """

    out: Path
    leads: tuple[FoundLead, ...]
    case: Case
    answer: RouteAnswer
    requests: tuple[PreparedRequest, ...]
    letters: tuple[Letters, ...]


def run_worked_case(out: Path, language: str, *, force: bool = False) -> Report:
    """Run the main job on the worked case.

    Args:
        out: the folder to write into; made if it is not there. A file that was edited since the last run is left alone.
        language: language of the words to the person at work.
        force: whether edited files may be replaced.

    Raises:
        InputError: the folder cannot be written to, or holds files that were edited.
    """
    bench = Workbench.open(language)
    with as_file(files("comity") / "samples" / "worked-case") as folder:
        sources = {name: (folder / name).read_bytes() for name in _COPIED}
        leads = bench.find_leads([folder / name for name in TEXTS], country="KG", zone="Asia/Bishkek")
        case = read_case(folder / "case.yaml", bench.law, bench.catalog)
        answers = read_answers(folder / "answers.yaml")
    answer = bench.plan_case(case)
    requests = bench.prepared(case, answer, answers, training=True)
    contents = [_files_of(bench, request, language) for request in requests]
    write_files(out / "case", sources, force=force)
    letters = tuple(
        Letters(folder, write_files(folder, content, force=force))
        for folder, content in ((out / _folder_name(request), content) for request, content in zip(requests, contents, strict=True))
    )
    report = Report(out, leads, case, answer, requests, letters)
    overview = {
        "START.html": start_page(report, language).encode(),
        "leads.json": _json([{"source": lead.source, **msgspec.to_builtins(lead.identifier)} for lead in leads]),
        "plan.json": _json(msgspec.to_builtins(answer)),
    }
    write_files(out, overview, force=True)  # an overview of the rest, nothing that anybody edits
    return report


def _folder_name(request: PreparedRequest) -> str:
    situation = request.situation
    return "-".join([f"{request.number:02d}", situation.instrument.id, slug_of(situation)]).rstrip("-")


def _files_of(bench: Workbench, request: PreparedRequest, language: str) -> dict[str, bytes]:
    contents = {"first-draft.yaml": document_text(request.first.draft, language).encode()}
    for version in request.versions:
        contents[f"draft.{version.draft.situation.language}.yaml"] = document_text(version.draft, language).encode()
    return {**contents, **bench.documents(request)}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()

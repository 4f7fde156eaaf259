"""Tell in short what the worked case gave: what was found, what to do today, what is missing, what to open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from comity.cli.output import print_table
from comity.model.category import ChannelKind
from comity.model.finding import Severity
from comity.text.messages import Messages, mark

if TYPE_CHECKING:
    from comity.cli.worked_case.run import Report
    from comity.desk.steps.prepare_requests import CheckedDraft, PreparedRequest
    from comity.model.route import PlanStep

_WHEN = {"today": mark("today"), "parallel": mark("meanwhile")}
_SHOWN = 3


def print_report(report: Report, language: str) -> None:
    """Print the report on standard output.

    Args:
        report: what the run gave.
        language: language of the words.
    """
    t = Messages(language)
    click.echo(t("The worked case: investment fraud in Bishkek. Every person, account and office in it is invented."))
    _heading(t("Found in the statement and the notes"))
    print_table([], _lead_rows(report, t), indent=2)
    _heading(t("What to do"))
    print_table([], [(f"{step.step}.", when(step, t), step.text) for step in report.answer.plan], indent=2)
    if report.answer.not_possible:
        _heading(t("What not to send"))
        print_table([], [(_lead_name(report, row.lead), row.text) for row in report.answer.not_possible[:_SHOWN]], indent=2)
    _heading(t("The requests: as drafted from the case, and with the answers of the investigator"))
    head = ["", t("request"), t("first draft"), t("completed"), t("to")]
    print_table(head, [_request_row(request, t) for request in report.requests], indent=2)
    _heading(t("What is still missing"))
    for line in missing_lines(report, t):
        click.echo(f"  {line}")
    _heading(t("Open"))
    click.echo(f"  {report.out / 'START.html'}")
    for path in _best_letters(report):
        click.echo(f"  {path}")


def _heading(text: str) -> None:
    click.echo(f"\n{text}")


def _lead_rows(report: Report, t: Messages) -> list[tuple[str, str, str]]:
    """One row a kind of identifier: how many different ones, and the first of them."""
    by_kind: dict[str, list[str]] = {}
    for lead in report.leads:
        values = by_kind.setdefault(lead.identifier.kind.value, [])
        if lead.identifier.value not in values:
            values.append(lead.identifier.value)
    rows = [
        (str(len(values)), kind, ", ".join(values[:_SHOWN]) + (" ..." if len(values) > _SHOWN else "")) for kind, values in by_kind.items()
    ]
    verdicts = Counter(lead.identifier.verdict.value for lead in report.leads)
    rows.append((str(len(report.leads)), t("mentions"), ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())))
    return rows


def when(step: PlanStep, t: Messages) -> str:
    """Say when a step is taken."""
    if step.when.startswith("after:"):
        return t("after {step}", step=step.when.removeprefix("after:"))
    return t(_WHEN[step.when]) if step.when in _WHEN else step.when


def _lead_name(report: Report, number: int | None) -> str:
    return report.case.leads[number].identifier.value if number is not None else ""


def _request_row(request: PreparedRequest, t: Messages) -> tuple[str, str, str, str, str]:
    situation = request.situation
    addressee = situation.route.legal_entity or situation.route.addressee if situation.route else ""
    return (f"{request.number}.", situation.instrument.id, counted(request.first, t), counted(request.versions[0], t), addressee)


def counted(checked: CheckedDraft, t: Messages) -> str:
    """Say how many findings keep a draft from leaving, and how many of its facts are missing."""
    gravest = sum(finding.severity in {Severity.BLOCK, Severity.ERROR} for finding in checked.findings)
    if not gravest and not checked.draft.missing:
        return t("complete")
    return t("{findings} findings, {missing} missing", findings=gravest, missing=len(checked.draft.missing))


def missing_lines(report: Report, t: Messages) -> list[str]:
    """Say what keeps the completed requests from leaving; one line that says so when nothing does."""
    lines = []
    for request in report.requests:
        checked = request.versions[0]
        lines += [f"{request.number}. {finding.rule} {finding.message}" for finding in checked.standing]
        lines += [f"{request.number}. {gap.question}" for gap in checked.draft.missing if gap.need == "must"]
    lines += [
        t("{number}. the letters of two languages differ: {what}", number=one.number, what=one.parity[0].token.raw)
        for one in report.requests
        if one.parity
    ]
    if report.answer.ask_central_authority:
        lines.append(t("Some routes rest on facts that nobody read, or that are old: ask the central authority before sending."))
    return lines or [t("Nothing: every request can be signed.")]


def _best_letters(report: Report) -> list[str]:
    """The letters worth opening first: a preservation, a freeze, a request to a State."""
    wanted = (ChannelKind.PRESERVATION, ChannelKind.ASSET_FREEZE, ChannelKind.MLA)
    found = []
    for channel in wanted:
        for request, letters in zip(report.requests, report.letters, strict=True):
            name = f"letter.{request.versions[0].draft.situation.language}.pdf"
            route = request.situation.route
            if route is not None and route.channel is channel and name in letters.digests:
                found.append(str(letters.folder / name))
                break
    return found


def as_document(report: Report) -> dict[str, Any]:
    """Return the report as one JSON document."""
    return {
        "out": str(report.out),
        "open": str(report.out / "START.html"),
        "leads": len(report.leads),
        "plan": [{"step": step.step, "when": step.when, "text": step.text, "route": step.route} for step in report.answer.plan],
        "requests": [
            {
                "number": request.number,
                "instrument": request.situation.instrument.id,
                "addressee": request.situation.route.addressee if request.situation.route else None,
                "leads": request.situation.leads,
                "folder": str(letters.folder),
                "files": [{"path": str(letters.folder / name), "sha256": digest} for name, digest in letters.digests.items()],
                "first": _state_of(request.first),
                "completed": {version.draft.situation.language: _state_of(version) for version in request.versions},
                "parity": [difference.token.raw for difference in request.parity],
            }
            for request, letters in zip(report.requests, report.letters, strict=True)
        ],
    }


def _state_of(checked: CheckedDraft) -> dict[str, Any]:
    return {
        "findings": dict(Counter(finding.severity.value for finding in checked.findings)),
        "standing": [finding.rule for finding in checked.standing],
        "missing": [gap.field for gap in checked.draft.missing],
    }

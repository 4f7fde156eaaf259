"""Tell in short what the worked case gave: what was found, what to do today, what is missing, what to open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from comity.cli.output import print_table
from comity.model.category import ChannelKind
from comity.model.finding import Severity
from comity.routing.words import CHANNELS
from comity.text.messages import Messages, mark

if TYPE_CHECKING:
    from comity.cli.worked_case.run import Letters, Report
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
    _heading(t("To do today"))
    print_table([], [row for step in report.answer.plan if step.when == "today" and (row := _step_row(report, step, t))], indent=2)
    _heading(t("Then"))
    print_table([], _later_rows(report, t), indent=2)
    _heading(t("Letters: findings that would stop each, and facts it lacks, before and after the investigator's answers"))
    head = ["", t("request"), t("before"), t("after"), t("addressee")]
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
    rows = [(str(len(values)), kind, ", ".join(_short(value) for value in values[:_SHOWN])) for kind, values in by_kind.items()]
    verdicts = Counter(lead.identifier.verdict.value for lead in report.leads)
    rows.append((str(len(report.leads)), t("mentions"), ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())))
    return rows


def _short(value: str) -> str:
    """Cut a digest, and nothing else: whole values stand in START.html and leads.json."""
    return f"{value[:8]}…{value[-6:]}" if len(value) == _DIGEST and value.isalnum() else value


_DIGEST = 64


def _step_row(report: Report, step: PlanStep, t: Messages) -> tuple[str, str] | None:
    """One step in short: what, whom, about what; the reasons stand in START.html."""
    number = f"{step.step}."
    if step.route is None:
        return number, step.text
    routes = {route.id: route for route in report.answer.routes}
    first = routes[step.route]
    leads = dict.fromkeys(report.case.leads[found.lead].identifier.value for one in step.covers if (found := routes[one]).lead is not None)
    text = t(
        "{what}: {addressee}, for {leads}",
        what=t(CHANNELS[first.channel]),
        addressee=first.legal_entity or first.addressee,
        leads=", ".join(_short(lead) for lead in leads),
    )
    return number, t("{step} (check first)", step=text) if first.state.value == "check" else text


def _later_rows(report: Report, t: Messages) -> list[tuple[str, str]]:
    """The steps after today, one row for each channel; steps that send nothing are told whole."""
    routes = {route.id: route for route in report.answer.routes}
    rows: dict[str, list[int]] = {}
    for step in report.answer.plan:
        if step.when != "today":
            rows.setdefault(t(CHANNELS[routes[step.route].channel]) if step.route else step.text, []).append(step.step)
    return [(", ".join(str(number) for number in numbers), text) for text, numbers in rows.items()]


def when(step: PlanStep, t: Messages) -> str:
    """Say when a step is taken."""
    if step.when.startswith("after:"):
        return t("after {step}", step=step.when.removeprefix("after:"))
    return t(_WHEN[step.when]) if step.when in _WHEN else step.when


def _request_row(request: PreparedRequest, t: Messages) -> tuple[str, str, str, str, str]:
    situation = request.situation
    addressee = situation.route.legal_entity or situation.route.addressee if situation.route else ""
    return (f"{request.number}.", situation.instrument.id, counted(request.first, t), counted(request.versions[0], t), addressee)


def counted(checked: CheckedDraft, t: Messages) -> str:
    """Say how many findings keep a draft from leaving, and how many facts it lacks that it must or should state."""
    gravest = sum(finding.severity in {Severity.BLOCK, Severity.ERROR} for finding in checked.findings)
    lacking = sum(gap.need != "optional" for gap in checked.draft.missing)
    return f"{gravest} / {lacking}" if gravest or lacking else t("complete")


def missing_lines(report: Report, t: Messages) -> list[str]:
    """Say what keeps the completed requests from leaving, a line each; one line that says so when nothing does."""
    lines = []
    for request in report.requests:
        checked = request.versions[0]
        fields = {finding.where.field or finding.rule for finding in checked.standing}
        fields |= {gap.field for gap in checked.draft.missing if gap.need == "must"}
        if fields:
            lines.append(f"{request.number}. {request.situation.instrument.id}: {', '.join(sorted(fields))}")
        if request.parity:
            what = ", ".join(difference.token.raw for difference in request.parity)
            lines.append(t("{number}. the letters of two languages differ: {what}", number=request.number, what=what))
    without = [str(request.number) for request, letters in zip(report.requests, report.letters, strict=True) if not _has_letter(letters)]
    if without:
        lines.append(
            t("{numbers}: no form of a letter serves these; take the draft over into the form of your office.", numbers=", ".join(without))
        )
    if report.answer.ask_central_authority:
        lines.append(t("Some routes rest on facts that nobody read, or that are old: ask the central authority before sending."))
    return lines or [t("Nothing: every request can be signed.")]


def _has_letter(letters: Letters) -> bool:
    return any(name.startswith("letter.") for name in letters.digests)


def _best_letters(report: Report) -> list[str]:
    """The letters worth opening first: a preservation, a freeze, and the request to a State that is the most demanding."""
    found = []
    for channel in (ChannelKind.PRESERVATION, ChannelKind.ASSET_FREEZE, ChannelKind.MLA):
        fitting = [
            (len(request.first.draft.missing), str(letters.folder / name))
            for request, letters in zip(report.requests, report.letters, strict=True)
            if request.situation.route is not None and request.situation.route.channel is channel and not request.versions[0].standing
            for name in [f"letter.{request.versions[0].draft.situation.language}.pdf"]
            if name in letters.digests
        ]
        if fitting:
            found.append(max(fitting)[1])
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

"""One page to start from: leads, plan, findings before and after, and a link to every letter. No script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from comity.cli.worked_case.report import counted, missing_lines, when
from comity.text.languages import find_language
from comity.text.messages import Messages

if TYPE_CHECKING:
    from comity.cli.worked_case.run import Letters, Report
    from comity.desk.steps.prepare_requests import PreparedRequest

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1f; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd }
code { font-family: "Noto Sans Mono", monospace; overflow-wrap: anywhere; unicode-bidi: isolate }
.note { background: #fff6da; padding: .6rem 1rem }
.bad { color: #9b1c1c } .good { color: #17633a } ul { margin: 0; padding-inline-start: 1.2rem }
"""


def start_page(report: Report, language: str) -> str:
    """Write the page.

    Args:
        report: what the run gave.
        language: language of the words.

    Returns:
        A whole HTML document; every value in it is escaped.
    """
    t = Messages(language)
    known = find_language(language)
    tag, direction = (known.tag, known.direction) if known else ("en", "ltr")
    title = t("The worked case: investment fraud in Bishkek")
    warning = t("Every person, account, company, office and order in it is invented. Do not send any of these letters.")
    body = "\n".join(
        [
            f"<h1>{escape(title)}</h1>",
            f"<p class=note>{escape(warning)}</p>",
            _section(t("What the texts name"), _leads(report, t)),
            _section(t("What to do"), _plan(report, t)),
            _section(t("What not to send"), _not_possible(report, t)),
            _section(t("The requests"), _requests(report, t)),
            _section(t("What is still missing"), _list(missing_lines(report, t))),
        ]
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{escape(tag)}" dir="{direction}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}" if content else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = "".join(f"<th scope=col>{escape(cell)}</th>" for cell in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _leads(report: Report, t: Messages) -> str:
    rows = []
    for lead in report.leads:
        found = lead.identifier
        notes = [found.reason, *(note.value for note in found.notes)]
        rows.append(
            (
                escape(found.kind.value),
                f"<code dir=ltr>{escape(found.value)}</code>",
                escape(found.provider or ""),
                escape(found.at.raw if found.at else ""),
                escape(found.verdict.value),
                escape("; ".join(note for note in notes if note)),
                escape(lead.source),
            )
        )
    return _table([t("kind"), t("value"), t("provider"), t("time"), t("verdict"), t("notes"), t("file")], rows)


def _plan(report: Report, t: Messages) -> str:
    return _table(["", t("when"), t("step")], [(str(step.step), escape(when(step, t)), escape(step.text)) for step in report.answer.plan])


def _not_possible(report: Report, t: Messages) -> str:
    rows = [
        (f"<code dir=ltr>{escape(report.case.leads[row.lead].identifier.value if row.lead is not None else '')}</code>", escape(row.text))
        for row in report.answer.not_possible
    ]
    return _table([t("lead"), t("why")], rows) if rows else ""


def _requests(report: Report, t: Messages) -> str:
    rows = [_request(report, request, letters, t) for request, letters in zip(report.requests, report.letters, strict=True)]
    return _table(["", t("request"), t("first draft"), t("completed"), t("files")], rows)


def _request(report: Report, request: PreparedRequest, letters: Letters, t: Messages) -> tuple[str, ...]:
    situation = request.situation
    addressee = situation.route.legal_entity or situation.route.addressee if situation.route else ""
    first = [f"{finding.rule} {finding.message}" for finding in request.first.standing]
    last = request.versions[0]
    links = "".join(
        f'<li><a href="{escape(path.relative_to(report.out).as_posix())}">{escape(path.name)}</a></li>'
        for path in (letters.folder / name for name in sorted(letters.digests))
    )
    return (
        str(request.number),
        f"{escape(situation.instrument.name)}<br>{escape(addressee)}",
        (
            f"<span class=bad>{escape(counted(request.first, t))}</span>"
            f"<details><summary>{escape(t('findings'))}</summary>{_list(first)}</details>"
        ),
        f"<span class={'bad' if last.standing else 'good'}>{escape(counted(last, t))}</span>",
        f"<ul>{links}</ul>",
    )

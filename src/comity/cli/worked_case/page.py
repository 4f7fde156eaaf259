"""One page to start from: leads, plan, findings before and after, and a link to every letter. No script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from comity.cli.worked_case.report import counted, missing_lines, when
from comity.routing.told_facts import in_language
from comity.text.languages import find_language
from comity.text.messages import Messages

if TYPE_CHECKING:
    from comity.cli.worked_case.run import Letters, Report
    from comity.desk.steps.prepare_requests import FoundLead, PreparedRequest

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1f; background: #fff }
h1 { font-size: 1.6rem; margin-bottom: .4rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ddd }
th { font-weight: 600; color: #55555e } td:first-child { white-space: nowrap }
code { font-family: "Noto Sans Mono", monospace; font-size: .88em; overflow-wrap: anywhere; unicode-bidi: isolate }
.note { background: #fff6da; border-inline-start: .3rem solid #d9a400; padding: .6rem 1rem; margin: .6rem 0 }
.bad { color: #9b1c1c } .good { color: #17633a } .soft { color: #55555e; font-size: .9em }
ul { margin: 0; padding-inline-start: 1.2rem } .files { white-space: nowrap } summary { cursor: pointer }
@media print { details > * { display: block } body { margin: 0; max-width: none } }
"""
_FORMATS = ("pdf", "docx", "html")


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
            _section(t("To do today"), _plan(report, t, is_today=True)),
            _section(t("Then"), _plan(report, t, is_today=False)),
            _section(t("What not to send"), _not_possible(report, t)),
            _section(t("The requests"), _requests(report, t)),
            _section(t("What is still missing"), _list(missing_lines(report, t))),
            _section(t("What the texts name"), _leads(report, t)),
        ]
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{escape(tag)}" dir="{direction}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}" if content else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = "".join(f"<th scope=col>{escape(cell)}</th>" for cell in head)
    lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class=wide><table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table></div>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _leads(report: Report, t: Messages) -> str:
    """One row for each identifier, with everything that its mentions say of it."""
    mentions: dict[tuple[str, str], list[FoundLead]] = {}
    for lead in report.leads:
        mentions.setdefault((lead.identifier.kind.value, lead.identifier.value), []).append(lead)
    rows = [_lead_row(kind, value, found) for (kind, value), found in mentions.items()]
    return _table([t("kind"), t("value"), t("provider"), t("time"), t("verdict"), t("notes"), t("file")], rows)


def _lead_row(kind: str, value: str, found: list[FoundLead]) -> tuple[str, ...]:
    each = [lead.identifier for lead in found]
    notes = [note for one in each for note in (one.reason, *(note.value for note in one.notes)) if note]
    return (
        escape(kind),
        f"<code dir=ltr>{escape(value)}</code>",
        _joined(one.provider for one in each),
        _joined(one.at.raw if one.at else None for one in each),
        _joined(one.verdict.value for one in each),
        f"<span class=soft>{_joined(notes)}</span>",
        f"<span class=soft>{_joined(lead.source for lead in found)}</span>",
    )


def _joined(texts: Iterable[str | None]) -> str:
    return "<br>".join(escape(text) for text in dict.fromkeys(texts) if text)


def _plan(report: Report, t: Messages, *, is_today: bool) -> str:
    steps = [step for step in report.answer.plan if (step.when == "today") is is_today]
    if is_today:
        return _table(["", t("step")], [(str(step.step), escape(step.text)) for step in steps])
    return _table(["", t("when"), t("step")], [(str(step.step), escape(when(step, t)), escape(step.text)) for step in steps])


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
    return (
        str(request.number),
        f"{escape(in_language(situation.instrument.name, t.language))}<br>{escape(addressee)}",
        (
            f"<span class=bad>{escape(counted(request.first, t))}</span>"
            f"<details><summary>{escape(t('findings'))}</summary>{_list(first)}</details>"
        ),
        f"<span class={'bad' if last.standing else 'good'}>{escape(counted(last, t))}</span>",
        _files(report, letters, t),
    )


def _files(report: Report, letters: Letters, t: Messages) -> str:
    """Link the letters, a line for each language; then the drafts they are made from."""
    there = {path.name: path.relative_to(report.out).as_posix() for path in (letters.folder / name for name in sorted(letters.digests))}
    lines = []
    for tag in sorted({name.split(".")[1] for name in there if name.startswith("letter.")}):
        links = [_link(there[name], ending.upper()) for ending in _FORMATS if (name := f"letter.{tag}.{ending}") in there]
        lines.append(f"{escape(tag)}: {' · '.join(links)}")
    drafts = [_link(there[name], name.split(".")[1]) for name in there if name.startswith("draft.")]
    first = [_link(there[name], t("first draft")) for name in there if name == "first-draft.yaml"]
    lines.append(f"<span class=soft>{escape(t('draft'))}: {' · '.join(drafts + first)}</span>")
    return f"<div class=files>{'<br>'.join(lines)}</div>"


def _link(target: str, text: str) -> str:
    return f'<a href="{escape(target)}">{escape(text)}</a>'

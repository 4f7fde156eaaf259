"""Check a draft or a letter before it leaves: what would be refused, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.drafting.lint.check import Linter, LintResult
    from comity.model.finding import Finding
    from comity.model.request.evidence_request import EvidenceRequest
    from comity.text.messages import Messages

_FILE = click.Path(path_type=Path)
_DRAFT_ENDINGS = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class _Checked:
    """What one file came to: the facts, the findings, and in a letter the text and the places of the facts."""

    path: Path
    request: EvidenceRequest
    result: LintResult
    spans: Mapping[str, tuple[int, int]] | None = None
    text: str = ""


@click.command()
@click.argument("source", metavar="DRAFT.yaml|LETTER", type=_FILE, required=False)
@click.option("--instrument", metavar="ID", help="Check as this instrument instead of the one that is named or recognised.")
@click.option("--from", "sender", metavar="CC", help="The requesting State (ISO 3166-1), where the file does not say it.")
@click.option(
    "--to", "addressee", metavar="CC|PROVIDER", help="The requested State, or the id of the provider, where the file does not say it."
)
@click.option(
    "--other-language", type=_FILE, metavar="FILE", help="The same letter in another language: identifiers, dates and amounts are compared."
)
@click.option("--override", "rule", metavar="RULE", help="Let a block pass; needs --by and --reason, and is recorded in the draft.")
@click.option("--by", metavar="NAME", help="The senior who lets it pass.")
@click.option("--reason", metavar="TEXT", help="Why the request may leave all the same: a sentence.")
@click.option("--explain", metavar="RULE", help="Tell what a rule looks for, why, and how to mend it; needs no file.")
@click.option("--lang", "language", metavar="TAG", help="Language of the findings.")
@click.option("--overlay", type=_FILE, metavar="DIR", help="A ministry's own knowledge files and rules.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    source: Path | None,
    instrument: str | None,
    sender: str | None,
    addressee: str | None,
    other_language: Path | None,
    rule: str | None,
    by: str | None,
    reason: str | None,
    explain: str | None,
    language: str | None,
    overlay: Path | None,
    as_json: bool,
) -> None:
    """Check a draft, or a letter written elsewhere (docx, pdf, txt, md).

    Leaves with 0 when nothing stands in the way, with 1 when an error stands or a block that nobody has overridden. What a letter
    does not let anybody determine is listed and never held against it.
    """
    from comity.cli.output import print_json, words
    from comity.drafting.lint.check import Linter

    t = words(language)
    linter = Linter.open(overlay)
    if explain is not None:
        _explain(linter, explain, t)
        return
    if source is None:
        raise click.UsageError(t("name a draft or a letter, or a rule with --explain"))
    options = _Options(instrument, sender, addressee, other_language, t.language)
    if source.suffix.lower() in _DRAFT_ENDINGS:
        checked = _check_draft(linter, source, options, _override(rule, by, reason))
    else:
        _refuse_override(rule, source)
        checked = _check_letter(linter, source, options)
    if as_json:
        print_json(_document(checked))
    else:
        _show(checked, linter, t)
    raise SystemExit(1 if checked.result.standing else 0)


@dataclass(frozen=True, slots=True)
class _Options:
    """What was said on the command line about the file."""

    instrument: str | None
    sender: str | None
    addressee: str | None
    other_language: Path | None
    language: str


def _check_draft(linter: Linter, path: Path, options: _Options, override: tuple[str, str, str] | None) -> _Checked:
    from comity.drafting.draft_file import read_draft, write_draft
    from comity.drafting.lint.overrides import checked, with_override
    from comity.errors import InputError
    from comity.model.finding import Override
    from comity.text.messages import say

    draft = read_draft(path)
    if override is not None:
        given = checked(Override(*override), linter.rules)
        now = linter.lint(_completed(linter, draft, options), instrument=options.instrument)
        if given.rule not in {finding.rule for finding in now}:
            raise InputError(
                say("{code} finds nothing in this draft", code=given.rule), place=str(path), hint=say("there is nothing to override")
            )
        draft = with_override(draft, given)
        write_draft(draft, path)
    request = _with_other_language(_completed(linter, draft, options), path, options.other_language)
    result = linter.run(request, language=options.language, instrument=options.instrument)
    return _Checked(path, request, result)


def _check_letter(linter: Linter, path: Path, options: _Options) -> _Checked:
    from comity.drafting.lint.letter import lint_letter
    from comity.text.extract import extract

    other = extract(options.other_language).text if options.other_language is not None else None
    found = lint_letter(
        linter,
        path,
        language=options.language,
        instrument=options.instrument,
        sender=options.sender,
        addressee=options.addressee,
        other_text=other,
    )
    return _Checked(path, found.request, found.result, found.spans, found.text)


def _completed(linter: Linter, request: EvidenceRequest, options: _Options) -> EvidenceRequest:
    """Fill in from the command line what the draft does not say; what it says stands."""
    from comity.drafting.lint.parties import with_addressee, with_sender

    if options.sender is not None:
        request = with_sender(linter.knowledge, request, options.sender)
    if options.addressee is not None:
        request = with_addressee(linter.knowledge, request, options.addressee)
    return request


def _with_other_language(request: EvidenceRequest, path: Path, other: Path | None) -> EvidenceRequest:
    from comity.errors import InputError
    from comity.text.extract import extract
    from comity.text.messages import say

    if other is None:
        return request
    if not request.request.body:
        raise InputError(
            say("the draft has no text to compare with"),
            place=f"{path.name}: request.body",
            hint=say("compare two letters: comity lint LETTER --other-language OTHER"),
        )
    return replace(request, request=replace(request.request, body_translated=extract(other).text))


def _override(rule: str | None, by: str | None, reason: str | None) -> tuple[str, str, str] | None:
    from comity.errors import InputError
    from comity.text.messages import say

    given = (rule, by, reason)
    if not any(given):
        return None
    if rule and by and reason:
        return rule, by, reason
    raise InputError(
        say("an override needs a rule, a name and a reason"),
        place="--override",
        hint=say("write --override RULE --by NAME --reason TEXT"),
    )


def _refuse_override(rule: str | None, path: Path) -> None:
    from comity.errors import InputError
    from comity.text.messages import say

    if rule is not None:
        raise InputError(
            say("an override is recorded in a draft, and a letter has no place for it"),
            place=str(path),
            hint=say("override in the DRAFT.yaml"),
        )


def _document(checked: _Checked) -> dict[str, Any]:
    from comity.drafting.lint.report import finding_row, read_facts

    return {
        "findings": [finding_row(finding, checked.spans) for finding in checked.result.findings],
        "not_determined": list(checked.result.not_determined),
        "read": read_facts(checked.request),
        "instrument": checked.request.request.instrument,
    }


def _explain(linter: Linter, code: str, t: Messages) -> None:
    from comity.drafting.lint.page import rule_page
    from comity.errors import InputError
    from comity.text.messages import say

    rule = linter.rules.get(code.upper())
    if rule is None:
        raise InputError(say("no rule has the code {code}", code=code), place="--explain", hint=say("use the code that the finding shows"))
    click.echo(rule_page(rule, t.language))


def _show(checked: _Checked, linter: Linter, t: Messages) -> None:
    """Print the findings as a compiler does: place, severity, code, message; then why, what to do, and what it prevents."""
    findings = checked.result.findings
    for finding in findings:
        if finding.rule != _UNSTATED:
            _show_one(finding, checked, linter, t)
    _show_unstated([finding for finding in findings if finding.rule == _UNSTATED], t)
    if checked.result.not_determined:
        click.echo(t("not determined from the letter: {fields}", fields=", ".join(checked.result.not_determined)))
    counts = {name: sum(finding.severity.value == name and finding.overridden_by is None for finding in findings) for name in _COUNTED}
    overridden = sum(finding.overridden_by is not None for finding in findings)
    click.echo(
        t(
            "blocks: {block}, errors: {error}, warnings: {warning}, advice: {info}, overridden: {overridden}",
            **counts,
            overridden=overridden,
        )
    )


def _show_unstated(findings: list[Finding], t: Messages) -> None:
    """Print what the instrument demands and nobody stated as one list of questions."""
    from comity.cli.output import print_table
    from comity.drafting.compose.question_book import question
    from comity.drafting.lint.report import label

    if not findings:
        return
    click.secho(t("{severity} {code}: not stated, though the instrument demands it:", severity=t("error"), code=_UNSTATED), bold=True)
    print_table([], [(label(one.where), question(one.where.field or "", t.language)) for one in findings], indent=4)


_UNSTATED = "RF-001"
_COUNTED = ("block", "error", "warning", "info")


def _show_one(finding: Finding, checked: _Checked, linter: Linter, t: Messages) -> None:
    severity = _severity(finding.severity.value, t)
    click.secho(f"{_place(finding, checked)}: {severity} {finding.rule}: {finding.message}", bold=finding.severity.rank <= 1)
    click.echo(f"    {t('why:')} {finding.why}")
    click.echo(f"    {t('do:')} {finding.fix}")
    if finding.outcome:
        click.echo(f"    {t('prevents:')} {finding.outcome}: {linter.knowledge.outcome(finding.outcome, t.language)}")
    if finding.overridden_by:
        click.echo("    " + t("overridden by {name}: {reason}", name=finding.overridden_by.by, reason=finding.overridden_by.reason))


def _severity(name: str, t: Messages) -> str:
    return {"block": t("BLOCK"), "error": t("error"), "warning": t("warning"), "info": t("advice")}[name]


def _place(finding: Finding, checked: _Checked) -> str:
    from comity.drafting.lint.report import label, span_of

    span = span_of(finding.where, checked.spans) if checked.text else None
    if span is None:
        return f"{checked.path.name}: {label(finding.where)}".rstrip(": ")
    before = checked.text[: span[0]]
    line, column = before.count("\n") + 1, span[0] - (before.rfind("\n") + 1) + 1
    return f"{checked.path.name}:{line}:{column}"

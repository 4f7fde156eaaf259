"""Lint a letter written elsewhere: read what it states, check what can be checked, and name what stays open.

A fact that could not be read is never held against the letter: the rule that it would have decided yields no finding, and the fact
is listed as not determined. A letter that does not tell its instrument is checked as each one that it may be, and what is wrong under
all of them is wrong. Rules about the words of the text run over the whole letter and show the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comity.drafting.fields import request_fields
from comity.drafting.letters.read import LetterReader, Told
from comity.drafting.letters.reading import LetterReading, Span
from comity.drafting.lint.check import Linter, LintResult
from comity.model.request.evidence_request import EvidenceRequest


@dataclass(frozen=True, slots=True)
class LetterResult:
    """What was found in a letter.

    Attributes:
        request: the facts that were read.
        result: the findings and what stays open.
        spans: where each fact stands, by the label of its place.
        text: the letter's text.
    """

    request: EvidenceRequest
    result: LintResult
    spans: Mapping[str, Span]
    text: str


def lint_letter(
    linter: Linter,
    path: Path,
    *,
    language: str = "en",
    instrument: str | None = None,
    sender: str | None = None,
    addressee: str | None = None,
    other_text: str | None = None,
) -> LetterResult:
    """Lint a letter.

    Args:
        linter: the linter.
        path: the letter (docx, pdf, txt, md).
        language: BCP 47 tag of the words for people.
        instrument: what the letter is meant to be; None to read it.
        sender: ISO code of the requesting State; None to read it.
        addressee: ISO code of a State or id of a provider; None to read it.
        other_text: the same letter in another language; compared identifier by identifier.

    Raises:
        InputError: the letter cannot be read, or the instrument is not known.
    """
    reader = LetterReader.of(linter.knowledge.law, linter.knowledge.catalog)
    reading = reader.read(path, Told(instrument, sender, addressee))
    request, unsure = _without_guess(linter, reading.request)
    if other_text is not None:
        request = replace(request, request=replace(request.request, body_translated=other_text))
    results = [
        linter.run(request, language=language, instrument=one, undetermined=open_facts(reading, request) | unsure)
        for one in (reading.candidates or (instrument,))
    ]
    result = results[0] if len(results) == 1 else _in_each(results)
    return LetterResult(request, result, reading.spans, reading.document.text)


def open_facts(reading: LetterReading, request: EvidenceRequest) -> frozenset[str]:
    """Return the facts that a letter leaves open: neither read nor plainly missing."""
    known = {*reading.determined, *reading.not_said, "request.body"}
    if request.request.body_translated:
        known.add("request.body_translated")
    return frozenset(field for field in request_fields() if field not in known) | frozenset(reading.not_determined)


def _in_each(results: Sequence[LintResult]) -> LintResult:
    """Keep the findings that stand whichever instrument the letter uses; which one it is stays open."""
    shared = set.intersection(*({(one.rule, one.where) for one in result.findings} for result in results))
    findings = tuple(one for one in results[0].findings if (one.rule, one.where) in shared)
    return LintResult(findings, tuple(sorted({"request.instrument"}.union(*(result.not_determined for result in results)))))


def _without_guess(linter: Linter, request: EvidenceRequest) -> tuple[EvidenceRequest, frozenset[str]]:
    """Leave open whether a mailbox is official that is neither on a known domain of a government nor one that anybody can open."""
    authority = request.authority
    domain = (authority.contact_email or "").rpartition("@")[2].casefold()
    if authority.email_official_domain is not False or not domain or domain in linter.knowledge.mail_domains:
        return request, frozenset()
    return replace(request, authority=replace(authority, email_official_domain=None)), frozenset({"authority.email_official_domain"})

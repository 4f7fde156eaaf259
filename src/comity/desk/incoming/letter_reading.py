"""What can be read from a letter from abroad: its facts, what its instrument lacks, and what looks wrong before anybody called anyone.

The content is checked by the rules that check our own requests: what would have ours refused is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from comity.desk.bench import workbench
from comity.drafting.letters.read import LetterReader, Told
from comity.drafting.letters.reading import LetterReading
from comity.drafting.lint.letter import open_facts
from comity.law.book import Law
from comity.model.finding import Finding
from comity.text.extract import extract
from comity.text.extracted import ExtractedText
from comity.text.languages import facts_language
from comity.text.messages import Messages

_SHOWN = (
    "request.instrument",
    "request.reference",
    "request.date",
    "request.urgency",
    "request.response_deadline",
    "request.legal_basis_international",
    "authority.issuing_name",
    "authority.issuing_state",
    "authority.contact_name",
    "authority.contact_email",
    "authority.contact_phone",
    "addressee.name",
    "addressee.legal_entity",
    "case.offence_title",
    "case.offence_provision",
    "data.date_from",
    "data.date_to",
    "preservation.reference",
)
"""Facts that are shown beside the letter."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that looks wrong, or helps to find out.

    Attributes:
        item: id of the item of the gate that it speaks to.
        words: what was found.
        is_bad: whether it speaks against the letter.
        source: page behind it; empty without one.
    """

    item: str
    words: str
    is_bad: bool
    source: str = ""


def read_text(text: str, language: str) -> LetterReading:
    """Read a letter from its text."""
    document = ExtractedText(text, "txt")
    return _reader(language, settings.CONFIGURATION.overlay).read_text(document, Told())


def text_of(name: str, data: bytes) -> str:
    """Take the text out of a letter.

    Raises:
        InputError: the file cannot be read.
    """
    return extract(name, data=data).text


def facts_of(reading: LetterReading) -> dict[str, str]:
    """The facts that a letter states, as they are kept and shown."""
    found = {}
    for field in _SHOWN:
        group, _, name = field.partition(".")
        value = getattr(getattr(reading.request, group), name)
        if value not in (None, (), ""):
            found[field] = _plain(value)
    for number, target in enumerate(reading.request.targets[:50]):
        if target.identifier:
            found[f"targets.{number}.identifier"] = target.identifier
    return found


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def content_findings(reading: LetterReading, instrument: str, language: str) -> tuple[Finding, ...]:
    """What the letter lacks or gets wrong, by the rules that check our own requests; the gravest first."""
    linter = workbench(language).linter
    known = instrument if instrument in linter.knowledge.law.instruments else None
    result = linter.run(
        reading.request, language=facts_language(language), instrument=known, undetermined=open_facts(reading, reading.request)
    )
    return tuple(one for one in result.findings if one.severity.rank <= 2)


def hints(law: Law, reading: LetterReading, *, from_state: str, our_state: str, on: date, t: Messages) -> tuple[Hint, ...]:
    """What looks wrong, or helps to find out, for each item of the gate."""
    return tuple(_hints(law, reading, from_state, our_state, on, t))


def _hints(law: Law, reading: LetterReading, from_state: str, our_state: str, on: date, t: Messages) -> Iterator[Hint]:
    yield from _directory(law, reading, from_state, t)
    company = reading.request.addressee.legal_entity or reading.provider
    if company:
        words = t("the letter is addressed to a company ({provider}), not to an authority", provider=company)
        yield Hint("channel", words, is_bad=True)
    yield from _provisions(law, reading, from_state, our_state, on, t)
    state = law.states.get(from_state)
    if state is not None and state.death_penalty.status not in {"abolished", "unknown"}:
        words = t("{state} knows the death penalty ({status}): ask for an assurance", state=from_state, status=state.death_penalty.status)
        yield Hint("aim", words, is_bad=True, source=state.death_penalty.source or "")


def _directory(law: Law, reading: LetterReading, from_state: str, t: Messages) -> Iterator[Hint]:
    """Hold sender and mailbox against the directory: the number to call stands there, never in the letter."""
    rows = [row for row in law.authorities.values() if row.jurisdiction == from_state]
    for row in rows:
        number = row.contact.phone or row.contact.email
        if number and row.role in {"central_authority_mla", "contact_24_7", "ncb_interpol", "prosecution_international"}:
            words = t("directory: {authority}, {number}", authority=row.name.en, number=number)
            yield Hint("call_back", words, is_bad=False, source=row.source or "")
    if rows and not any(row.contact.phone for row in rows):
        yield Hint("call_back", t("the directory has no telephone of {state}: ask the embassy or a network", state=from_state), is_bad=True)
    mailbox = (reading.request.authority.contact_email or "").rpartition("@")[2].casefold()
    domains = {(row.contact.email or "").rpartition("@")[2].casefold() for row in rows} - {""}
    if mailbox and domains and mailbox not in domains:
        words = t(
            "the mailbox of the letter ({domain}) is none of the directory's ({known})", domain=mailbox, known=", ".join(sorted(domains))
        )
        yield Hint("letterhead", words, is_bad=True)


def _provisions(law: Law, reading: LetterReading, from_state: str, our_state: str, on: date, t: Messages) -> Iterator[Hint]:
    """Say which treaties bind the two States on the day, and whether the letter cites one of them."""
    if from_state not in law.states or our_state not in law.states:
        return
    bases = law.bases(from_state, our_state, on)
    names = ", ".join(sorted({basis.title.en for basis in bases}))
    cited = reading.request.request.legal_basis_international or ""
    if names:
        yield Hint("provision", t("between the two States: {treaties}", treaties=names), is_bad=False)
    else:
        yield Hint("provision", t("no treaty between the two States is known: reciprocity, or none"), is_bad=True)
    if not cited:
        yield Hint("provision", t("the letter cites no treaty that could be recognised"), is_bad=True)


@lru_cache(maxsize=4)
def _reader(language: str, overlay: Path | None) -> LetterReader:  # noqa: ARG001 - a new overlay is another reader
    bench = workbench(language)
    return LetterReader.of(bench.law, bench.catalog)

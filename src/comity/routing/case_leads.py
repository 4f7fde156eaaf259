"""Make identifiers of the leads of a case file: what the person states comes first, what can be recognised fills the gaps."""

from __future__ import annotations

import re
from dataclasses import replace

from comity.leads.context import Context
from comity.leads.marks import IdentifierPattern, ProviderMarks, UrlPattern
from comity.leads.recognise import recognise
from comity.model.identifier import Identifier, IdentifierKind, Note, Verdict
from comity.model.time import Instant, TimeBasis
from comity.providers.catalog import Catalog
from comity.routing.case_shape import CaseEntry, LeadEntry
from comity.text.messages import say

_CARD_DIGITS = re.compile(r"\d(?:[ -]?\d){11,18}")
_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6}


def marks_of(catalog: Catalog) -> tuple[ProviderMarks, ...]:
    """Hand the marks of all providers to the recogniser, which does not know the catalogue."""
    return tuple(
        ProviderMarks(
            id=data.id,
            mail_domains=data.mail_domains,
            domains=data.domains,
            url_hosts=data.url_hosts,
            url_patterns=tuple(UrlPattern(regex, yields) for regex, yields in data.url_patterns),
            identifiers=tuple(IdentifierPattern(kind, regex) for kind, regex in data.identifiers),
            names=(catalog[data.id].name,),
        )
        for data in catalog.marks_data()
    )


def identifier_of(lead: LeadEntry, entry: CaseEntry, at: Instant | None, marks: tuple[ProviderMarks, ...]) -> Identifier:
    """Make the identifier of one lead.

    Args:
        lead: the lead as written.
        entry: the case file it stands in; its State and language help to read telephone numbers.
        at: the time of the lead.
        marks: by what providers are recognised; empty where kind and provider are stated.

    Returns:
        The identifier in normal form. A kind that the person states is kept; when the value does not look like it, the
        verdict is unsure and says so.
    """
    context = Context(country=entry.requesting_state, zone=lead.zone, language=entry.language, marks=marks)
    value = lead.value.strip()
    found = _whole(recognise(value, context), value)
    identifier = _as_stated(lead.kind, value, found)
    return replace(
        identifier, at=at or identifier.at, port=lead.port or identifier.port, notes=_notes(identifier, at or identifier.at, lead.port)
    )


def _whole(found: tuple[Identifier, ...], value: str) -> Identifier | None:
    """Take the identifier that is the whole value, not a piece of it."""
    whole = [identifier for identifier in found if identifier.end - identifier.start >= len(value) - 1]
    return whole[0] if whole else None


def _as_stated(kind: IdentifierKind | None, value: str, found: Identifier | None) -> Identifier:
    if found is not None and kind in {None, found.kind}:
        return found
    if kind is None:
        return Identifier(IdentifierKind.OTHER, value, value, 0, len(value), Verdict.UNSURE, say("its kind is not recognised: state it"))
    if kind is IdentifierKind.CARD:
        value = _CARD_DIGITS.sub(_mask, value)
    checked = kind in {IdentifierKind.HANDLE, IdentifierKind.ACCOUNT_ID, IdentifierKind.BANK_ACCOUNT, IdentifierKind.OTHER}
    masked = kind is IdentifierKind.CARD and "*" in value
    reason = "" if checked or masked else say("it does not look like what it is said to be: {kind}", kind=kind.value)
    verdict = Verdict.VALID if checked or masked else Verdict.UNSURE
    return Identifier(kind, value, value, 0, len(value), verdict, reason, notes=(Note.MASKED,) if masked else ())


def _mask(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"{digits[:6]}{'*' * (len(digits) - 10)}{digits[-4:]}"


def _notes(identifier: Identifier, at: Instant | None, port: int | None) -> tuple[Note, ...]:
    """Bring the notes about time and port in line with what stands beside the lead."""
    notes = set(identifier.notes) - {Note.NO_PORT, Note.NO_TIME, Note.NO_ZONE, Note.AMBIGUOUS_TIME}
    if identifier.kind in _ADDRESSES:
        if at is None:
            notes.add(Note.NO_TIME)
        if port is None and identifier.port is None and identifier.kind is IdentifierKind.IPV4:
            notes.add(Note.NO_PORT)
    if at is not None and at.basis is TimeBasis.UNKNOWN:
        notes.add(Note.NO_ZONE)
    if at is not None and at.is_ambiguous:
        notes.add(Note.AMBIGUOUS_TIME)
    return tuple(note for note in Note if note in notes)

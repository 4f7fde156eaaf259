"""What a production brought that the case did not know: identifiers as leads, with provider, the clock of retention, and preservation.

The identifiers are those of the columns of the store (accounts, numbers, mailboxes, wallets, devices, addresses with moment and port); with
`in_words` also those that stand in the words of messages. Left out, and counted: what the case names already, what means something within
its own file only, what identifies nobody (shared mailboxes, private addresses), places and display names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from comity.analysis.entities.identifying import identifies
from comity.analysis.entities.resolve import resolve
from comity.analysis.entities.rules import read_rules
from comity.analysis.entities.values import Node, Row
from comity.analysis.mentions import Mention, mentions, words
from comity.analysis.shared import is_everywhere
from comity.leads.context import Context
from comity.leads.marks import ProviderMarks
from comity.leads.recognise import recognise
from comity.model.category import DataCategory
from comity.model.identifier import Identifier, IdentifierKind, Note, Verdict
from comity.providers.catalog import Catalog
from comity.providers.holdings import what_exists
from comity.providers.preservation_term import preservation_term
from comity.routing.case_leads import identifier_of, marks_of
from comity.routing.case_shape import CaseEntry, LeadEntry
from comity.text.messages import Said, say

_KINDS = {
    "phone": IdentifierKind.PHONE,
    "email": IdentifierKind.EMAIL,
    "account": IdentifierKind.ACCOUNT_ID,
    "device": IdentifierKind.IMEI,
    "sim": IdentifierKind.IMSI,
    "bank_account": IdentifierKind.BANK_ACCOUNT,
}
_CLOCKS = (DataCategory.SUBSCRIBER, DataCategory.LOGIN_IP, DataCategory.TRAFFIC, DataCategory.CONTENT)
_NOBODYS = {Note.PRIVATE, Note.RESERVED, Note.DOCUMENTATION}
_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6}
_MOST_WORDS = 20_000
_IMEI, _IMSI = (14, 15, 16), (14, 15)


class Clock(msgspec.Struct, frozen=True):
    """How long a category of data is kept.

    Attributes:
        category: id of the category.
        existence: no_data, partly, kept or unknown.
        first_gone_after: last day on which what belongs to the first event may still be there; None where nothing is stated.
        last_gone_after: the same for the last event.
        basis: whether what the catalogue says was read, and is young enough to be relied on.
    """

    category: str
    existence: str
    first_gone_after: date | None
    last_gone_after: date | None
    basis: str


class NewLead(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier that the case did not know.

    Attributes:
        kind: kind of identifier.
        value: normal form.
        provider: id in the provider catalogue; None where it is not known.
        at: for addresses the moment that is to be asked for; else of the last event.
        port: source port at that moment.
        first: first event.
        last: last one.
        events: number of events.
        known_holder: values of leads of the case that resolving joins with it: a further identifier of somebody known.
        rows: records that name it.
        notes: codes about the identifier.
        clocks: how long the provider keeps what.
        preservation: `yes`, `no`, `conditional` or `unknown`: whether the provider preserves at this State's request.
        preserved_until: end of the preservation if it is asked for on the day given; None where the term is not known.
    """

    kind: IdentifierKind
    value: str
    provider: str | None
    at: datetime | None
    port: int | None
    first: datetime | None
    last: datetime | None
    events: int
    known_holder: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    clocks: tuple[Clock, ...]
    preservation: str
    preserved_until: date | None


class NewLeads(msgspec.Struct, frozen=True, kw_only=True):
    """The answer.

    Attributes:
        leads: those whose data go first, first.
        known: identifiers of the production that the case names already.
        left_out: why others are no leads: reason to number.
        words_read: texts that were looked through.
        words_left: texts that were not, because there are too many.
        on: the day from which clocks are counted.
    """

    leads: tuple[NewLead, ...]
    known: tuple[str, ...]
    left_out: dict[str, int]
    words_read: int
    words_left: int
    on: date


class _Found(msgspec.Struct):
    """An identifier with what the store says of it."""

    identifier: Identifier
    first: datetime | None
    last: datetime | None
    events: int
    rows: tuple[Row, ...] = ()
    at: datetime | None = None
    port: int | None = None
    entity: int = -1


def new_leads(folder: Path, case: CaseEntry, catalog: Catalog, *, on: date, in_words: bool = False, rules: Path | None = None) -> NewLeads:
    """Find what a production brought that a case did not know.

    Args:
        folder: the store.
        case: the case file's values; its leads are left out.
        catalog: the providers.
        on: the day from which clocks are counted.
        in_words: whether the words of messages are looked through, too.
        rules: an office's own rules of resolving.

    Raises:
        InputError: the folder is no store.
    """
    marks = marks_of(catalog)
    context = Context(case.requesting_state, None, case.language, marks)
    known = _known(case, marks)
    left_out: dict[str, int] = {}
    found = list(_of_columns(folder, context, catalog, left_out, rules))
    read, left = (0, 0)
    if in_words:
        spoken, read, left = _of_words(folder, context)
        found += spoken
    merged = _one_each(found)
    holders: dict[int, list[str]] = {}
    for one in merged:
        if _name(one.identifier) in known:
            holders.setdefault(one.entity, []).append(one.identifier.value)
    fresh = [one for one in merged if _name(one.identifier) not in known]
    leads = [_lead(one, tuple(holders.get(one.entity, ())) if one.entity >= 0 else (), case, catalog, on) for one in fresh]
    leads.sort(key=lambda one: (_soonest(one), one.provider or "~", one.kind, one.value))
    return NewLeads(
        leads=tuple(leads),
        known=tuple(sorted({one.identifier.value for one in merged if _name(one.identifier) in known})),
        left_out=left_out,
        words_read=read,
        words_left=left,
        on=on,
    )


def as_lead(node: Node) -> Identifier | None:
    """Make a lead of an identifier of a store; None where it is of a kind that nobody is asked about."""
    kind = _KINDS.get(node.kind)
    value = node.value
    if node.kind == "ip":
        kind = IdentifierKind.IPV6 if ":" in value else IdentifierKind.IPV4
    elif node.kind == "wallet":
        found = [one for one in recognise(value, Context()) if one.end - one.start == len(value)]
        return found[0] if found else Identifier(IdentifierKind.OTHER, value, value, 0, len(value), Verdict.UNSURE)
    elif node.kind == "account":
        kind = IdentifierKind.ACCOUNT_ID if value.isdigit() else IdentifierKind.EMAIL if "@" in value else IdentifierKind.HANDLE
    elif node.kind == "device":
        kind = kind if value.isdigit() and len(value) in _IMEI else None
    elif node.kind == "sim":
        kind = kind if value.isdigit() and len(value) in _IMSI else None
    elif node.kind == "bank_account":
        kind = IdentifierKind.IBAN if node.key == f"bank_account:{value}" else kind
    return None if kind is None else Identifier(kind, value, value, 0, len(value), provider=node.provider)


def _known(case: CaseEntry, marks: tuple[ProviderMarks, ...]) -> set[str]:
    found: set[str] = set()
    for lead in case.leads:
        found.add(_name(identifier_of(lead, case, None, marks)))
        found |= {lead.value.strip().lower(), *([str(lead.numeric_id).lower()] if lead.numeric_id else [])}
    return found


def _name(identifier: Identifier) -> str:
    return identifier.value.lower().lstrip("@")


def _of_columns(folder: Path, context: Context, catalog: Catalog, left_out: dict[str, int], rules: Path | None) -> Iterator[_Found]:
    never = read_rules(rules).never
    resolution = resolve(folder, rules)
    stands = {key: Mention(None, None, one.rows) for one in (*resolution.suggestions, *resolution.merges) for key in (one.left, one.right)}
    stands |= mentions(folder)
    for number, entity in enumerate(resolution.entities):
        for node in entity.nodes:
            reason = _no_lead(node, identified=identifies(node, never))
            lead = None if reason else as_lead(node)
            if lead is None:
                left_out[reason or "kind"] = left_out.get(reason or "kind", 0) + 1
                continue
            lead = _judged(lead, context, catalog)
            if set(lead.notes) & _NOBODYS and lead.kind in _ADDRESSES and not _is_practice(lead):
                left_out["private_address"] = left_out.get("private_address", 0) + 1
                continue
            place = stands.get(node.key, Mention(None, None, ()))
            yield _Found(lead, node.first, node.last, node.events, place.rows, place.at, place.port, number)


def _no_lead(node: Node, *, identified: bool) -> str:
    if node.kind in {"person", "place"}:
        return "name_or_place"
    if not is_everywhere(node):
        return "own_file_only"
    return "" if identified else "shared"


def _is_practice(lead: Identifier) -> bool:
    """Tell whether an address is of documentation: exercises and samples stand on these, and they are leads there."""
    return set(lead.notes) & _NOBODYS == {Note.DOCUMENTATION}


def _judged(lead: Identifier, context: Context, catalog: Catalog) -> Identifier:
    """Add what the recogniser knows of the value: provider of a mailbox, notes of an address."""
    found = [one for one in recognise(lead.value, context) if one.kind == lead.kind and one.end - one.start >= len(lead.value) - 1]
    provider = lead.provider if lead.provider in catalog else None
    if not found:
        return Identifier(lead.kind, lead.value, lead.raw, verdict=lead.verdict, provider=provider)
    return Identifier(
        lead.kind, found[0].value, lead.raw, verdict=found[0].verdict, provider=provider or found[0].provider, notes=found[0].notes
    )


def _of_words(folder: Path, context: Context) -> tuple[list[_Found], int, int]:
    """Recognise identifiers in the words of events, each text once."""
    texts, more = words(folder, _MOST_WORDS)
    found = [
        _Found(one, text.first, text.last, text.times, (text.row,), one.at.utc if one.at else text.last, one.port)
        for text in texts
        for one in recognise(text.text, context)
        if one.verdict is not Verdict.INVALID and not set(one.notes) & {Note.PRIVATE, Note.RESERVED}
    ]
    return found, len(texts), more


def _one_each(found: Iterable[_Found]) -> list[_Found]:
    kept: dict[tuple[str, str | None], _Found] = {}
    for one in found:
        name = _name(one.identifier)
        provider = one.identifier.provider if one.identifier.kind in {IdentifierKind.ACCOUNT_ID, IdentifierKind.HANDLE} else None
        before = kept.setdefault((name, provider), one)
        if before is not one:
            before.events += one.events
            before.first = min((each for each in (before.first, one.first) if each), default=None)
            before.last = max((each for each in (before.last, one.last) if each), default=None)
            before.entity = max(before.entity, one.entity)
    return list(kept.values())


def _lead(one: _Found, holder: tuple[str, ...], case: CaseEntry, catalog: Catalog, on: date) -> NewLead:
    identifier = one.identifier
    provider = catalog[identifier.provider] if identifier.provider and identifier.provider in catalog else None
    clocks: tuple[Clock, ...] = ()
    preservation, until = "unknown", None
    if provider is not None:
        clocks = tuple(_clock(category, provider.id, catalog, one, on) for category in _CLOCKS)
        term = preservation_term(provider, case.requesting_state, on).value
        preservation, until = term.offered, term.ends(on) if term.offered != "no" else None
    notes = [note.value for note in identifier.notes]
    if identifier.kind is IdentifierKind.IPV4 and one.port is None:
        notes.append(Note.NO_PORT.value)
    if identifier.kind in _ADDRESSES and one.at is None:
        notes.append(Note.NO_TIME.value)
    return NewLead(
        kind=identifier.kind,
        value=identifier.value,
        provider=provider.id if provider else None,
        at=one.at or one.last,
        port=one.port,
        first=one.first,
        last=one.last,
        events=one.events,
        known_holder=holder,
        rows=one.rows,
        notes=tuple(dict.fromkeys(notes)),
        clocks=clocks,
        preservation=preservation,
        preserved_until=until,
    )


def _clock(category: DataCategory, provider: str, catalog: Catalog, one: _Found, on: date) -> Clock:
    answer = what_exists(catalog[provider], category, on)
    first = answer.value.gone_after(one.first.astimezone(UTC).date()) if one.first else None
    last = answer.value.gone_after(one.last.astimezone(UTC).date()) if one.last else None
    return Clock(category.value, answer.value.existence, first, last, "read" if answer.is_firm else "check")


def _soonest(lead: NewLead) -> str:
    days = [clock.last_gone_after for clock in lead.clocks if clock.last_gone_after and clock.existence != "no_data"]
    return min(days).isoformat() if days else "9999"


def lead_entry(lead: NewLead) -> LeadEntry:
    """Write a new lead as a case file has it."""
    note: Said | None = None
    if lead.rows:
        note = say("from what came back: {path}, {place}", path=lead.rows[0].member_path, place=lead.rows[0].locator)
    return LeadEntry(
        value=lead.value,
        kind=lead.kind,
        at=lead.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if lead.at else None,
        port=lead.port,
        provider=lead.provider,
        note=str(note) if note else None,
    )

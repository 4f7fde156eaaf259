"""Read a case file: what an investigator knows, in one YAML file that a person writes.

The keys are those of `case_shape` (published as docs/reference/schemas/case-file.schema.json). Whatever is wrong is one `InputError` that
names file, key and line. A lead given only as a value gets its kind and its provider from what it looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from comity.errors import InputError
from comity.law.book import Law
from comity.leads.marks import ProviderMarks
from comity.model.case import Case, CaseLead, Loss, Offence, RequestingAuthority, Secrecy, Urgency, Wanted
from comity.model.time import Period
from comity.providers.catalog import Catalog
from comity.routing.case_leads import identifier_of, marks_of
from comity.routing.case_shape import AuthorityEntry, CaseEntry, LeadEntry, WantedEntry
from comity.routing.case_times import read_bound, read_instant
from comity.routing.typed_reading import did_you_mean, read_as
from comity.routing.yaml_file import KeyPath, WrittenFile, parse_written_file, read_written_file
from comity.text.messages import Said, say
from comity.text.times import time_zone

T = TypeVar("T")


def read_case(path: Path | str, law: Law | None = None, catalog: Catalog | None = None) -> Case:
    """Read a case file.

    Args:
        path: the file.
        law: the law book that knows States and offences; the shipped one when None.
        catalog: the providers; the shipped ones when None.

    Raises:
        InputError: the file cannot be used as it is; the place names key and line.
    """
    return _CaseReader(read_written_file(Path(path)), law or Law.open(), catalog or Catalog.open()).case()


def parse_case(data: bytes, name: str = "case.yaml", law: Law | None = None, catalog: Catalog | None = None) -> Case:
    """Read a case file from its bytes.

    Args:
        data: the bytes.
        name: the name to show in messages.
        law: as for `read_case`.
        catalog: as for `read_case`.

    Raises:
        InputError: as `read_case`.
    """
    return _CaseReader(parse_written_file(data, name), law or Law.open(), catalog or Catalog.open()).case()


def read_entry(path: Path | str) -> CaseEntry:
    """Read the values of a case file as they are written, without the knowledge behind them.

    Args:
        path: the file.

    Raises:
        InputError: the file cannot be read; the place names key and line.
    """
    return read_as(read_written_file(Path(path)), CaseEntry)


@dataclass(slots=True)
class _CaseReader:
    """Reads one file against the knowledge that says which States, offences and providers there are."""

    file: WrittenFile
    law: Law
    catalog: Catalog
    _marks: tuple[ProviderMarks, ...] | None = None

    def case(self) -> Case:
        entry = read_as(self.file, CaseEntry)
        if entry.requesting_state not in self.law.states:
            raise self.wrong(
                say("no State of this code in the knowledge base: {code}", code=entry.requesting_state),
                ("requesting_state",),
                did_you_mean(entry.requesting_state, self.law.states) or say("known: {keys}", keys=", ".join(sorted(self.law.states))),
            )
        self.in_order(entry.offence_from, entry.offence_to, ("offence_to",))
        leads = tuple(self.lead(lead, entry, ("leads", number)) for number, lead in enumerate(entry.leads))
        return Case(
            requesting_state=entry.requesting_state,
            on=entry.date,
            case_number=entry.case_number,
            offences=self.offences(entry),
            facts=entry.facts,
            authority=_authority(entry.authority),
            urgency=Urgency(entry.urgency.level, entry.urgency.threat_to_life, entry.urgency.reason),
            secrecy=Secrecy(entry.secrecy.asked, entry.secrecy.reason, entry.secrecy.order, entry.secrecy.until),
            purpose=entry.purpose,
            leads=leads,
            wanted=tuple(self.wanted(wanted, entry, leads, ("wanted", number)) for number, wanted in enumerate(entry.wanted)),
            language=entry.language,
            offence_from=entry.offence_from,
            offence_to=entry.offence_to,
            offence_place=entry.offence_place,
            losses=tuple(Loss(loss.victim, loss.amount.replace(",", "."), loss.currency, loss.on) for loss in entry.losses),
            suspects=tuple(entry.suspects),
            preservations=self.preservations(entry),
        )

    def offences(self, entry: CaseEntry) -> tuple[Offence, ...]:
        for number, offence in enumerate(entry.offences):
            path: KeyPath = ("offences", number)
            if offence.id is None and not offence.national_article:
                raise self.wrong(say("an offence needs an id or a national article"), path, None)
            if offence.id is not None and offence.id not in self.law.offences:
                known = ", ".join(self.law.offences)
                hint = did_you_mean(offence.id, self.law.offences) or say("one of: {keys}", keys=known)
                raise self.wrong(say("no offence of this id: {id}", id=offence.id), (*path, "id"), hint)
        return tuple(Offence(offence.id, offence.national_article, offence.text, offence.max_penalty_years) for offence in entry.offences)

    def lead(self, lead: LeadEntry, entry: CaseEntry, path: KeyPath) -> CaseLead:
        self.known_provider(lead.provider, (*path, "provider"))
        for key, state in (("user_location", lead.user_location), ("holder_state", lead.holder_state)):
            if state is not None and state not in _territories():
                raise self.wrong(
                    say("no State has this code: {code}", code=state), (*path, key), say("write the ISO 3166-1 code, such as KG")
                )
        at = self.timed(lambda: None if lead.at is None else read_instant(lead.at, lead.zone), (*path, "at"))
        self.timed(lambda: None if lead.zone is None else time_zone(lead.zone), (*path, "zone"))
        identifier = identifier_of(lead, entry, at, () if lead.kind and lead.provider else self.marks())
        return CaseLead(
            identifier=identifier,
            provider=lead.provider or identifier.provider,
            user_location=lead.user_location,
            holder_state=lead.holder_state,
            offence_link=lead.offence_link,
            captured_at=lead.captured_at,
            note=lead.note,
            numeric_id=lead.numeric_id,
            asset=lead.asset,
        )

    def wanted(self, wanted: WantedEntry, entry: CaseEntry, leads: tuple[CaseLead, ...], path: KeyPath) -> Wanted:
        number = self.lead_number(wanted.lead, entry, leads, (*path, "lead"))
        start = self.bound(wanted.from_, wanted.zone, (*path, "from"))
        end = self.bound(wanted.to, wanted.zone, (*path, "to"))
        self.in_order(start, end, (*path, "to"))
        return Wanted(number, wanted.category, Period(start, end, wanted.zone))

    def lead_number(self, named: str, entry: CaseEntry, leads: tuple[CaseLead, ...], path: KeyPath) -> int:
        for number, lead in enumerate(entry.leads):
            if named in {lead.value, leads[number].identifier.value}:
                return number
        if named.isascii() and named.isdigit() and int(named) < len(leads):
            return int(named)
        hint = (
            say("give the value of a lead, or its number from 0 to {last}", last=len(leads) - 1)
            if leads
            else say("list the leads under leads:")
        )
        raise self.wrong(say("there is no such lead: {lead}", lead=named[:60]), path, hint)

    def preservations(self, entry: CaseEntry) -> tuple[tuple[str, str | None, date | None, date | None], ...]:
        for number, kept in enumerate(entry.preservations):
            path: KeyPath = ("preservations", number)
            self.known_provider(kept.provider, (*path, "provider"))
            self.in_order(kept.requested, kept.expires, (*path, "expires"))
        return tuple((kept.provider, kept.reference, kept.requested, kept.expires) for kept in entry.preservations)

    def marks(self) -> tuple[ProviderMarks, ...]:
        """Read by what providers are recognised; only when a lead leaves its kind or provider open, because it reads every provider."""
        if self._marks is None:
            self._marks = marks_of(self.catalog)
        return self._marks

    def known_provider(self, provider: str | None, path: KeyPath) -> None:
        if provider is not None and provider not in self.catalog:
            hint = did_you_mean(provider, self.catalog) or say("leave the key out when the provider is not in the catalogue")
            raise self.wrong(say("no provider of this id: {id}", id=provider[:60]), path, hint)

    def bound(self, text: str | None, zone: str | None, path: KeyPath) -> date | datetime | None:
        return self.timed(lambda: None if text is None else read_bound(text, zone), path)

    def in_order(self, start: date | datetime | None, end: date | datetime | None, path: KeyPath) -> None:
        if start is not None and end is not None and _is_after(start, end):
            raise self.wrong(
                say("the period ends before it starts: {start} to {end}", start=start.isoformat(), end=end.isoformat()),
                path,
                say("swap the two dates, or leave the end open"),
            )

    def timed(self, read: Callable[[], T], path: KeyPath) -> T:
        try:
            return read()
        except InputError as error:
            raise InputError(error.message, place=self.file.place(path), hint=error.hint) from None

    def wrong(self, message: Said, path: KeyPath, hint: Said | None) -> InputError:
        return InputError(message, place=self.file.place(path), hint=hint)


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    """Codes of States and territories, as Unicode CLDR lists them."""
    from babel import Locale

    return frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2 and str(code).isalpha())


def _is_after(start: date | datetime, end: date | datetime) -> bool:
    if isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) == (end.tzinfo is None):
        return start > end
    # a day beside a moment, or a moment with a zone beside one without: only the days can be compared
    return start.isoformat()[:10] > end.isoformat()[:10]


def _authority(entry: AuthorityEntry) -> RequestingAuthority:
    return RequestingAuthority(
        name=entry.name,
        type=entry.type.value if entry.type else "",
        contact_name=entry.contact_name,
        contact_email=entry.contact_email,
        contact_phone=entry.contact_phone,
        office_hours=entry.office_hours,
        time_zone=entry.time_zone,
        badge_id=entry.badge_id,
        supervisor_contact=entry.supervisor_contact,
        signatory_name=entry.signatory_name,
        signatory_title=entry.signatory_title,
        address=entry.address,
        portal_accounts=tuple(entry.portal_accounts),
    )

"""Whether the rows of the law fit together: every id that one row names exists in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from comity.errors import KnowledgeError
from comity.knowledge.partial_date import PartialDate
from comity.knowledge.problem import Problem
from comity.law.book import Law
from comity.law.deadlines import Duration
from comity.text.messages import say

BEYOND_TREATIES = frozenset(
    {
        "coe_practice",
        "crc",
        "georgia_law_2010",
        "georgia_police_cooperation_law",
        "kazakhstan_cpc_2014",
        "netherlands_practice",
        "pakistan_mla_2020",
        "practical_guide",
        "singapore_macma_2000",
    }
)
"""Named national laws and guides that safeguards cite beside treaties."""

_CODE = re.compile(r"[A-Z]{2}\Z")


def broken_references(law: Law) -> Iterator[Problem]:
    """Tell which ids lead nowhere, and which values cannot be what they should be."""
    yield from _treaties(law)
    yield from _offences_and_safeguards(law)
    yield from _instruments(law)
    yield from _time_limits(law)
    yield from _authorities(law)
    yield from _classification(law)


def _treaties(law: Law) -> Iterator[Problem]:
    for treaty in law.treaties.values():
        place = treaty.origin
        yield from _missing([treaty.parent], law.treaties, place, "parent", "treaty")
        codes = [row.code for row in treaty.parties]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Problem("error", "two_rows", place, say("two rows for {code} in parties", code=code), say("keep one of the two"))
        for code in sorted({*codes, *(row.code for row in treaty.declarations)}):
            if not _CODE.match(code):
                yield Problem(
                    "error", "country_code", place, say("`{code}` is no ISO 3166-1 alpha-2 code", code=code), say("write two capitals")
                )
        for row in treaty.parties:
            for field in ("signed", "bound_on", "in_force"):
                text: str | None = getattr(row, field)
                if text is not None and not PartialDate.parse(text).is_dated:
                    yield Problem(
                        "error",
                        "date",
                        f"{place}: parties[{row.code}].{field}",
                        say("`{text}` is no date", text=text),
                        say("write 2026, 2026-11 or 2026-11-21"),
                    )


def _offences_and_safeguards(law: Law) -> Iterator[Problem]:
    for offence in law.offences.values():
        yield from _missing([row.instrument for row in offence.instruments], law.treaties, offence.origin, "instruments", "treaty")
        yield from _missing([row.code for row in offence.national], law.states, offence.origin, "national", "State")
        yield from _missing(offence.usually_with, law.offences, offence.origin, "usually_with", "offence")
    known = law.treaties.keys() | BEYOND_TREATIES
    for safeguard in law.safeguards.values():
        yield from _missing([row.instrument for row in safeguard.sources], known, safeguard.origin, "sources", "treaty or named law")


def _instruments(law: Law) -> Iterator[Problem]:
    for instrument in law.instruments.values():
        place = instrument.origin
        yield from _missing([row.field for row in instrument.required_facts], law.facts, place, "required_facts", "request fact")
        yield from _missing([row.id for row in instrument.refusal_grounds], law.outcomes, place, "refusal_grounds", "outcome code")
        cited = law.sources.keys() | {row.id for row in instrument.sources}
        yield from _missing([row.source for row in instrument.refusal_grounds], cited, place, "refusal_grounds", "source")
        yield from _missing([row.source for row in instrument.time_limits], cited, place, "time_limits", "source")
        if instrument.reserved is not None:
            yield from _missing(instrument.reserved.instead, law.instruments, place, "reserved.instead", "instrument")
            yield from _missing([instrument.reserved.source], cited, place, "reserved.source", "source")
            yield from _missing([instrument.reserved.to], {"EU", *law.treaties}, place, "reserved.to", "treaty, nor EU")


def _time_limits(law: Law) -> Iterator[Problem]:
    for row in law.time_limits.values():
        yield from _missing([row.instrument], law.treaties, row.origin, row.id, "treaty")
        if (row.duration is None) == (row.date is None) and row.unit == "date":
            yield Problem(
                "error", "duration", f"{row.origin}: {row.id}", say("a limit is either a duration or a date"), say("give one of the two")
            )
        try:
            if row.duration is not None:
                Duration.parse(row.duration)
        except KnowledgeError as error:
            yield Problem("error", "duration", f"{row.origin}: {row.id}", error.message, error.hint)


def _authorities(law: Law) -> Iterator[Problem]:
    for row in law.authorities.values():
        if not _CODE.match(row.jurisdiction) or row.jurisdiction not in law.states:
            yield Problem(
                "warning",
                "country_code",
                f"{row.origin}: {row.id}",
                say("no file for the State {jurisdiction}", jurisdiction=row.jurisdiction),
                say("add a file in jurisdictions/"),
            )
        if not row.contact.is_empty and not row.contact_published_by_official_source and row.confidence == "read":
            message = "a contact is given that no official source published"
            yield Problem("error", "contact", f"{row.origin}: {row.id}", message, say("remove it, or name the official source"))
    for network in law.networks.values():
        yield from _missing(network.members, law.states, network.origin, "members", "State")


def _classification(law: Law) -> Iterator[Problem]:
    place = "law/legal_bases.yaml"
    yield from _missing(law.classified, law.treaties, place, "legal_bases", "treaty")
    yield from _missing(law.treaties, law.classified, place, "legal_bases", "classification of the treaty")
    for rule in law.classified.values():
        yield from _missing([rule.replaces], law.treaties, place, rule.treaty, "treaty")
        yield from _missing(rule.condition.offences if rule.condition else (), law.offences, place, rule.treaty, "offence")
    for threshold in law.thresholds.values():
        yield from _missing([threshold.state], law.states, "law/penalty_thresholds.yaml", threshold.id, "State")
        yield from _missing([threshold.treaty], law.treaties, "law/penalty_thresholds.yaml", threshold.id, "treaty")
    for step in law.approval_rows.values():
        yield from _missing([step.state], law.states, "law/approval_paths.yaml", step.id, "State")


def _missing(names: Iterable[str | None], known: object, place: str, where: str, what: str) -> Iterator[Problem]:
    for name in dict.fromkeys(name for name in names if name is not None):
        if name not in known:  # type: ignore[operator]  # mappings and sets alike
            yield Problem(
                "error",
                "reference",
                f"{place}: {where}",
                say("there is no {what} `{name}`", what=what, name=name),
                say("check the spelling, or add the file"),
            )

"""What stands out in a case as a whole: codes, each with a sentence, for people who decide whether to go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from comity.model.case import Case
from comity.model.category import UrgencyLevel
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.providers.holdings import what_exists
from comity.providers.service import notice
from comity.routing.ask import Ask
from comity.routing.holdings import SHORT, is_stored
from comity.routing.provider_letter import is_sanctioned
from comity.routing.safeguards import is_speech_offence, needs_death_penalty_assurance
from comity.routing.signals import is_welfare
from comity.text.messages import mark

WORDS: dict[str, str] = {
    "forged_request_marks": mark("marks of a forged request: verify the sender out of band before anything else"),
    "free_mailbox": mark("the mailbox of the authority is not an official one: providers drop such requests"),
    "welfare_emergency": mark("a welfare emergency: link the identifier to the danger, not to an offence"),
    "danger_unstated": mark("the facts speak of a danger to life that urgency does not state"),
    "danger_over": mark("the facts say that the danger is over: return to ordinary process"),
    "sanctions": mark("a sanctioned service is concerned: ask your sanctions authority first"),
    "user_notice_default": mark("a provider tells the user by default: ask for secrecy with an order and an end date"),
    "retention_short": mark("some of the data are gone within half a year: preserve today"),
    "ambiguous_time": mark("a local time happened twice: state the offset"),
    "cgnat_without_port": mark("a shared address without source port"),
    "address_without_time": mark("an IP address without time and zone"),
    "documentation_address": mark("an address or domain of the documentation ranges: exercise material, or a mistake"),
    "identifier_invalid": mark("an identifier is not valid as it is written"),
    "death_penalty": mark("the death penalty may be at stake: give or ask for an assurance"),
    "speech_offence": mark("the offence may consist of words: test the freedom of expression first"),
    "protected_profession": mark(
        "a journalist, lawyer, human-rights defender or political figure may be concerned: a second senior official decides"
    ),
    "child": mark("a child is concerned: least exposure, trained staff only"),
    "all_data": mark("everything is asked for: name categories and a period"),
    "interception_inside": mark("future communications are asked for beside stored data: that is a request of its own"),
    "evidence_held_abroad": mark("another State may hold the evidence already: ask for its transfer"),
    "privileged": mark("privileged communications may be among the data: plan a filter"),
    "nothing_wanted": mark("the case file does not say what is wanted of its leads"),
    "no_offence": mark("no offence is named: dual criminality cannot be computed"),
    "secrecy_without_order": mark("secrecy is asked for without an order or provision"),
}

_FREE_MAIL = (
    "gmail.com",
    "mail.ru",
    "yandex.ru",
    "yandex.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "icloud.com",
    "inbox.ru",
    "bk.ru",
    "list.ru",
    "rambler.ru",
    "gmx.com",
    "gmx.net",
    "aol.com",
)
_PLAIN = (
    "forged_request_marks",
    "danger_over",
    "protected_profession",
    "child",
    "all_data",
    "interception_inside",
    "evidence_held_abroad",
    "privileged",
)


def flags_of(case: Case, asks: tuple[Ask, ...]) -> tuple[str, ...]:
    """List the flags of a case, in the order of `WORDS`."""
    found = {*_of_case(case, asks), *_of_leads(case), *(flag for ask in asks for flag in _of_ask(ask))}
    return tuple(code for code in WORDS if code in found)


def _of_case(case: Case, asks: tuple[Ask, ...]) -> Iterator[str]:
    signals = asks[0].signals if asks else frozenset()
    yield from (code for code in _PLAIN if code in signals)
    mailbox = (case.authority.contact_email or "").lower()
    if mailbox.endswith(tuple(f"@{domain}" for domain in _FREE_MAIL)):
        yield from ("free_mailbox", "forged_request_marks")
    urgency = case.urgency
    if (
        urgency.level is UrgencyLevel.EMERGENCY
        and urgency.threat_to_life is not False
        and is_welfare(signals, has_offence=bool(case.offences))
    ):
        yield "welfare_emergency"
    if "threat_to_life" in signals and urgency.threat_to_life is None:
        yield "danger_unstated"
    if case.leads and not case.wanted:
        yield "nothing_wanted"
    if not any(offence.id for offence in case.offences):
        yield "no_offence"
    if case.secrecy.asked and not case.secrecy.order:
        yield "secrecy_without_order"
    if asks and is_speech_offence(asks[0]):
        yield "speech_offence"


def _of_leads(case: Case) -> Iterator[str]:
    for lead in case.leads:
        identifier = lead.identifier
        notes = set(identifier.notes)
        if identifier.verdict is Verdict.INVALID:
            yield "identifier_invalid"
        if Note.AMBIGUOUS_TIME in notes:
            yield "ambiguous_time"
        if Note.DOCUMENTATION in notes:
            yield "documentation_address"
        if identifier.kind in {IdentifierKind.IPV4, IdentifierKind.IPV6}:
            if identifier.at is None or Note.NO_ZONE in notes:
                yield "address_without_time"
            if Note.CGNAT in notes and identifier.port is None:
                yield "cgnat_without_port"


def _of_ask(ask: Ask) -> Iterator[str]:
    if needs_death_penalty_assurance(ask, ask.holder.state):
        yield "death_penalty"
    if ask.provider is None:
        return
    if is_sanctioned(ask.provider):
        yield "sanctions"
    if notice(ask.provider, ask.on).value.default == "yes":
        yield "user_notice_default"
    if is_stored(ask.category):
        shortest = what_exists(ask.provider, ask.category, ask.on).value.shortest
        if shortest is not None and timedelta(0) < shortest <= SHORT:
            yield "retention_short"

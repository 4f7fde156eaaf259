"""Which instruments bind two States on a day, and what each of them can carry.

An entry into force in the future is a no. A treaty that was signed or ratified, but of which nobody read that it entered into force, is
neither yes nor no: it is listed, and has to be checked. A State that a list does not name is not a party as far as the list goes, which is
no basis either way, so it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from comity.knowledge.answer import Answer, Ground, Ternary, Weakness, together
from comity.knowledge.row import Facts
from comity.law.party_status import binds
from comity.law.treaty import Declaration, Treaty
from comity.law.words import Named
from comity.text.messages import say

Use = Literal["mla", "preservation", "network_24_7", "spontaneous", "police", "second_protocol", "cloud_act", "eu_order"]
Mark = Literal["read", "check"]


class Condition(Facts, frozen=True, kw_only=True):
    """When an instrument may be used; the text is a question to the requester."""

    code: str
    offences: tuple[str, ...]
    text: Named
    min_years: float | None = None


class Classified(Facts, frozen=True, kw_only=True):
    """What one instrument can be used for (`legal_bases.yaml`)."""

    treaty: str
    serves: tuple[Use, ...]
    hub: str | None = None
    condition: Condition | None = None
    replaces: str | None = None


class ClassifiedFile(Facts, frozen=True, kw_only=True):
    """The classification of all instruments, the most special first."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"legal_bases": ("treaty",)}

    legal_bases: tuple[Classified, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An instrument between two States.

    Attributes:
        treaty: its id.
        title: its title in English and Russian.
        serves: what it can carry.
        in_force: `yes`, or `unknown` where entry into force has to be checked.
        mark: `read` where every fact relied on was read; `check` otherwise.
        answer: the same with its grounds; weak ones (unverified, undated, stale) are among them.
        condition: when it may be used; None where it is general.
        superseded_by: a later instrument that may replace it between the two States.
        reservations: declarations and reservations of the requested State.
    """

    treaty: str
    title: Named
    serves: tuple[Use, ...]
    in_force: Ternary
    mark: Mark
    answer: Answer[Ternary]
    condition: Condition | None = None
    superseded_by: str | None = None
    reservations: tuple[Declaration, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether a route may be open on it: in force, and every fact read, dated and within its shelf life."""
        return self.in_force is Ternary.YES and self.answer.is_firm


def in_force_between(treaty: Treaty, rule: Classified, first: str, second: str, on: date) -> Answer[Ternary]:
    """Tell whether an instrument binds two States towards each other on a day.

    Returns:
        `no` if one of them is surely not bound; `yes` if both are; `unknown` otherwise.
    """
    one, other = (binds(treaty, code, on, hub=rule.hub) for code in (first, second))
    if rule.hub is not None and rule.hub not in (first, second):
        return Answer(
            Ternary.NO,
            on,
            one.grounds,
            say(
                "the agreements of {treaty} bind {hub} with each partner, not the partners with each other", treaty=treaty.id, hub=rule.hub
            ),
        )
    values = {one.value, other.value}
    value = Ternary.NO if Ternary.NO in values else Ternary.UNKNOWN if Ternary.UNKNOWN in values else Ternary.YES
    return Answer(value, on, one.grounds, together((one.note, other.note))).also(other.grounds)


def basis(treaty: Treaty, rule: Classified, requesting: str, requested: str, on: date) -> LegalBasis | None:
    """Weigh one instrument between two States; None where it is no basis, or nothing at all is known of one of them."""
    answer = in_force_between(treaty, rule, requesting, requested, on)
    if answer.value is Ternary.NO or any(ground.weakness is Weakness.UNKNOWN and ".missing" in ground.what for ground in answer.grounds):
        return None
    return LegalBasis(
        treaty=treaty.id,
        title=treaty.title,
        serves=rule.serves,
        in_force=answer.value,
        mark="read" if answer.value is Ternary.YES and not any(_is_unread(ground) for ground in answer.grounds) else "check",
        answer=answer,
        condition=rule.condition,
        reservations=tuple(row for row in treaty.declarations if row.code == requested),
    )


def _is_unread(ground: Ground) -> bool:
    return ground.weakness in (Weakness.UNVERIFIED, Weakness.INFERRED, Weakness.UNKNOWN)

"""Findings: what a check has to say about a draft. A draft has holes: a finding is a value, not an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is.

    `block`: the request must not leave without a recorded override. `error`: refusal or long delay is likely.
    `warning`: may delay or weaken. `info`: good practice.
    """

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order: 0 is the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Where:
    """The place a finding is about: a field, or a span of the text, or both.

    Attributes:
        field: the request fact (`target.ip_timestamp`); None for a finding about free text alone.
        index: number of the target or pleaded fact the field belongs to, from 0; None outside lists.
        start: first character of the span, in Unicode code points of the text named by `field` or of the letter.
        end: the offset after its last character.
    """

    field: str | None = None
    index: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A named senior lets a `block` pass, with a reason.

    Attributes:
        rule: the code of the rule that is overridden.
        by: name of the person.
        reason: why the request may leave all the same.
    """

    rule: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        rule: code of the rule (`ID-001`); stable in every language.
        severity: how grave.
        where: the place.
        message: what is wrong, with the value found.
        why: why it matters.
        fix: what to do.
        outcome: the outcome code that the finding prevents; None where it prevents none directly.
        sources: URLs that were read for it.
        basis: `read_text`, `read_summary` or `unverified`.
        overridden_by: the override that lets it pass; None when there is none.
    """

    rule: str
    severity: Severity
    where: Where
    message: str
    why: str
    fix: str
    outcome: str | None = None
    sources: tuple[str, ...] = ()
    basis: str = "unverified"
    overridden_by: Override | None = None

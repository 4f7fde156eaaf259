"""The record of one exercise as it is played: what happened and when, what was sent, decided, taken in and answered.

Marking reads nothing but this record, so every loss can be traced to a line of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.model.finding import Finding
from comity.model.request.evidence_request import EvidenceRequest
from comity.training.counterpart_file import TEMPLATES
from comity.training.moments import moment

WORDS_OF_A_REASON = 15
"""A decision counts when its reason has at least as many words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request or an act that went out.

    Attributes:
        at: when.
        kind: the instrument, or the name of an act that is no instrument (`freeze_order`).
        to: the counterpart with its State (`P247-DE`).
        request: the request; None for an act.
        findings: what the lint said of it as it was sent, overridden findings aside.
    """

    at: datetime
    kind: str
    to: str
    request: EvidenceRequest | None = None
    findings: tuple[Finding, ...] = ()

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(one.severity.value == severity for one in self.findings)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with its reason."""

    at: datetime
    name: str
    value: str
    reason: str

    @property
    def is_reasoned(self) -> bool:
        """Tell whether the reason says enough to count."""
        return len(self.reason.split()) >= WORDS_OF_A_REASON


@dataclass(frozen=True, slots=True)
class Intake:
    """A return taken in: `verified`, `mismatch_reported`, `reconciled`, `sealed`."""

    at: datetime
    pack: str
    state: str
    counts: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A lead taken from a return: `moment` is RFC 3339, where the trainee gave one."""

    at: datetime
    pack: str
    kind: str
    value: str
    moment: str | None = None
    port: int | None = None


@dataclass(slots=True)
class Preservation:
    """A clock of a preservation or freeze that runs.

    Attributes:
        kind: the instrument that began it.
        holder: the counterpart that keeps the data.
        country: its State.
        began: when it was confirmed.
        due: when it ends.
        extensions: how many were granted.
        is_lapsed: whether it ended with nothing to follow.
    """

    kind: str
    holder: str
    country: str | None
    began: datetime
    due: datetime
    extensions: int = 0
    is_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline.

    Attributes:
        at: when.
        kind: `instalment inject sent answer act decision intake found clock flag end`.
        who: from or to whom.
        text: what.
        code: outcome code, rule or id.
        details: further plain values.
    """

    at: datetime
    kind: str
    who: str
    text: str
    code: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """Everything that happened, in order."""

    start: datetime
    events: dict[str, datetime] = field(default_factory=dict)
    flags: dict[str, datetime] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    intakes: list[Intake] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    delivered: dict[str, datetime] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    clocks: list[Preservation] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)

    def when(self, event: str) -> datetime | None:
        """Return the first time an event happened; None if it did not."""
        return self.events.get(event)

    def at_or_by(self, text: str) -> datetime | None:
        """Return the moment that an expression of time means now; None while its event has not happened.

        Raises:
            ValueError: the text is no moment.
        """
        found = moment(text, self.start)
        if found.fixed is not None:
            return found.fixed
        base = self.events.get(found.event or "")
        return None if base is None else base + found.later

    def requests(self, kind: str, to: str) -> tuple[Sent, ...]:
        """Return what went out of one kind to one counterpart."""
        return tuple(one for one in self.sent if one.kind == kind and is_same(to, one.to))

    def note(self, at: datetime, kind: str, who: str, text: str, code: str | None = None, **details: Any) -> None:
        """Add a line to the timeline."""
        self.log.append(Entry(at, kind, who, text, code, details))


def is_same(named: str, counterpart: str) -> bool:
    """Tell whether a name means a counterpart; a template may be named without its State."""
    return counterpart == named or (named in TEMPLATES and counterpart.startswith(f"{named}-"))

"""Routes and the plan: what each channel can do for a lead, and in which order to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Basis


class RouteState(StrEnum):
    """Whether a route may be taken.

    `open`: every row it rests on was read, is fresh and in force. `check`: ask the central authority, naming the weak row.
    `closed`: it leads nowhere; the reasons name the outcome code.
    """

    OPEN = "open"
    CHECK = "check"
    CLOSED = "closed"


class Duty(StrEnum):
    """Whether the addressee must answer."""

    BINDING = "binding"
    DISCRETIONARY = "discretionary"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for the state of a route.

    Attributes:
        code: stable code; an outcome code where the reason closes a route.
        text: the reason in the reader's language.
        basis: how the fact behind it is known.
        source: the URL that was read for it; None when nothing was read.
        as_of: the date of that source; None when nothing was read.
        weakens: the state this reason alone would give the route.
    """

    code: str
    text: str
    basis: Basis = Basis.COMPUTED
    source: str | None = None
    as_of: str | None = None
    weakens: RouteState = RouteState.OPEN


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock to set.

    Attributes:
        id: what it measures (`preservation_expiry`, `retention_expiry`, `extension_lead` …).
        due: the day or moment it runs out; None while its start is not known.
        starts_from: the event it starts from.
        source: the URL behind its length; None when nothing was read.
        basis: how its length is known; an unverified one needs the user's confirmation.
    """

    id: str
    due: date | datetime | None
    starts_from: str
    source: str | None = None
    basis: Basis = Basis.COMPUTED


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the requester must answer (a safeguard, a qualifier of dual criminality, a missing prerequisite).

    Attributes:
        id: id of the safeguard or question.
        text: the question in the reader's language.
        if_not_met: `block`, `warn`, `needs_assurance`, `needs_mitigation` or `second_approval`.
    """

    id: str
    text: str
    if_not_met: str = "warn"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A treaty that a route relies on, or could.

    Attributes:
        treaty: id of the treaty.
        articles: its articles for the measure, as the knowledge base writes them.
        state: open when it is in force between both States on facts that were read and are fresh; check when a fact is weak, or
            when the case is not shown to fall under it.
        basis: `read` when every fact relied on was read in a source, however old; `unverified` otherwise.
        weak: the weak facts, in words; empty when it is open.
    """

    treaty: str
    articles: str
    state: RouteState
    basis: Basis
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One instrument towards one addressee for one category of data of one lead.

    Attributes:
        id: stable within one answer (`r1`, `r2` …).
        lead: number of the lead in the case file, from 0; None for a route of the whole case.
        category: the category of data asked for.
        channel: the channel.
        instrument: id in the instruments of practice.
        addressee: whom to write to, in words fit for a letter.
        addressee_id: id of the provider, authority or network behind it; None when the addressee is not in the knowledge base.
        addressee_state: ISO 3166-1 code of the State whose law governs the answer.
        legal_entity: the exact company, by the provider's addressing rule; None for authorities or where unknown.
        state: open, check or closed.
        duty: whether the addressee must answer.
        reasons: why, gravest first.
        safeguards: ids of the safeguards triggered.
        questions: what the requester must answer first.
        clocks: what to set.
        signs: who signs at home.
        languages: languages the addressee accepts.
        yields: what comes back, in words.
        usual_days: usual time to an answer where a source gives it.
        prerequisites: what has to exist before sending (a portal account, a court order).
        dual_criminality: `yes`, `no`, `unknown` or `not_needed`.
        bases: the treaties it relies on, the surest first; empty for channels that need none.
    """

    id: str
    lead: int | None
    category: DataCategory
    channel: ChannelKind
    instrument: str
    addressee: str
    state: RouteState
    duty: Duty
    reasons: tuple[Reason, ...] = ()
    safeguards: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    clocks: tuple[RunningClock, ...] = ()
    signs: str = ""
    languages: tuple[str, ...] = ()
    addressee_id: str | None = None
    addressee_state: str | None = None
    legal_entity: str | None = None
    yields: str = ""
    usual_days: str | None = None
    prerequisites: tuple[str, ...] = ()
    dual_criminality: str = "not_needed"
    bases: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of the plan.

    Attributes:
        step: number from 1.
        when: `today`, `parallel`, `after:N` (after step N), or an RFC 3339 day.
        text: what to do.
        route: id of the route it takes; None for a step that sends nothing.
        covers: ids of all routes that the step takes, the first among them: categories and leads that one letter can ask for.
    """

    step: int
    when: str
    text: str
    route: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPossible:
    """What not to send, because it does not exist or cannot be given."""

    lead: int | None
    category: DataCategory
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """All routes of a case, and one plan.

    Attributes:
        routes: every channel of every lead and category.
        plan: the order of work.
        not_possible: what not to send.
        ask_central_authority: True when at least one route that the plan needs rests on a weak row.
        flags: codes of what stands out in the case (`forged_request_marks`, `welfare_emergency`, `sanctions` …).
        files: origin and SHA-256 of every knowledge file that took part.
    """

    routes: tuple[Route, ...]
    plan: tuple[PlanStep, ...]
    not_possible: tuple[NotPossible, ...]
    ask_central_authority: bool
    flags: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()

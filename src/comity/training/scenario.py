"""An exercise as its file tells it: who, when, what is revealed, what is planted, who answers, and what counts.

The files lie in `training/scenarios/`, one exercise a file; `training/exercise_rules.yaml` says how they are read.
`comity train check FILE` holds a new one against this shape and against itself (`comity.training.check`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec

from comity.knowledge.row import Facts
from comity.law.words import Named

Status = Literal["ack", "confirmation", "clarification", "refusal", "disclosure", "partial_disclosure", "notice", "silence"]
"""What kind of answer a counterpart gives."""


class ScenarioClock(Facts, frozen=True, kw_only=True):
    """When the exercise is played.

    Attributes:
        t0: the start, in UTC.
        local_zone: zone of the trainee; `own` takes that of the State.
        end: moment after which nothing happens, such as `T0+30d`.
        real_time_first_hours: hours that a trainer should play in real time.
    """

    t0: str
    local_zone: str
    end: str
    real_time_first_hours: int | None = None


class CastMember(Facts, frozen=True, kw_only=True):
    """A person or body of the story."""

    id: str
    name: str
    role: str
    note: str | None = None


class PlantedIdentifier(Facts, frozen=True, kw_only=True):
    """An identifier of the story, true or planted to mislead.

    Attributes:
        time: when an address was used; with `Z` it is UTC, without it the wall clock of a log that states no zone.
        zone: the zone of a wall clock, as the truth or the mistake has it.
        handle_at: user name with the day on which it was seen.
    """

    id: str
    kind: str
    value: str
    truth: str
    first_seen: str | None = None
    seen: str | None = None
    time: str | None = None
    zone: str | None = None
    port: int | None = None
    chain: str | None = None
    handle_at: str | None = None


class Instalment(Facts, frozen=True, kw_only=True):
    """A part of the story, told when its time has come."""

    id: str
    at: str
    reveals: tuple[str, ...]
    text: str


class Trap(Facts, frozen=True, kw_only=True):
    """A mistake that the exercise invites."""

    id: str
    where: str
    why: str
    caught_by: tuple[str, ...]
    cost: str


class Answer(Facts, frozen=True, kw_only=True):
    """What a counterpart answers.

    Attributes:
        status: kind of answer.
        code: outcome code.
        delay_h: hours until it arrives.
        text: the words; `{n}` is a reference number.
        sets: flag that the answer sets.
        pack_of_scenario: whether the exercise has a return for the instrument asked under.
        pack: the return that is sent, whatever was asked under.
    """

    status: Status
    code: str
    delay_h: float
    text: str
    sets: str | None = None
    pack_of_scenario: bool = False
    pack: str | None = None


class AnswerRule(Facts, frozen=True, kw_only=True):
    """A rule of a counterpart: the first whose condition is true answers."""

    id: str
    when: str
    answer: Answer


class ScenarioCounterpart(Facts, frozen=True, kw_only=True):
    """A counterpart as the exercise casts it.

    Attributes:
        id: id of a file in `training/counterparts/`, or a name of its own with rules of its own.
        country: State that a template carries.
        packs: instrument to the return it brings.
        special_rules: rules asked before those of the file.
        special: manner of answering told in words; `training/schemes` has it as rules.
        flags: flags computed from the request, name to condition.
        domestic: whether it lies in the trainee's own State.
        reached_through: that it answers to nobody directly, and through whom it is reached.
    """

    id: str
    country: str | None = None
    kind: str | None = None
    note: str | None = None
    packs: dict[str, str] = msgspec.field(default_factory=dict)
    special: dict[str, str] = msgspec.field(default_factory=dict)
    special_rules: tuple[AnswerRule, ...] = ()
    rules: tuple[AnswerRule, ...] = ()
    flags: dict[str, str] = msgspec.field(default_factory=dict)
    accepted_languages: tuple[str, ...] = ()
    domestic: bool = False
    reached_through: str | None = None


class Inject(Facts, frozen=True, kw_only=True, rename={"sender": "from"}):
    """Something that happens to the trainee.

    Attributes:
        only_if: condition, where it does not always happen.
        expected: what a good team does.
        marks: the item it is about.
    """

    id: str
    at: str
    type: str
    sender: str
    text: str
    expected: str
    marks: str
    only_if: str | None = None


class Return(Facts, frozen=True, kw_only=True, rename={"sender": "from"}):
    """What comes back: a file as text, with the digest that the sheet announces (different on purpose where planted)."""

    id: str
    sender: str
    planted: tuple[str, ...]
    text: str
    sha256_of_text: str
    sha256_announced: str


class MarkItem(Facts, frozen=True, kw_only=True):
    """One item of the marking.

    Attributes:
        check: expression of the marking language, or `trainer` where a person marks.
    """

    id: str
    points: int
    earns: str
    loses: str
    check: str

    @property
    def by_person(self) -> bool:
        """Tell whether a person marks it."""
        return self.check.strip() == "trainer"


class SolutionStep(Facts, frozen=True, kw_only=True):
    """One step of the model solution, told in words."""

    at: str
    do: str


class Question(Facts, frozen=True, kw_only=True):
    """A question of the quiz; `answer` is the number of the right option, from 0."""

    q: str
    options: tuple[str | bool, ...]
    answer: int
    why: str


class Scenario(Facts, frozen=True, kw_only=True):
    """An exercise."""

    identity: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    title: Named
    level: int
    minutes: int
    requesting_state: str
    default_state: str | None = None
    modules: tuple[str, ...]
    learning_outcomes: tuple[str, ...]
    roles: dict[str, str]
    summary: str
    content_rule: str | None = None
    treaty_positions: dict[str, str]
    clock: ScenarioClock
    cast: tuple[CastMember, ...]
    identifiers: tuple[PlantedIdentifier, ...]
    instalments: tuple[Instalment, ...]
    planted_leads: tuple[str, ...]
    planted_traps: tuple[Trap, ...]
    counterparts: tuple[ScenarioCounterpart, ...]
    injects: tuple[Inject, ...]
    returns: tuple[Return, ...]
    ground_truth: dict[str, Any]
    marking: tuple[MarkItem, ...]
    model_solution: tuple[SolutionStep, ...]
    debrief: tuple[str, ...]
    quiz: tuple[Question, ...]
    trainer_notes: str

    @property
    def state(self) -> str:
        """The State of the trainee."""
        return (self.default_state or "KZ") if self.requesting_state == "own" else self.requesting_state

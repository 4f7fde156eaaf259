"""The model solution of an exercise for the machine: `training/solutions/<slug>/play.yaml`.

How to write one
    id: S1
    case: {…}                           the case file, without its leads: those are the identifiers of the exercise
    requests:
      shield: {to: SP-SHIELD, instrument: pres_provider, leads: [url1], facts: {data.date_from: 2026-09-01}, targets: {url1: {…}}}
    steps:
      - {at: 2h, send: shield}
      - {at: answer:SP-SHIELD+1h, take_in: S1-shield, states: [verified, reconciled]}
      - {at: 6d, decide: use_found_password, value: "no", reason: …}
      - {at: 1h, act: ack, to: DE1}     also `give: RR`, `answer: J2`, `close: I1` with `value: granted`
    mistakes:                           each changes the play in one way and loses exactly these points
      - {id: late, told: …, delay: {shield: 10h}, loses: {m1: 15}}

The facts of a draft come from the case (`comity.drafting.compose`), then from `training/solutions/office.yaml`, which serves every
exercise, then from the request here. `{today}` and `{today+30d}` in them are days of the simulated clock.
"""

from __future__ import annotations

from typing import Any

import msgspec

from comity.knowledge.row import Facts


class PlannedRequest(Facts, frozen=True, kw_only=True):
    """A request of the solution.

    Attributes:
        to: the counterpart, with its State.
        instrument: the instrument.
        leads: identifiers of the exercise that become its targets.
        facts: request fact id to value.
        targets: identifier of the exercise to facts of that target.
        besides: further targets, which a return has brought.
    """

    to: str
    instrument: str
    leads: tuple[str, ...] = ()
    besides: tuple[dict[str, Any], ...] = ()
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    targets: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)


class Step(Facts, frozen=True, kw_only=True):
    """A step of the solution: exactly one of the deeds."""

    at: str
    send: str | None = None
    decide: str | None = None
    take_in: str | None = None
    act: str | None = None
    give: str | None = None
    answer: str | None = None
    close: str | None = None
    value: str = ""
    reason: str = ""
    states: tuple[str, ...] = ()
    to: str | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """What the step is called in mistakes: the request, the decision, the pack, the act with its addressee."""
        deed = self.send or self.decide or self.take_in or self.give or self.answer or self.close
        return deed or (f"{self.act}:{self.to}" if self.to else self.act or "")


class Mistake(Facts, frozen=True, kw_only=True):
    """A deliberate mistake, and exactly what it loses.

    Attributes:
        told: the mistake in a sentence.
        drop: steps that are left out.
        delay: step to how much later it is done.
        facts: request to facts that are changed (null takes one away).
        leads: request to identifiers asked about instead.
        targets: request to identifier to facts of that target.
        states: pack to the states of its intake.
        decide: decision to the value taken instead.
        shorten: decisions whose reason is too short to count.
        add: steps done besides.
        loses: item to points.
        fatal: items that fail the exercise.
    """

    id: str
    told: str
    loses: dict[str, int]
    drop: tuple[str, ...] = ()
    delay: dict[str, str] = msgspec.field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    leads: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    targets: dict[str, dict[str, dict[str, Any]]] = msgspec.field(default_factory=dict)
    to: dict[str, str] = msgspec.field(default_factory=dict)
    states: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    decide: dict[str, str] = msgspec.field(default_factory=dict)
    shorten: tuple[str, ...] = ()
    requests: dict[str, PlannedRequest] = msgspec.field(default_factory=dict)
    add: tuple[Step, ...] = ()
    fatal: tuple[str, ...] = ()


class Solution(Facts, frozen=True, kw_only=True):
    """The model solution of an exercise."""

    id: str
    case: dict[str, Any]
    requests: dict[str, PlannedRequest]
    steps: tuple[Step, ...]
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()


class Office(Facts, frozen=True, kw_only=True):
    """What the office of the trainee answers to the questions of every draft.

    Attributes:
        facts: for every draft.
        instruments: for drafts under an instrument.
        targets: for targets, by their kind.
    """

    facts: dict[str, Any]
    instruments: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    targets: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)

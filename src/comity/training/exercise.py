"""An exercise being played: a clock that only goes forward, and everything that is to happen on it.

    exercise = Exercise(scenario, scheme, library.counterparts, linter, seed=1)
    exercise.advance(exercise.moment("2h"))
    exercise.send("SP-SHIELD", request)

What happens at one moment happens in the order in which it was set, so a jump fires every inject once and in order. Nothing here asks
the machine's clock or its chance: two runs from one seed are the same. Nothing leaves the exercise: a request becomes a line in the
record and is judged; there is no transport here.
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.drafting.lint.check import Linter
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import Said, say
from comity.training import spoken
from comity.training.counterpart import Counterpart, Judgement, cast, uncast
from comity.training.counterpart_file import TEMPLATES, CounterpartFile
from comity.training.moments import moment, utc
from comity.training.offices import in_office, is_round_the_clock
from comity.training.record import Decision, Found, Intake, Record, Sent
from comity.training.scenario import Answer, AnswerRule, Inject, Instalment, Return, Scenario
from comity.training.scheme import Scheme
from comity.training.stage_clocks import StageClocks
from comity.training.vocabulary import ExerciseFacts, exercise_language, facts_of

INTAKES: dict[str, Said] = {
    "verified": say("the digest matches"),
    "mismatch_reported": say("the digest does not match, and the sender was told"),
    "reconciled": say("asked and received were laid side by side"),
    "sealed": say("what nobody asked for was sealed"),
}
"""What can be said of a return, in words."""
INTAKE_STATES = tuple(INTAKES)
_NOTICE = timedelta(days=7)
_DISCLOSED = frozenset({"disclosure", "partial_disclosure"})


@dataclass(slots=True)
class Pending:
    """A request that waits for the answer of a person who plays the counterpart; `judged` is what its rules would say."""

    counterpart: Counterpart
    judged: Judgement
    sent: Sent
    is_answered: bool = False


class Exercise:
    """One run of an exercise.

    Args:
        scenario: the exercise.
        scheme: the machine's side of it.
        files: the counterparts.
        linter: the linter that counterparts and marking judge with.
        seed: of everything left to chance (reference numbers).
        until: where a shorter length ends; None for the end that the exercise tells.
        people: counterparts that persons play: their answers wait in `pending` until somebody replies.
    """

    def __init__(
        self,
        scenario: Scenario,
        scheme: Scheme,
        files: dict[str, CounterpartFile],
        linter: Linter,
        seed: int = 1,
        *,
        until: str | None = None,
        people: frozenset[str] = frozenset(),
    ) -> None:
        self.scenario = scenario
        self.scheme = scheme
        self.linter = linter
        self.start = utc(scenario.clock.t0)
        self.now = self.start
        self.record = Record(self.start)
        self.end = self.moment(until or scenario.clock.end)
        self.people = people
        self.pending: list[Pending] = []
        self.identifiers = {one.id: one for one in scenario.identifiers}
        self.returns = {one.id: one for one in scenario.returns}
        self.counterparts = cast(scenario, scheme, files)
        self._files = files
        self._chance = random.Random(seed)  # noqa: S311 - reference numbers of an exercise guard nothing
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = 0
        self._hung: dict[str, list[tuple[timedelta, Callable[[], None]]]] = {}
        self._reacted: set[tuple[str, str]] = set()
        self._clocks = StageClocks(self)
        self._set_stage()

    def moment(self, text: str) -> datetime:
        """Return a moment told as the files tell it.

        Raises:
            InputError: it is none, or its event has not happened.
        """
        try:
            found = moment(text, self.start)
        except ValueError:
            raise InputError(
                say("no moment of an exercise: {text}", text=text[:60]), hint=say("write 2h, 3d, T0+6h or 2026-09-21T00:00:00Z")
            ) from None
        when = found.fixed or self.record.at_or_by(text)
        if when is None:
            raise InputError(say("this has not happened: {text}", text=text[:60]), hint=say("play on until it has"))
        return when

    def advance(self, to: datetime) -> None:
        """Let time pass: everything due until then happens, once and in order.

        Raises:
            InputError: the moment lies in the past; the clock is never turned back.
        """
        if to < self.now:
            raise InputError(
                say("the clock of an exercise is never turned back: it is {now}", now=self.now.isoformat()),
                hint=say("give a later moment"),
            )
        to = min(to, self.end)
        while self._queue and self._queue[0][0] <= to:
            self.now, _, happen = heapq.heappop(self._queue)
            happen()
        self.now = max(self.now, to)

    def finish(self) -> None:
        """Let all the time pass that is left."""
        self.advance(self.end)
        self.record.note(self.now, "end", "", self.scenario.clock.end)

    @property
    def is_over(self) -> bool:
        """Tell whether the time of the exercise is up."""
        return self.now >= self.end

    def send(self, to: str, request: EvidenceRequest) -> Sent:
        """Send a request to a counterpart of the exercise, which judges it; it is marked as training, whatever it says.

        Raises:
            InputError: nobody of that name can be written to, or the request names no instrument.
        """
        counterpart = self._counterpart(to)
        kind = request.request.instrument
        if kind is None:
            raise InputError(say("the request names no instrument"), place="request.instrument", hint=say("choose one; see comity route"))
        request = replace(request, training=True, today=self.now.date())
        findings = tuple(one for one in self.linter.lint(request) if one.overridden_by is None)
        sent = Sent(self.now, kind, counterpart.name, request, findings)
        self.record.sent.append(sent)
        self.record.note(
            self.now, "sent", counterpart.name, kind, None, targets=[one.identifier for one in request.targets],
            blocks=sent.count("block"), errors=sent.count("error"), rules=_rules(sent),
        )  # fmt: skip
        if kind == "emergency_disclosure":
            self._event("emergency")
        self._event(f"sent:{kind}:{counterpart.name}", f"sent:{kind}:{_bare(counterpart.name)}", f"sent:{kind}")
        seen = replace(sent, request=counterpart.as_it_sees(request))
        self._judged(counterpart, counterpart.judge(self._facts((seen,), counterpart)), sent)
        return sent

    def act(self, name: str, to: str | None = None, text: str = "") -> None:
        """Do what is no request: serve a domestic order (`freeze_order`), ask for consent, acknowledge (`ack`), give advice.

        Args:
            name: the act, as the marking names it.
            to: to whom; None for nobody in particular.
            text: what was said.
        """
        counterpart = self._counterpart(to) if to is not None else None
        who = counterpart.name if counterpart else ""
        self.record.note(self.now, "act", who, text or name, name)
        sent = Sent(self.now, name, who)
        if counterpart is not None:
            self.record.sent.append(sent)
            self._event(f"sent:{name}:{who}", f"sent:{name}:{_bare(who)}", f"{name}:{who}")
        self._event(f"sent:{name}", name, *([f"{name}_asked:{sent.to}"] if name == "consent" else []))
        if counterpart is not None and counterpart.hears_acts():
            self._judged(counterpart, counterpart.judge(self._facts((sent,), counterpart)), sent)

    def reply(self, number: int, answer: Answer | None = None) -> None:
        """Answer as a counterpart that a person plays.

        Args:
            number: which of the waiting requests, from 0.
            answer: the answer; None for the one that the rules of the counterpart give.

        Raises:
            InputError: nothing of this number waits.
        """
        waiting = self.pending[number] if 0 <= number < len(self.pending) else None
        if waiting is None or waiting.is_answered:
            raise InputError(say("nothing of this number waits for an answer: {number}", number=number))
        waiting.is_answered = True
        judged = waiting.judged if answer is None else Judgement("person", answer)
        self.schedule(self.now, lambda: self._deliver(waiting.counterpart, judged, waiting.sent))
        self.advance(self.now)

    def bring(self, inject: str) -> None:
        """Let an inject happen now, at the trainer's word; one that has happened does not happen again.

        Raises:
            InputError: there is no such inject, or it has happened.
        """
        found = next((one for one in self.scenario.injects if one.id == inject), None)
        if found is None or inject in self.record.events:
            raise InputError(say("no inject of this name is to come: {name}", name=inject[:40]))
        self._happen(found)

    def give_data(self, to: str, text: str = "") -> None:
        """Hand over data to somebody who asked for it."""
        self.record.note(self.now, "act", to, text or say("gave the data"), "give_data")
        self._flag(f"data_given_to_{to}", f"data_given_to_{to.lower()}")
        self._event(f"sent_to_{to}")

    def answer_inject(self, inject: str, text: str = "") -> None:
        """Answer an inject that asks something."""
        self.record.note(self.now, "act", "", text or inject, f"answered:{inject}")
        self._event(f"answered:{inject}")

    def decide(self, name: str, value: str, reason: str) -> Decision:
        """Record a decision with its reason; fewer than fifteen words do not count."""
        decision = Decision(self.now, name, value, reason)
        self.record.decisions.append(decision)
        self.record.note(self.now, "decision", "", reason, name, value=value, counts=decision.is_reasoned)
        self._event(f"decided:{name}")
        return decision

    def take_in(self, pack: str, state: str) -> Intake:
        """Take in a return, or say what was done with it; a state that its bytes contradict is recorded and does not count.

        Raises:
            InputError: there is no such return, or no such state.
        """
        returned = self.returns.get(pack)
        if returned is None or state not in INTAKE_STATES:
            known = ", ".join(INTAKE_STATES if returned is not None else self.returns)
            raise InputError(say("no return or state of this name: {name}", name=f"{pack} {state}"), hint=say("known: {keys}", keys=known))
        note = _held_against(returned, state, is_there=pack in self.record.delivered)
        intake = Intake(self.now, pack, state, not note, note)
        self.record.intakes.append(intake)
        self.record.note(self.now, "intake", pack, note or INTAKES[state], state, counts=intake.counts)
        return intake

    def find(self, pack: str, kind: str, value: str, moment: str | None = None, port: int | None = None) -> Found:
        """Take a lead from a return.

        Raises:
            InputError: the return has not come, or nothing is named.
        """
        if pack not in self.record.delivered:
            raise InputError(say("nothing of this name has arrived"), place=pack[:40])
        if not value.strip():
            raise InputError(say("this is needed"), place="value")
        found = Found(self.now, pack, kind, value.strip(), moment or None, port)
        self.record.found.append(found)
        self.record.note(self.now, "found", pack, " ".join(filter(None, (found.value, moment))), kind)
        return found

    def close(self, file: str, code: str) -> None:
        """Close an incoming file with an outcome code.

        Raises:
            InputError: the code is not in the vocabulary.
        """
        if code not in self.linter.knowledge.law.outcomes:
            raise InputError(say("no outcome has the code {code}", code=code[:40]), hint=say("see docs/reference/outcomes"))
        self.record.closed[file] = code
        self.record.note(self.now, "act", file, code, "closed")

    # ---- what happens by itself ------------------------------------------------------------------------------------

    def schedule(self, at: datetime, happen: Callable[[], None]) -> None:
        """Let something happen at a moment, after everything set for that moment before."""
        self._number += 1
        heapq.heappush(self._queue, (max(at, self.now), self._number, happen))

    def next_event(self) -> datetime | None:
        """Return the moment of the next thing that happens by itself; None when nothing is to come."""
        return self._queue[0][0] if self._queue else None

    def flag(self, name: str) -> None:
        """Set a flag of the story."""
        self._flag(name)

    def happened(self, event: str) -> None:
        """Let an event of the story happen."""
        self._event(event)

    def _set_stage(self) -> None:
        for part in self.scenario.instalments:
            self._set(part.at, lambda part=part: self._tell(part))  # type: ignore[misc]
        for inject in self.scenario.injects:
            self._set(inject.at, lambda inject=inject: self._inject(inject))  # type: ignore[misc]
        self.advance(self.start)

    def _set(self, at: str, happen: Callable[[], None]) -> None:
        found = moment(at, self.start)
        if found.fixed is not None:
            self.schedule(found.fixed, happen)
        else:
            self._hung.setdefault(found.event or "", []).append((found.later, happen))

    def _tell(self, part: Instalment) -> None:
        words = spoken.told(self.scenario, part.id, part.text)
        self.record.note(self.now, "instalment", "", words, part.id, reveals=list(part.reveals))
        self._event(part.id, *self.scheme.events.get(part.id, ()))

    def _inject(self, inject: Inject) -> None:
        condition = self.scheme.only_if.get(inject.id, inject.only_if)
        sender = inject.sender.replace(" ", "-")
        if inject.id in self.record.events or (condition is not None and not self._is_true(condition, inject.id, sender)):
            return
        self._happen(inject)

    def _happen(self, inject: Inject) -> None:
        words = spoken.told(self.scenario, inject.id, inject.text)
        self.record.note(self.now, "inject", inject.sender, words, inject.id, type=inject.type)
        pack = self.scheme.delivers.get(inject.id)
        if pack is not None:
            self.record.delivered.setdefault(pack, self.now)
            self._event(f"arrived:{pack}")
        self._event(inject.id, f"{inject.type}_sent", *self.scheme.events.get(inject.id, ()))

    def _is_true(self, condition: str, place: str, sender: str) -> bool:
        expression = exercise_language().condition(condition, place)
        to_sender = [one for one in self.record.sent if one.to == sender and one.request is not None]
        judged: list[tuple[Sent, ...]] = [(one,) for one in to_sender] or [tuple(self.record.sent)]
        return any(expression.holds(self._facts(requests, None)) for requests in judged)

    def _judged(self, counterpart: Counterpart, judged: Judgement, sent: Sent) -> None:
        if counterpart.name in self.people:
            self.pending.append(Pending(counterpart, judged, sent))
        else:
            self._answer(counterpart, judged, sent)

    def _answer(self, counterpart: Counterpart, judged: Judgement, sent: Sent | None) -> None:
        if judged.answer.status == "silence" and not judged.answer.text:
            return
        at = self.now + timedelta(hours=judged.answer.delay_h)
        if not is_round_the_clock(counterpart.kind, sent.kind if sent else None):
            at = in_office(at, counterpart.country)
        self.schedule(at, lambda: self._deliver(counterpart, judged, sent))

    def _deliver(self, counterpart: Counterpart, judged: Judgement, sent: Sent | None) -> None:
        answer = judged.answer
        text = spoken.numbered(answer.text, self._chance.randint(1000, 9999))
        pack = answer.pack or (counterpart.packs.get(sent.kind) if answer.pack_of_scenario and sent else None)
        points = _rules(sent) if sent is not None and answer.status in {"clarification", "refusal"} else []
        self.record.note(
            self.now, "answer", counterpart.name, text, answer.code, status=answer.status, rule=judged.rule, pack=pack,
            to=sent.kind if sent else None, points=points,
        )  # fmt: skip
        if pack is not None:
            self.record.delivered.setdefault(pack, self.now)
            self._event(f"arrived:{pack}")
        if answer.sets:
            self._flag(answer.sets)
        name = counterpart.name
        self._event(f"answer:{name}", f"answer:{name}:{judged.rule}", f"{answer.status}:{name}")
        if answer.status in _DISCLOSED:
            self._event("first_disclosure", f"disclosed:{name}", f"disclosed:{name}:{sent.kind if sent else ''}")
        if answer.status == "ack":
            self._received(name)
        if answer.status == "notice" and sent is not None:
            self.schedule(self.now + _NOTICE, lambda: self._tell_user(counterpart, sent))
        if answer.status == "confirmation" and sent is not None:
            self._clocks.start(counterpart, sent)

    def _received(self, who: str) -> None:
        """What was asked for (`assurance_asked`) has come (`assurance_received`)."""
        for event in [key for key in self.record.events if key.endswith(f"_asked:{who}")]:
            self._event(event.removesuffix(f"_asked:{who}") + "_received")

    def _tell_user(self, counterpart: Counterpart, sent: Sent) -> None:
        later = [one for one in self.record.requests(sent.kind, counterpart.name) if one.at > sent.at and one.request is not None]
        has_order = any(one.request.request.non_disclosure_order for one in later if one.request is not None)
        if has_order or f"withdrawn:{counterpart.name}" in self.record.events:
            return
        self._flag("user_told")

    def _react(self) -> None:
        for counterpart in self.counterparts.values():
            for rule in counterpart.reacts():
                key = (counterpart.name, rule.id)
                if key not in self._reacted and self._holds(rule, counterpart):
                    self._reacted.add(key)
                    self._answer(counterpart, Judgement(rule.id, rule.answer), None)

    def _holds(self, rule: AnswerRule, counterpart: Counterpart) -> bool:
        return exercise_language().condition(rule.when, rule.id).holds(self._facts((), counterpart))

    def _event(self, *names: str) -> None:
        new = [name for name in names if name not in self.record.events]
        for name in new:
            self.record.events[name] = self.now
        for name in new:
            for later, happen in self._hung.pop(name, ()):
                self.schedule(self.now + later, happen)
        if new:
            self._react()

    def _flag(self, *names: str) -> None:
        for name in names:
            if name not in self.record.flags:
                self.record.flags[name] = self.now
                self.record.note(self.now, "flag", "", name, name)
        self._react()

    def _facts(self, judged: tuple[Sent, ...], counterpart: Counterpart | None) -> ExerciseFacts:
        return facts_of(
            self.record,
            self.identifiers,
            self.linter.knowledge,
            self.now.date(),
            judged,
            who=counterpart.name if counterpart else None,
            computed=counterpart.flags if counterpart else None,
            files=self.scheme.files,
        )

    def all_facts(self) -> ExerciseFacts:
        """Lay out everything that was sent, for the marking."""
        return self._facts(tuple(self.record.sent), None)

    def _counterpart(self, name: str) -> Counterpart:
        found = self.counterparts.get(name) or next((one for one in self.counterparts.values() if _bare(one.name) == name), None)
        if found is None:
            found = uncast(name, self._files)
        if found is None:
            raise InputError(
                say("nobody of this name can be written to: {name}", name=name[:40]),
                hint=say("known: {keys}", keys=", ".join(self.counterparts)),
            )
        return found


def _bare(name: str) -> str:
    """Return the name of a template without its State; other names as they are."""
    head, _, _ = name.rpartition("-")
    return head if head in TEMPLATES else name


def _rules(sent: Sent) -> list[str]:
    return [one.rule for one in sent.findings if one.severity.value in {"block", "error"}]


def _held_against(returned: Return, state: str, *, is_there: bool) -> str:
    """Tell what speaks against a state of intake; empty when nothing does."""
    if not is_there:
        return say("nothing of this name has arrived")
    is_whole = hashlib.sha256(returned.text.encode()).hexdigest() == returned.sha256_announced
    if state == "verified" and not is_whole:
        return say("the digest announced is not that of the file")
    if state == "mismatch_reported" and is_whole:
        return say("the digest announced is that of the file")
    return ""

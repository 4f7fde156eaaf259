"""Hold a new exercise against its shape and against itself: everything that is wrong, with its place.

The shape comes first (a key that nobody knows, a value of the wrong kind stop the reading); then what only the whole tells: points that do
not add up, a digest that is not that of its text, a name that leads nowhere, an expression that nobody can evaluate.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from comity.drafting.lint.check import Linter
from comity.errors import InputError, KnowledgeError
from comity.text.messages import say
from comity.training.counterpart import named
from comity.training.evidence import calls_of
from comity.training.library import Library, read
from comity.training.moments import moment, utc
from comity.training.scenario import AnswerRule, Scenario
from comity.training.scheme import Scheme
from comity.training.vocabulary import exercise_language

TOTAL = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in an exercise.

    Attributes:
        place: where, as a path of keys.
        text: what.
    """

    place: str
    text: str


def read_scenario(path: Path) -> Scenario:
    """Read an exercise from any place.

    Raises:
        InputError: there is no such file.
        KnowledgeError: it does not fit the shape.
    """
    if not path.is_file():
        raise InputError(say("no file of this name"), place=str(path), hint=say("check the name and the folder"))
    return read(path, Scenario, path.name)


def check(scenario: Scenario, library: Library, linter: Linter, scheme: Scheme | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with an exercise; nothing when all is well.

    Args:
        scenario: the exercise.
        library: the counterparts it may cast.
        linter: its rules and outcome codes are those that the exercise may name.
        scheme: the machine's side of it, where there is one.
    """
    return tuple(_Check(scenario, library, linter, scheme).problems())


class _Check:
    def __init__(self, scenario: Scenario, library: Library, linter: Linter, scheme: Scheme | None) -> None:
        self._scenario = scenario
        self._library = library
        self._linter = linter
        self._scheme = scheme
        self._identifiers = {one.id for one in scenario.identifiers}
        self._returns = {one.id for one in scenario.returns}
        self._items = {one.id for one in scenario.marking}
        self._cast = {named(one.id, one.country, scenario.state) for one in scenario.counterparts}

    def problems(self) -> Iterator[Problem]:
        yield from self._ids()
        yield from self._times()
        yield from self._marking()
        yield from self._story()
        yield from self._counterparts()
        yield from self._returned()
        yield from self._quiz()
        if self._scheme is not None:
            yield from self._schemed(self._scheme)

    def _ids(self) -> Iterator[Problem]:
        groups = {
            "identifiers": [row.id for row in self._scenario.identifiers],
            "instalments": [row.id for row in self._scenario.instalments],
            "injects": [row.id for row in self._scenario.injects],
            "returns": [row.id for row in self._scenario.returns],
            "marking": [row.id for row in self._scenario.marking],
            "planted_traps": [row.id for row in self._scenario.planted_traps],
        }
        for name, ids in groups.items():
            for id_, count in Counter(ids).items():
                if count > 1:
                    yield Problem(name, say("the id {id} stands {count} times", id=id_, count=count))

    def _times(self) -> Iterator[Problem]:
        try:
            start = utc(self._scenario.clock.t0)
        except ValueError as error:
            yield Problem("clock.t0", str(error))
            return
        told = [
            ("clock.end", self._scenario.clock.end),
            *((f"instalments.{one.id}.at", one.at) for one in self._scenario.instalments),
            *((f"injects.{one.id}.at", one.at) for one in self._scenario.injects),
            *((f"model_solution[{number}].at", one.at) for number, one in enumerate(self._scenario.model_solution)),
        ]
        yield from (
            Problem(place, say("no moment: {text}; write 2h, 3d, T0+6h or 2026-09-21T00:00:00Z", text=text))
            for place, text in told
            if _fails(partial(moment, text, start))
        )
        for one in self._scenario.identifiers:
            for key in ("first_seen", "seen"):
                text = getattr(one, key)
                if text is not None and _fails(partial(utc, text)):
                    yield Problem(
                        f"identifiers.{one.id}.{key}", say("no moment with a zone: {text}; write 2026-09-21T00:00:00Z", text=text)
                    )

    def _marking(self) -> Iterator[Problem]:
        total = sum(one.points for one in self._scenario.marking)
        if total != TOTAL:
            yield Problem(
                "marking", say("the points add up to {total}, not to {wanted}; change the points of an item", total=total, wanted=TOTAL)
            )
        for item in self._scenario.marking:
            if not item.by_person:
                yield from self._expression(f"marking.{item.id}.check", item.check)

    def _expression(self, place: str, text: str) -> Iterator[Problem]:
        try:
            exercise_language().condition(text, place)
        except KnowledgeError as error:
            yield Problem(place, say("{message}; {hint}", message=error.message, hint=error.hint))
            return
        for name, arguments in calls_of(text):
            if name in {"asked", "excluded"} and arguments[0] not in self._identifiers:
                yield Problem(place, say("no identifier {id}; add it to identifiers, or name another", id=arguments[0]))
            if name == "intake" and arguments[0] not in self._returns:
                yield Problem(place, say("no return {id}; add it to returns, or name another", id=arguments[0]))
            if name in {"sent", "eq_field", "has_category", "field"}:
                yield from self._named(place, arguments[1])

    def _named(self, place: str, counterpart: str) -> Iterator[Problem]:
        if counterpart not in self._cast and not any(one.startswith(f"{counterpart}-") for one in self._cast):
            yield Problem(place, say("nobody called {id} is cast; add the counterpart, or name another", id=counterpart))

    def _story(self) -> Iterator[Problem]:
        for part in self._scenario.instalments:
            yield from self._known(f"instalments.{part.id}.reveals", part.reveals)
        yield from self._known("planted_leads", self._scenario.planted_leads)
        for inject in self._scenario.injects:
            if inject.marks not in self._items:
                yield Problem(f"injects.{inject.id}.marks", say("no item {id}; name one of the marking", id=inject.marks))
            given = self._scheme is not None and inject.id in self._scheme.only_if
            if inject.only_if is not None and not given:
                yield from self._expression(f"injects.{inject.id}.only_if", inject.only_if)
        for trap in self._scenario.planted_traps:
            for rule in (found for told in trap.caught_by for found in re.findall(r"[A-Z]{2}-\d{3}", told)):
                if rule not in self._linter.rules:
                    yield Problem(f"planted_traps.{trap.id}.caught_by", say("no rule {id}; see the reference of rules", id=rule))

    def _known(self, place: str, names: tuple[str, ...]) -> Iterator[Problem]:
        yield from (
            Problem(place, say("no identifier {id}; add it to identifiers, or name another", id=name))
            for name in names
            if name not in self._identifiers
        )

    def _counterparts(self) -> Iterator[Problem]:
        for part in self._scenario.counterparts:
            place = f"counterparts.{part.id}"
            if part.id not in self._library.counterparts and not part.rules:
                yield Problem(
                    place,
                    say(
                        "neither a known counterpart nor rules of its own; name one of {keys}, or add rules",
                        keys=", ".join(self._library.counterparts),
                    ),
                )
            for instrument, pack in part.packs.items():
                if instrument not in self._linter.knowledge.law.instruments:
                    yield Problem(f"{place}.packs", say("no instrument {id}; see the reference of instruments", id=instrument))
                if pack not in self._returns:
                    yield Problem(f"{place}.packs", say("no return {id}; add it to returns, or name another", id=pack))
            yield from self._rules(place, (*part.special_rules, *part.rules))
            for flag, condition in part.flags.items():
                yield from self._expression(f"{place}.flags.{flag}", condition)

    def _rules(self, place: str, rules: tuple[AnswerRule, ...]) -> Iterator[Problem]:
        for rule in rules:
            yield from self._expression(f"{place}.{rule.id}", rule.when)
            if rule.answer.code not in self._linter.knowledge.law.outcomes:
                yield Problem(f"{place}.{rule.id}.code", say("no outcome code {id}; see the reference of outcomes", id=rule.answer.code))
            if rule.answer.pack is not None and rule.answer.pack not in self._returns:
                yield Problem(f"{place}.{rule.id}.pack", say("no return {id}; add it to returns, or name another", id=rule.answer.pack))

    def _returned(self) -> Iterator[Problem]:
        for returned in self._scenario.returns:
            digest = hashlib.sha256(returned.text.encode()).hexdigest()
            if digest != returned.sha256_of_text:
                yield Problem(
                    f"returns.{returned.id}.sha256_of_text", say("the digest of the text is {digest}; write it here", digest=digest)
                )

    def _quiz(self) -> Iterator[Problem]:
        for number, question in enumerate(self._scenario.quiz):
            if not 0 <= question.answer < len(question.options):
                yield Problem(f"quiz[{number}].answer", say("no option {id}; options are counted from 0", id=question.answer))

    def _schemed(self, scheme: Scheme) -> Iterator[Problem]:
        for missing in sorted(self._items - scheme.items.keys()):
            yield Problem(f"scheme.items.{missing}", say("the item has no group; give it one in the scheme"))
        for stranger in sorted(scheme.items.keys() - self._items):
            yield Problem(f"scheme.items.{stranger}", say("no such item; take it out, or add it to the marking"))
        for id_, item in scheme.items.items():
            told = [*(part.unless for part in item.parts), item.fatal]
            for text in (one for one in told if one is not None):
                yield from self._expression(f"scheme.items.{id_}", text)
        for inject, condition in scheme.only_if.items():
            yield from self._expression(f"scheme.only_if.{inject}", condition)
        for counterpart, rules in scheme.rules.items():
            yield from self._named("scheme.rules", counterpart)
            yield from self._rules(f"scheme.rules.{counterpart}", rules)
        for inject, pack in scheme.delivers.items():
            if pack not in self._returns:
                yield Problem(f"scheme.delivers.{inject}", say("no return {id}; add it to returns, or name another", id=pack))


def _fails(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except ValueError:
        return True
    return False

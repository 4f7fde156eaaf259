"""The words that exercises add to the language of rules: what was asked, sent, decided, taken in, and what has happened.

Conditions of counterparts and injects are asked about one request; conditions of the marking about all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar

from comity.drafting.fields import request_fields, values_of
from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Gives, Takes
from comity.drafting.lint.expression.language import Expression, Language
from comity.drafting.lint.vocabulary import functions
from comity.model.request.evidence_request import EvidenceRequest
from comity.training.matching import asks_about
from comity.training.moments import moment, utc
from comity.training.record import Record, Sent
from comity.training.scenario import PlantedIdentifier

_ANY_START = utc("2026-01-01T00:00:00Z")


@dataclass(slots=True)
class ExerciseFacts(Facts):
    """What a condition of an exercise may ask about.

    Attributes:
        record: what has happened.
        judged: the requests in question: one for a counterpart, all for the marking.
        identifiers: those of the exercise, by id.
        who: the counterpart that asks; None in the marking.
        computed: flags that the exercise computes from the request, by name.
        files: incoming files, which have to be closed.
    """

    record: Record | None = None
    judged: tuple[Sent, ...] = ()
    identifiers: Mapping[str, PlantedIdentifier] | None = None
    who: str | None = None
    computed: Mapping[str, Expression] | None = None
    files: tuple[str, ...] = ()


def facts_of(
    record: Record,
    identifiers: Mapping[str, PlantedIdentifier],
    knowledge: Any,
    day: date,
    judged: tuple[Sent, ...],
    **more: Any,
) -> ExerciseFacts:
    """Lay out what a condition may ask about; the fields of requests are those of the last one judged."""
    last = judged[-1] if judged else None
    request = last.request if last is not None and last.request is not None else EvidenceRequest()
    kind = last.kind if last is not None else None
    return ExerciseFacts(request, day, knowledge, kind, record=record, judged=judged, identifiers=identifiers, **more)


def _told(facts: Facts) -> tuple[ExerciseFacts, Record]:
    if not isinstance(facts, ExerciseFacts) or facts.record is None:
        raise TypeError("conditions of an exercise are asked about an exercise")
    return facts, facts.record


class _Blocks(Function):
    name = "blocks"
    gives = Gives.NUMBER
    severity: ClassVar[str] = "block"

    def bind(self) -> Bound:
        return lambda facts: sum(one.count(self.severity) for one in _told(facts)[0].judged)


class _Errors(_Blocks):
    name = "errors"
    severity = "error"


class _Asked(Function):
    name = "asked"
    takes = (Takes.TEXT,)

    def bind(self, identifier: str) -> Bound:
        return lambda facts: _is_asked(_told(facts)[0], identifier)


def _is_asked(facts: ExerciseFacts, identifier: str) -> bool:
    known = facts.identifiers or {}
    wanted = known.get(identifier)
    if wanted is None:
        return False
    requests = (one.request for one in facts.judged if one.request is not None)
    return any(asks_about(request, wanted, known.values()) for request in requests)


class _Excluded(Function):
    name = "excluded"
    takes = (Takes.TEXT,)

    def bind(self, identifier: str) -> Bound:
        return lambda facts: not _is_asked(_told(facts)[0], identifier)


class _Flag(Function):
    name = "flag"
    takes = (Takes.TEXT,)

    def bind(self, name: str) -> Bound:
        def run(facts: Facts) -> bool:
            told, record = _told(facts)
            computed = (told.computed or {}).get(name)
            return name in record.flags or (computed is not None and computed.holds(facts))

        return run


class _After(Function):
    name = "after"
    takes = (Takes.TEXT,)

    def bind(self, event: str) -> Bound:
        def run(facts: Facts) -> bool:
            told, record = _told(facts)
            own = f"{event}:{told.who}"
            directed = any(key.startswith(f"{event}:") for key in record.events)
            return own in record.events or (event in record.events and not (told.who and directed))

        return run


class _Sent(Function):
    name = "sent"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str) -> Bound:
        return lambda facts: bool(_told(facts)[1].requests(kind, to))


class _NotSent(Function):
    name = "not_sent"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str) -> Bound:
        return lambda facts: not _told(facts)[1].requests(kind, to)


class _By(Function):
    name = "by"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, event: str, time: str) -> Bound:
        moment(time, _ANY_START)

        def run(facts: Facts) -> bool:
            record = _told(facts)[1]
            happened, limit = record.when(event), record.at_or_by(time)
            return happened is not None and limit is not None and happened <= limit

        return run


class _Before(Function):
    name = "before"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, first: str, second: str) -> Bound:
        def run(facts: Facts) -> bool:
            record = _told(facts)[1]
            one, other = record.when(first), record.when(second)
            return one is not None and other is not None and one < other

        return run


class _Decided(Function):
    name = "decided"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, name: str, value: str) -> Bound:
        def run(facts: Facts) -> bool:
            taken = [one for one in _told(facts)[1].decisions if one.name == name]
            return bool(taken) and taken[-1].value == value and taken[-1].is_reasoned

        return run


class _SentAfter(Function):
    """A request of this kind went out after an event."""

    name = "sent_after"
    takes = (Takes.TEXT, Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str, event: str) -> Bound:
        def run(facts: Facts) -> bool:
            record = _told(facts)[1]
            since = record.when(event)
            return since is not None and any(one.at > since for one in record.requests(kind, to))

        return run


class _Chose(Function):
    """The last decision has this value, whatever its reason: what a fatal mistake is held against."""

    name = "chose"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, name: str, value: str) -> Bound:
        def run(facts: Facts) -> bool:
            taken = [one for one in _told(facts)[1].decisions if one.name == name]
            return bool(taken) and taken[-1].value == value

        return run


class _Intake(Function):
    name = "intake"
    takes = (Takes.TEXT, Takes.TEXT)

    def bind(self, pack: str, state: str) -> Bound:
        return lambda facts: any(one.pack == pack and one.state == state and one.counts for one in _told(facts)[1].intakes)


class _Field(Function):
    name = "field"
    takes = (Takes.TEXT, Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str, field_id: str) -> Bound:
        _known(field_id)
        return lambda facts: any(value is not False for value in _last(facts, kind, to, field_id))


class _EqualField(Function):
    name = "eq_field"
    takes = (Takes.TEXT, Takes.TEXT, Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str, field_id: str, value: str) -> Bound:
        _known(field_id)
        return lambda facts: value.casefold() in {str(said).casefold() for said in _last(facts, kind, to, field_id)}


class _HasCategory(Function):
    name = "has_category"
    takes = (Takes.TEXT, Takes.TEXT, Takes.TEXT)

    def bind(self, kind: str, to: str, category: str) -> Bound:
        return lambda facts: category in _last(facts, kind, to, "data.categories")


def _known(field_id: str) -> None:
    if field_id not in request_fields():
        raise ValueError(f"unknown field {field_id!r}")


def _last(facts: Facts, kind: str, to: str, field_id: str) -> tuple[object, ...]:
    sent = _told(facts)[1].requests(kind, to)
    return values_of(sent[-1].request, field_id) if sent and sent[-1].request is not None else ()


class _Closed(Function):
    name = "all_closed_with_code"

    def bind(self) -> Bound:
        return lambda facts: _open_files(facts) == 0


class _OpenFiles(Function):
    """How many incoming files are not closed with a code."""

    name = "open_files"
    gives = Gives.NUMBER

    def bind(self) -> Bound:
        return _open_files


def _open_files(facts: Facts) -> int:
    told, record = _told(facts)
    return sum(file not in record.closed for file in told.files)


class _Lapses(Function):
    """How many preservations and freezes ended with nothing to follow."""

    name = "lapses"
    gives = Gives.NUMBER

    def bind(self) -> Bound:
        return lambda facts: sum(clock.is_lapsed for clock in _told(facts)[1].clocks)


_WORDS = (
    _Blocks,
    _Errors,
    _Asked,
    _Excluded,
    _Flag,
    _After,
    _Sent,
    _NotSent,
    _SentAfter,
    _By,
    _Before,
    _Decided,
    _Chose,
    _Intake,
    _Field,
    _EqualField,
    _HasCategory,
    _Closed,
    _OpenFiles,
    _Lapses,
)


@cache
def exercise_language() -> Language:
    """Return the language of exercises: that of the lint rules and these words."""
    return Language({**functions(), **{kind.name: kind() for kind in _WORDS}})

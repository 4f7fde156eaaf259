"""The evidence for a mark: for each part of a check, what the record says about it, in a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from comity.text.messages import say
from comity.training.exercise import INTAKES, Exercise
from comity.training.matching import asks_about


def evidence_of(check: str, exercise: Exercise) -> tuple[str, ...]:
    """Tell line by line what the record says about each part of a check; the lines can be said in every language."""
    told = [line for name, arguments in calls_of(check) if name in _TOLD for line in _TOLD[name](exercise, *arguments)]
    return tuple(dict.fromkeys(told))


def calls_of(check: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the calls that a check makes: name and arguments, in order."""
    found = re.findall(r"(\w+)\(([^()]*)\)", check)
    return tuple((name, tuple(re.findall(r'"([^"]*)"', arguments))) for name, arguments in found)


Lines = tuple[str, ...]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _happened(event: str, moment: datetime | None) -> str:
    return say("{event} on {time}", event=event, time=_time(moment)) if moment else say("{event}: never", event=event)


def _sent(exercise: Exercise, kind: str, to: str) -> Lines:
    found = exercise.record.requests(kind, to)
    if not found:
        return (say("no {kind} to {to}", kind=kind, to=to),)
    return tuple(say("{kind} to {to} on {time}", kind=kind, to=one.to, time=_time(one.at)) for one in found)


def _by(exercise: Exercise, event: str, limit: str) -> Lines:
    due = exercise.record.at_or_by(limit)
    return (_happened(event, exercise.record.when(event)), say("due: {time}", time=_time(due) if due else limit))


def _before(exercise: Exercise, first: str, second: str) -> Lines:
    return tuple(_happened(event, exercise.record.when(event)) for event in (first, second))


def _asked(exercise: Exercise, identifier: str) -> Lines:
    wanted = exercise.identifiers.get(identifier)
    if wanted is None:
        return ()
    where = [
        say("{id} ({value}): asked in {kind} to {to}", id=identifier, value=wanted.value, kind=one.kind, to=one.to)
        for one in exercise.record.sent
        if one.request is not None and asks_about(one.request, wanted, exercise.identifiers.values())
    ]
    return tuple(dict.fromkeys(where)) or (say("{id}: in no request", id=identifier),)


def _counted(severity: str) -> Callable[[Exercise], Lines]:
    def tell(exercise: Exercise) -> Lines:
        found = [
            (one, ", ".join(rule.rule for rule in one.findings if rule.severity.value == severity))
            for one in exercise.record.sent
            if one.count(severity)
        ]
        lines = tuple(
            say("{severity} in {kind} to {to}: {rules}", severity=severity, kind=one.kind, to=one.to, rules=r) for one, r in found
        )
        return lines or (say("no {severity} in what was sent", severity=severity),)

    return tell


def _decided(exercise: Exercise, name: str, _value: str) -> Lines:
    taken = [one for one in exercise.record.decisions if one.name == name]
    if not taken:
        return (say("no decision on {name}", name=name),)
    last = taken[-1]
    line = say("{name} = {value}, decided on {time}", name=name, value=last.value, time=_time(last.at))
    short = say("the reason has {count} words where fifteen are asked", count=len(last.reason.split()))
    return (line,) if last.is_reasoned else (line, short)


def _intake(exercise: Exercise, pack: str, state: str) -> Lines:
    found = [one for one in exercise.record.intakes if one.pack == pack and one.state == state]
    if found:
        line = say("{pack}: {state} on {time}", pack=pack, state=INTAKES[state], time=_time(found[-1].at))
        return (line, found[-1].note) if found[-1].note else (line,)
    if pack in exercise.record.delivered:
        return (say("{pack} has arrived; not recorded: {state}", pack=pack, state=INTAKES[state]),)
    return (say("{pack} has never arrived", pack=pack),)


def _flag(exercise: Exercise, name: str) -> Lines:
    when = exercise.record.flags.get(name)
    return (_happened(name, when),) if when else ()


def _closed(exercise: Exercise) -> Lines:
    still = [file for file in exercise.scheme.files if file not in exercise.record.closed]
    return (say("open files: {files}", files=", ".join(still)),) if still else (say("every file is closed"),)


def _value(exercise: Exercise, kind: str, to: str, field_id: str, _wanted: str = "") -> Lines:
    from comity.drafting.fields import values_of

    found = exercise.record.requests(kind, to)
    if not found or found[-1].request is None:
        return (say("no {kind} to {to}", kind=kind, to=to),)
    values = ", ".join(str(value) for value in values_of(found[-1].request, field_id))
    return (say("{field}: {values}", field=field_id, values=values) if values else say("{field} is not stated", field=field_id),)


def _category(exercise: Exercise, kind: str, to: str, _category_name: str) -> Lines:
    return _value(exercise, kind, to, "data.categories")


def _after(exercise: Exercise, event: str) -> Lines:
    return (_happened(event, exercise.record.when(event)),)


def _lapses(exercise: Exercise) -> Lines:
    ended = [one for one in exercise.record.clocks if one.is_lapsed]
    lines = tuple(
        say("{kind} at {holder} ended on {time} with nothing to follow", kind=one.kind, holder=one.holder, time=_time(one.due))
        for one in ended
    )
    return lines or (say("no clock ran out"),)


_TOLD: dict[str, Callable[..., Lines]] = {
    "sent": _sent,
    "not_sent": _sent,
    "by": _by,
    "before": _before,
    "asked": _asked,
    "excluded": _asked,
    "blocks": _counted("block"),
    "errors": _counted("error"),
    "decided": _decided,
    "intake": _intake,
    "flag": _flag,
    "after": _after,
    "lapses": _lapses,
    "open_files": _closed,
    "all_closed_with_code": _closed,
    "eq_field": _value,
    "field": _value,
    "has_category": _category,
}

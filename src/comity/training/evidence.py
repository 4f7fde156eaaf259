"""The evidence for a mark: for each part of a check, what the record says about it, in a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from comity.training.exercise import Exercise
from comity.training.matching import asks_about


def evidence_of(check: str, exercise: Exercise) -> tuple[str, ...]:
    """Tell line by line what the record says about each part of a check."""
    return tuple(
        dict.fromkeys(line for name, arguments in calls_of(check) if name in _TOLD for line in [_TOLD[name](exercise, *arguments)] if line)
    )


def calls_of(check: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the calls that a check makes: name and arguments, in order."""
    found = re.findall(r"(\w+)\(([^()]*)\)", check)
    return tuple((name, tuple(re.findall(r'"([^"]*)"', arguments))) for name, arguments in found)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _sent(exercise: Exercise, kind: str, to: str) -> str:
    found = exercise.record.requests(kind, to)
    return "; ".join(f"{kind} to {one.to} on {_time(one.at)}" for one in found) if found else f"no {kind} to {to}"


def _by(exercise: Exercise, event: str, limit: str) -> str:
    happened, due = exercise.record.when(event), exercise.record.at_or_by(limit)
    told = f"on {_time(happened)}" if happened else "never"
    return f"{event} {told}; due {_time(due) if due else limit}"


def _before(exercise: Exercise, first: str, second: str) -> str:
    moments = [exercise.record.when(event) for event in (first, second)]
    return "; ".join(f"{event} {_time(at) if at else 'never'}" for event, at in zip((first, second), moments, strict=True))


def _asked(exercise: Exercise, identifier: str) -> str:
    wanted = exercise.identifiers.get(identifier)
    if wanted is None:
        return ""
    where = [
        f"{one.kind} to {one.to}"
        for one in exercise.record.sent
        if one.request is not None and asks_about(one.request, wanted, exercise.identifiers.values())
    ]
    return f"{identifier} ({wanted.value}): asked in {'; '.join(dict.fromkeys(where))}" if where else f"{identifier}: in no request"


def _counted(severity: str) -> Callable[[Exercise], str]:
    def tell(exercise: Exercise) -> str:
        found = [
            f"{one.kind} to {one.to}: {', '.join(rule.rule for rule in one.findings if rule.severity.value == severity)}"
            for one in exercise.record.sent
            if one.count(severity)
        ]
        return f"{severity}: {'; '.join(found)}" if found else f"no {severity} in what was sent"

    return tell


def _decided(exercise: Exercise, name: str, _value: str) -> str:
    taken = [one for one in exercise.record.decisions if one.name == name]
    if not taken:
        return f"no decision on {name}"
    last = taken[-1]
    short = "" if last.is_reasoned else f", {len(last.reason.split())} words of reason where fifteen are asked"
    return f"{name} = {last.value} on {_time(last.at)}{short}"


def _intake(exercise: Exercise, pack: str, state: str) -> str:
    found = [one for one in exercise.record.intakes if one.pack == pack and one.state == state]
    if not found:
        there = "arrived" if pack in exercise.record.delivered else "never arrived"
        return f"{pack} {there}; not {state}"
    return f"{pack} {state} on {_time(found[-1].at)}" + (f": {found[-1].note}" if found[-1].note else "")


def _flag(exercise: Exercise, name: str) -> str:
    when = exercise.record.flags.get(name)
    return f"{name} on {_time(when)}" if when else ""


def _closed(exercise: Exercise) -> str:
    still = [file for file in exercise.scheme.files if file not in exercise.record.closed]
    return f"open: {', '.join(still)}" if still else "every file is closed"


def _value(exercise: Exercise, kind: str, to: str, field_id: str, _wanted: str = "") -> str:
    from comity.drafting.fields import values_of

    found = exercise.record.requests(kind, to)
    if not found or found[-1].request is None:
        return f"no {kind} to {to}"
    return f"{field_id}: {', '.join(str(value) for value in values_of(found[-1].request, field_id)) or 'not stated'}"


def _category(exercise: Exercise, kind: str, to: str, _category_name: str) -> str:
    return _value(exercise, kind, to, "data.categories")


def _after(exercise: Exercise, event: str) -> str:
    when = exercise.record.when(event)
    return f"{event} on {_time(when)}" if when else f"{event} never"


def _lapses(exercise: Exercise) -> str:
    ended = [f"{one.kind} at {one.holder} on {_time(one.due)}" for one in exercise.record.clocks if one.is_lapsed]
    return f"ended with nothing to follow: {'; '.join(ended)}" if ended else "no clock ran out"


_TOLD: dict[str, Callable[..., str]] = {
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

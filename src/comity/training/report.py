"""What a played exercise tells: the document of the contract, and a timeline with the debrief for people."""

from __future__ import annotations

from typing import Any

from comity.model.time import as_rfc3339
from comity.text.messages import Messages
from comity.training import spoken
from comity.training.library import Library
from comity.training.marking import MarkedItem
from comity.training.players.play import Played
from comity.training.reading import mark_reading
from comity.training.record import Entry


def listing(library: Library, language: str) -> dict[str, Any]:
    """List the exercises."""
    return {
        "scenarios": [
            {
                "id": one.id,
                "title": one.title.told(language),
                "level": one.level,
                "minutes": one.minutes,
                "slug": library.slugs[one.id],
                "modules": one.modules,
                "playable": library.is_playable(one),
            }
            for one in library.scenarios.values()
        ]
    }


def document(played: Played) -> dict[str, Any]:
    """Tell a played exercise as the contract has it: `score` and `max` hold what the machine can mark."""
    mark = played.mark
    return {
        "scenario": played.exercise.scenario.id,
        "player": played.player,
        "seed": played.seed,
        "training": True,
        "score": mark.score,
        "max": mark.max,
        "percent": mark.percent,
        "passed": mark.passed,
        "fatal": mark.fatal,
        "for_person": mark.for_person,
        "items": [_item(one) for one in mark.items],
        "reading": [
            {"return": one.pack, "found": len(one.found), "of": one.of, "wrong": list(one.wrong)}
            for one in mark_reading(played.exercise, Library())
        ],
        "log": [_entry(one) for one in played.exercise.record.log],
    }


def _item(item: MarkedItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "group": item.group,
        "points": item.points,
        "lost": item.lost,
        "why": "\n".join(item.why),
        "by_person": item.by_person,
        "guide": item.guide,
        "fatal": item.is_fatal,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"at": as_rfc3339(entry.at), "kind": entry.kind, "who": entry.who, "code": entry.code, "text": entry.text, **entry.details}


def timeline(played: Played, t: Messages) -> list[str]:
    """Tell the run for people: banner, what happened and when, the marking line by line, the questions of the debrief."""
    scenario, mark = played.exercise.scenario, played.mark
    lines = [f"{t('TRAINING')} · {scenario.id} · {scenario.title.told(t.language)} · {played.player} · seed {played.seed}", ""]
    lines += [_line(entry, t) for entry in played.exercise.record.log]
    lines += ["", t("Marking: {score} of {max} points ({percent} %)", score=mark.score, max=mark.max, percent=mark.percent)]
    for item in mark.items:
        lines += _marked(item, t)
    for one in mark_reading(played.exercise, Library()):
        lines += [f"  {one.pack:<14} " + t("{found} of {all} planted leads found", found=len(one.found), all=one.of)]
        lines += [f"            {t.of(line)}" for line in one.lines() if one.missed or one.wrong]
    if mark.for_person:
        lines += ["", t("{points} points are given by a person and are in neither figure.", points=mark.for_person)]
    if mark.fatal:
        lines += [t("Failed whatever the points: {items}", items=", ".join(mark.fatal))]
    lines += ["", t("For the debrief:"), *(f"  - {t.of(question)}" for question in spoken.debrief(scenario))]
    steps = zip(scenario.model_solution, spoken.solution(scenario), strict=True)
    return [*lines, "", t("The model solution:"), *(f"  {step.at:>6}  {t.of(words)}" for step, words in steps)]


def _line(entry: Entry, t: Messages) -> str:
    kinds = {
        "instalment": t("told"),
        "inject": t("happens"),
        "sent": t("sent"),
        "answer": t("answer"),
        "act": t("done"),
        "decision": t("decided"),
        "intake": t("taken in"),
        "found": t("lead taken"),
        "clock": t("clock"),
        "flag": t("state"),
        "route": t("routes"),
        "end": t("end"),
    }
    code = f"[{entry.code}] " if entry.code else ""
    value = f" = {entry.details['value']}" if "value" in entry.details else ""
    rules = ", ".join(entry.details.get("rules") or entry.details.get("points") or [])
    tail = f"  ({rules})" if rules else ""
    who = f"{entry.who}: " if entry.who else ""
    text = f"{value.strip()}{' ' if value else ''}{t.of(entry.text).strip()}{tail}"
    return f"{entry.at:%Y-%m-%d %H:%M}Z  {kinds[entry.kind]:<10} {who}{code}{text}"


def _marked(item: MarkedItem, t: Messages) -> list[str]:
    head = t("by a person") if item.by_person else f"−{item.lost}" if item.lost else "✓"
    lines = [f"  {item.id:<4} {item.points:>3}  {head}"]
    lines += [f"            {t.of(line)}" for line in item.why]
    return [*lines, f"            {t('look at:')} {t.of(item.guide or '')}"] if item.by_person else lines

"""Run a law case: build it as a case file, ask the router, and hold the answer against what the lawyer expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from comity.law.book import Law
from comity.model.case import Case
from comity.model.route import Route, RouteAnswer, RouteState
from comity.providers.catalog import Catalog
from comity.routing.case_file import parse_case
from comity.routing.route import route

FOLDER = Path(__file__).parent.parent / "law_cases"
_ANSWERS: dict[tuple[str, str], tuple[Case, RouteAnswer]] = {}
KEYS = {
    "name",
    "source",
    "date",
    "from",
    "case",
    "expect",
    "flags",
    "no_flags",
    "not_possible",
    "plan",
    "overlay",
    "ask_central_authority",
    "note",
}
PICKS = {"channel", "instrument", "category", "lead", "to", "addressee_id"}


@cache
def shipped() -> tuple[Law, Catalog]:
    """Open the shipped knowledge once for all cases."""
    return Law.open(), Catalog.open()


def law_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every case with its file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield path.stem, row


def answer_of(row: dict[str, Any], folder: Path, language: str = "en") -> tuple[Case, RouteAnswer]:
    """Ask the router; what was answered once is not asked again, because the answer is a value."""
    key = (json.dumps({name: row.get(name) for name in ("from", "date", "case", "overlay")}, default=str, sort_keys=True), language)
    if key not in _ANSWERS:
        _ANSWERS[key] = _ask(row, folder, language)
    return _ANSWERS[key]


def _ask(row: dict[str, Any], folder: Path, language: str) -> tuple[Case, RouteAnswer]:
    for name, content in (row.get("overlay") or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    law, catalog = (Law.open(folder), Catalog.open(folder)) if row.get("overlay") else shipped()
    text = yaml.safe_dump({"requesting_state": row["from"], "date": row["date"], **row["case"]}, allow_unicode=True, sort_keys=False)
    case = parse_case(text.encode(), "case.yaml", law, catalog)
    return case, route(case, law, catalog, _day(row["date"]), language)


def problems(row: dict[str, Any], answer: RouteAnswer) -> list[str]:
    """List what is not as the lawyer expects."""
    found = [f"unknown key {key}" for key in row.keys() - KEYS]
    for entry in row.get("expect", []):
        found += _entry(entry, answer)
    found += [f"flag {flag} is missing: {answer.flags}" for flag in row.get("flags", []) if flag not in answer.flags]
    found += [f"flag {flag} is raised" for flag in row.get("no_flags", []) if flag in answer.flags]
    codes = {one.code for one in answer.not_possible}
    found += [f"not_possible lacks {code}: {sorted(codes)}" for code in row.get("not_possible", []) if code not in codes]
    if "ask_central_authority" in row and answer.ask_central_authority is not row["ask_central_authority"]:
        found.append(f"ask_central_authority is {answer.ask_central_authority}")
    return found + _plan(row.get("plan", []), answer)


def _entry(entry: dict[str, Any], answer: RouteAnswer) -> list[str]:
    picked = [one for one in answer.routes if _is_picked(one, entry)]
    name = " ".join(str(entry[key]) for key in ("channel", "instrument", "category", "to") if key in entry)
    if entry.get("absent"):
        return [f"{name}: there is a route to {one.addressee}" for one in picked]
    if not picked:
        return [f"{name}: no such route"]
    return [f"{name} ({one.addressee}): {problem}" for one in picked for problem in _route(one, entry)]


def _is_picked(one: Route, entry: dict[str, Any]) -> bool:
    return (
        one.channel.value == entry["channel"]
        and entry.get("instrument", one.instrument) == one.instrument
        and entry.get("category", one.category.value) == one.category.value
        and entry.get("lead", one.lead) == one.lead
        and entry.get("to", one.addressee_state) == one.addressee_state
        and entry.get("addressee_id", one.addressee_id) == one.addressee_id
    )


def _route(one: Route, entry: dict[str, Any]) -> Iterator[str]:
    facts = {
        "state": one.state.value,
        "entity": one.legal_entity,
        "duty": one.duty.value,
        "dual_criminality": one.dual_criminality,
        "languages": list(one.languages),
    }
    parts = {
        "code": [why.code for why in one.reasons],
        "safeguards": list(one.safeguards),
        "questions": [question.id for question in one.questions],
    }
    texts = {"says": " | ".join(why.text for why in one.reasons), "needs": " | ".join(one.prerequisites), "addressee": one.addressee}
    bases = {basis.treaty: basis for basis in one.bases}
    for key, wanted in entry.items():
        if key in facts:
            yield from [] if facts[key] == wanted else [f"{key} is {facts[key]}, not {wanted}: {texts['says']}"]
        elif key in parts:
            yield from (f"{key} lacks {word}: {parts[key]}" for word in _list(wanted) if word not in parts[key])
        elif key in texts:
            yield from (f"{key} lacks {words!r}: {texts[key]}" for words in _list(wanted) if words not in texts[key])
        elif key == "no_code":
            yield from (f"reason {code} is given" for code in _list(wanted) if code in parts["code"])
        elif key == "bases":
            yield from _bases(wanted, bases)
        elif key == "no_basis":
            yield from (f"{treaty} is among the bases" for treaty in _list(wanted) if treaty in bases)
        elif key == "clocks":
            yield from _clocks(wanted, one)
        elif key not in PICKS:
            yield f"unknown key {key}"


def _bases(wanted: dict[str, str], bases: dict[str, Any]) -> Iterator[str]:
    for treaty, mark in wanted.items():
        basis = bases.get(treaty)
        if basis is None:
            yield f"no basis {treaty}: {sorted(bases)}"
        elif mark == "open" and basis.state is not RouteState.OPEN:
            yield f"{treaty} does not carry the route alone: {basis.weak}"
        elif mark in {"read", "check"} and (basis.basis.value == "read") is not (mark == "read"):
            yield f"{treaty}: basis is {basis.basis.value}"


def _clocks(wanted: dict[str, Any], one: Route) -> Iterator[str]:
    clocks = {clock.id: clock.due for clock in one.clocks}
    for name, day in wanted.items():
        if name not in clocks:
            yield f"no clock {name}: {sorted(clocks)}"
        elif (None if clocks[name] is None else str(clocks[name])[:10]) != (None if day is None else str(day)):
            yield f"clock {name} is due {clocks[name]}"


def _plan(wanted: list[dict[str, Any]], answer: RouteAnswer) -> list[str]:
    by_id = {one.id: one for one in answer.routes}
    steps = iter(answer.plan)
    for entry in wanted:
        for step in steps:
            taken = by_id.get(step.route or "")
            if (
                entry.get("when", step.when) == step.when.split(":", maxsplit=1)[0]
                and entry.get("says", "") in step.text
                and ("channel" not in entry or (taken is not None and taken.channel.value == entry["channel"]))
            ):
                break
        else:
            told = [f"{step.when}: {step.text[:80]}" for step in answer.plan]
            return [f"the plan lacks, in this order: {entry}; it holds {told}"]
    return []


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))

"""What the instrument itself demands: its required facts, as the law files state them.

A `must` fact is demanded always, unless the request is of a kind that cannot have it; a `conditional` fact where its situation holds.
`situations.yaml` says when that is, in the language of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.language import Expression
from comity.drafting.lint.vocabulary import rule_language
from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import parse
from comity.law.instrument import PracticeInstrument

_FILE = "situations.yaml"


def demanded(facts: Facts, instrument: PracticeInstrument, need: str) -> Iterator[str]:
    """Yield the facts that the instrument demands of this request.

    Args:
        facts: the request; a situation that a letter leaves open does not hold.
        instrument: the instrument it is checked as.
        need: `must` or `conditional`.
    """
    for fact in instrument.required_facts:
        if fact.need != need:
            continue
        if (need == "must" and not _excused(fact.field, facts)) or (need == "conditional" and _holds(situations().get(fact.field), facts)):
            yield fact.field


@cache
def situations() -> Mapping[str, Expression]:
    """Return the situation of each conditional fact."""
    return _compiled("conditional")


@cache
def excuses() -> Mapping[str, Expression]:
    """Return the situations in which a fact that is a must cannot be demanded."""
    return _compiled("excused")


def _excused(field: str, facts: Facts) -> bool:
    return field in excuses() and _holds(excuses()[field], facts)


def _holds(situation: Expression | None, facts: Facts) -> bool:
    if situation is None:
        return False
    open_facts, facts.undetermined = facts.undetermined, frozenset()
    told = len(facts.evidence)
    try:
        return situation.holds(facts)
    finally:
        facts.undetermined = open_facts
        del facts.evidence[told:]


def _compiled(part: str) -> Mapping[str, Expression]:
    rows: Any = parse(files("comity.drafting.lint").joinpath(_FILE).read_text(encoding="utf-8"), _FILE)
    if not isinstance(rows, dict) or not isinstance(rows.get(part), dict):
        raise KnowledgeError(f"the part {part!r} is missing", place=_FILE, hint="write `conditional:` and `excused:`")
    return MappingProxyType({field: rule_language().condition(text, f"{_FILE}: {part}.{field}") for field, text in rows[part].items()})

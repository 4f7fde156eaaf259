"""What players read of an exercise in their own language; English where nobody has written it in theirs.

`scenarios_ru.yaml` holds the Russian words by exercise: the summary, what is told (instalments and injects), and for each item of the
marking what earns and what loses. Counterparts answer in the language of their letters.
"""

from __future__ import annotations

from functools import cache

from comity.knowledge.fact_file import read_fact_file, typed
from comity.knowledge.row import Facts
from comity.training.library import HERE
from comity.training.scenario import Scenario


class ScenarioWords(Facts, frozen=True, kw_only=True):
    """The words of one exercise."""

    summary: str
    told: dict[str, str]
    marking: dict[str, tuple[str, str]]


@cache
def words(language: str) -> dict[str, ScenarioWords]:
    """Return the words of a language by exercise; none where nobody has written them."""
    path = HERE / f"scenarios_{language}.yaml"
    if not path.exists():
        return {}
    file = read_fact_file(path, f"training/{path.name}")
    return {name: typed(row, ScenarioWords, file) for name, row in file.data.items()}


def summary(scenario: Scenario, language: str) -> str:
    """Return the summary of an exercise."""
    own = words(language).get(scenario.id)
    return own.summary if own else scenario.summary


def told(scenario: Scenario, id_: str | None, english: str, language: str) -> str:
    """Return the words of an instalment or inject."""
    own = words(language).get(scenario.id)
    return own.told.get(id_ or "", english) if own else english


def item(scenario: Scenario, id_: str, language: str) -> tuple[str, str]:
    """Return what earns the points of an item, and what loses them."""
    own = words(language).get(scenario.id)
    if own and id_ in own.marking:
        return own.marking[id_]
    found = next(one for one in scenario.marking if one.id == id_)
    return found.earns, found.loses

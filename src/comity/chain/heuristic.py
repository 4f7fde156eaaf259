"""The rules that a result can name, with their error rates and sources (`heuristics.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Heuristic:
    """A rule.

    Attributes:
        id: named by edges, doors and reports.
        kind: fact, heuristic, tag or opinion.
        describes: what it says, by language.
        error_rate: how often it is wrong, in words, by language.
        source: who says so; None where nobody measured, or no rate exists.
    """

    id: str
    kind: str
    describes: dict[str, str]
    error_rate: dict[str, str]
    source: str | None


@cache
def heuristics() -> dict[str, Heuristic]:
    """Return every rule by id."""
    rows = yaml.safe_load(files(__package__).joinpath("heuristics.yaml").read_text(encoding="utf-8"))
    return {row["id"]: Heuristic(row["id"], row["class"], row["describes"], row["error_rate"], row["source"]) for row in rows}

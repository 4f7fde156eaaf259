"""Penalties by form of an offence, and whether they reach a threshold.

One article has several forms: several basic forms of computer offences carry no imprisonment at all (`max_years: 0`), so a threshold of one
year fails for them while the aggravated form passes. What was not read is neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from comity.knowledge.answer import Ternary
from comity.knowledge.row import Facts
from comity.law.offence import Penalty

_RANGE = re.compile(r"(?:up to )?([0-9]+)(?:-([0-9]+))?")

_FORMS = {
    "important_infrastructure": "important_infrastructure_years",
    "critical_information_system": "critical_information_system_years",
    "internet": "internet_years",
    "large": "large_years",
    "possession": "possession_years",
    "distribution": "distribution_years",
    "production": "production_years",
    "incitement": "incitement_years",
}


class Threshold(Facts, frozen=True, kw_only=True):
    """A threshold of penalty that a measure asks for (`penalty_thresholds.yaml`).

    Attributes:
        state: the requested State whose law sets it; None where a treaty does.
        treaty: the treaty that sets it; None where a State does.
        measure: the measure it is a condition of.
        years: maximum imprisonment.
        compare: `at_least` that much, or `more_than` that.
        in_law_of: in whose law the maximum is looked up.
        by: the row of the knowledge with source and date.
    """

    id: str
    measure: Literal["search", "extradition", "serious_crime"]
    years: float
    compare: Literal["at_least", "more_than"]
    in_law_of: Literal["requested", "requesting", "both"]
    by: str
    state: str | None = None
    treaty: str | None = None

    def is_reached_by(self, max_years: float | None) -> Ternary:
        """Tell whether a maximum reaches the threshold; unknown where the maximum is not known."""
        if max_years is None:
            return Ternary.UNKNOWN
        reached = max_years >= self.years if self.compare == "at_least" else max_years > self.years
        return Ternary.YES if reached else Ternary.NO


class ThresholdFile(Facts, frozen=True, kw_only=True):
    """All thresholds."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"penalty_thresholds": ("id",)}

    penalty_thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class PenaltyForm:
    """One form of an offence with its imprisonment in years.

    Attributes:
        form: `basic`, `aggravated`, or what singles it out (`critical_information_system`, `internet` …).
        min_years: minimum; None where not stated.
        max_years: maximum; 0 where the form carries no imprisonment; None where not read.
        text: what was read about it, in words.
    """

    form: str
    min_years: float | None
    max_years: float | None
    text: str = ""


def penalty_forms(penalty: Penalty | None) -> tuple[PenaltyForm, ...]:
    """List the forms of an offence, the basic one first; none where no penalty was read."""
    if penalty is None:
        return ()
    forms = [PenaltyForm("basic", penalty.minimum_years, penalty.max_years, penalty.note or "")]
    if penalty.part_2 is not None:
        forms.append(PenaltyForm("part_2", None, penalty.part_2_max_years, penalty.part_2))
    if penalty.aggravated_max_years is not None:
        words = "; ".join(filter(None, (*penalty.aggravated_by, penalty.part_3)))
        forms.append(PenaltyForm("aggravated", penalty.minimum_aggravated_years, penalty.aggravated_max_years, words))
    for name, field in _FORMS.items():
        text: str | None = getattr(penalty, field)
        if text is not None:
            forms.append(_ranged(name, text))
    for name, years in (("internet", penalty.internet_max_years), ("support", penalty.support_max_years)):
        if years is not None:
            forms.append(PenaltyForm(name, None, years))
    forms.extend(_ranged(f"damage {span} AZN", text) for span, text in penalty.by_damage_AZN.items())
    return tuple(forms)


def _ranged(form: str, text: str) -> PenaltyForm:
    found = _RANGE.match(text)
    if found is None:
        return PenaltyForm(form, None, None, text)
    first, last = found.groups()
    return PenaltyForm(form, float(first) if last else None, float(last or first), text)

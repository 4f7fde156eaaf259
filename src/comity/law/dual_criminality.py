"""Dual criminality between two States: by conduct, never by titles, and only where the requested State asks for it.

Three questions are kept apart: does the requested State need it for this measure; does the conduct fall under both laws; does the penalty
reach the threshold. `partial` and `unknown` go to a lawyer, and so does every row that nobody read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.knowledge.answer import Answer, Ground, Ternary, Weakness, computed, ground, merged, together
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.offence import NationalOffence, OffenceGroup
from comity.law.penalty import PenaltyForm, Threshold, penalty_forms
from comity.law.state import State
from comity.law.treaty import Declaration, Treaty
from comity.law.words import Named
from comity.text.messages import Worded, say

FULFILS = frozenset({"full", "qualified", "broader"})
"""Coverage with which a national offence takes in the conduct of the group."""


class Measure(StrEnum):
    """What is asked of the requested State, by how far it reaches into rights.

    `voluntary` asks nothing of the State; `preservation` keeps data; `production` orders stored data that are no content; `search`
    stands for search, seizure, attachment and stored content; `realtime` for collection from now on; `freeze` for restraint of assets.
    """

    VOLUNTARY = "voluntary"
    PRESERVATION = "preservation"
    PRODUCTION = "production"
    SEARCH = "search"
    REALTIME = "realtime"
    FREEZE = "freeze"
    POLICE = "police"

    @property
    def is_coercive(self) -> bool:
        """Tell whether it is search, seizure or heavier."""
        return self in (Measure.SEARCH, Measure.REALTIME, Measure.FREEZE)


class Result(StrEnum):
    """The answer for a route."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form of the offence in one law against one threshold.

    Attributes:
        state: whose law.
        article: the article; None when not read.
        form: the form with its penalty.
        reaches: whether its maximum reaches the threshold.
    """

    state: str
    article: str | None
    form: PenaltyForm
    reaches: Ternary


@dataclass(frozen=True, slots=True)
class DualCriminality:
    """Dual criminality for one offence group, measure and pair of States.

    Attributes:
        result: the answer for a route.
        needed: whether the requested State asks for it for this measure.
        conduct: whether the conduct is an offence in both laws.
        threshold: the threshold of penalty, where the requested State sets one.
        forms: each form of the offence against that threshold.
        penalty: whether the penalty reaches it; `unknown` where forms differ or were not read, `yes` where there is no threshold.
        to_plead: facts that the requested State's law or its declarations ask for: state them in the request.
        missing: elements that a partial row lacks.
        warnings: traps that the rows warn of.
        requesting_rows: the offences in the law of the requesting State.
        requested_rows: the offences in the law of the requested State.
    """

    result: Result
    needed: Ternary
    conduct: Ternary
    threshold: Threshold | None
    forms: tuple[FormResult, ...]
    penalty: Ternary
    to_plead: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    requesting_rows: tuple[NationalOffence, ...]
    requested_rows: tuple[NationalOffence, ...]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked.

    Attributes:
        requesting: code of the State that asks.
        requested: code of the State that is asked.
        offence: the offence group.
        measure: the measure asked for.
        on: the day.
        treaty: the treaty relied on, where it has a rule of its own (Budapest Article 29, UNCAC Article 46(9)); None otherwise.
        article: the article charged in the requesting State; None for any of the group.
        form: the form charged there (`basic`, `aggravated` …); None when not said.
        max_years: the maximum of the form charged, as the requester states it; None to take it from the knowledge.
    """

    requesting: str
    requested: str
    offence: OffenceGroup
    measure: Measure
    on: date
    treaty: Treaty | None = None
    article: str | None = None
    form: str | None = None
    max_years: float | None = None


def weigh(
    asked: Inquiry, requested: State | None, thresholds: Iterable[Threshold], reservations: Iterable[Treaty]
) -> Answer[DualCriminality]:
    """Weigh dual criminality.

    Args:
        asked: the question.
        requested: the requested State; None where the knowledge does not hold it.
        thresholds: all thresholds of penalty.
        reservations: the treaties whose declarations count (`budapest`, `ecma_1959`).
    """
    declared = [(treaty, row) for treaty in reservations for row in treaty.declarations if row.code == asked.requested]
    needed = _needed(asked, requested, declared)
    ours, theirs = (_rows(asked.offence, code) for code in (asked.requesting, asked.requested))
    ours = tuple(row for row in ours if asked.article is None or row.article is None or _same_article(asked.article, row.article)) or ours
    conduct = _conduct(asked, ours, theirs)
    threshold = _threshold(asked, thresholds)
    forms = _forms(asked, threshold, ours, theirs)
    penalty = _penalty(threshold, forms)
    value = DualCriminality(
        result=_result(needed.value, conduct.value, penalty),
        needed=needed.value,
        conduct=conduct.value,
        threshold=threshold,
        forms=forms,
        penalty=penalty,
        to_plead=_to_plead(asked, theirs, declared),
        missing=tuple(f"{row.code} {row.article or ''}: {row.what}".strip() for row in (*ours, *theirs) if row.coverage == "partial"),
        warnings=tuple(dict.fromkeys(row.warning for row in (*ours, *theirs) if row.warning)),
        requesting_rows=ours,
        requested_rows=theirs,
    )
    grounds = needed.grounds if value.result is Result.NOT_NEEDED else merged(needed.grounds, conduct.grounds)
    return Answer(value, asked.on, grounds, together((needed.note, conduct.note)))


def _result(needed: Ternary, conduct: Ternary, penalty: Ternary) -> Result:
    if needed is Ternary.NO:
        return Result.NOT_NEEDED
    if conduct is Ternary.YES and penalty is Ternary.YES:
        return Result.YES
    if needed is Ternary.YES and Ternary.NO in (conduct, penalty):
        return Result.NO
    return Result.UNKNOWN


def _needed(asked: Inquiry, state: State | None, declared: list[tuple[Treaty, Declaration]]) -> Answer[Ternary]:
    if asked.measure is Measure.VOLUNTARY:
        return Answer(Ternary.NO, asked.on, (computed("nothing is asked of the requested State"),))
    by_treaty = _needed_by_treaty(asked, declared)
    if by_treaty is not None:
        return by_treaty
    if state is None:
        return Answer(Ternary.UNKNOWN, asked.on, (), say("nothing is known of the law of {state}", state=asked.requested))
    row = state.dual_criminality
    life = shelf_life(FactKind.PROCEDURAL_LAW, asked.requested)
    weakness = Weakness.UNKNOWN if row.stance == "unknown" else None
    found = ground(row, f"jurisdictions/{state.code}.dual_criminality", asked.on, life=life, field="stance", weakness=weakness)
    reserved = [(treaty, one) for treaty, one in declared if treaty.id == "ecma_1959" and one.kind == "reservation" and one.article == "5"]
    if row.stance not in ("required", "search_and_seizure") and asked.measure is Measure.SEARCH and reserved:
        return Answer(Ternary.YES, asked.on, (found, *(_declared(treaty, one, asked.on) for treaty, one in reserved)), reserved[0][1].what)
    return Answer(_stance(row.stance, asked.measure), asked.on, (found,), row.note or "")


def _stance(stance: str, measure: Measure) -> Ternary:
    if stance in ("required", "not_required"):
        return Ternary.YES if stance == "required" else Ternary.NO
    if stance == "search_and_seizure":
        return Ternary.YES if measure.is_coercive else Ternary.NO
    if stance == "required_police" and measure is Measure.POLICE:
        return Ternary.YES
    if stance == "reserved_for_preservation" and measure is Measure.PRESERVATION:
        return Ternary.YES
    return Ternary.UNKNOWN


def _needed_by_treaty(asked: Inquiry, declared: list[tuple[Treaty, Declaration]]) -> Answer[Ternary] | None:
    """Apply the rules that a treaty sets itself: Budapest Article 29(3)-(4), UNCAC Article 46(9)(b)."""
    treaty = asked.treaty
    if treaty is None:
        return None
    if treaty.id == "budapest" and asked.measure is Measure.PRESERVATION:
        reserved = [
            (one, row) for one, row in declared if one.id == "budapest" and row.article is not None and row.article.startswith("29")
        ]
        grounds = tuple(_declared(one, row, asked.on) for one, row in reserved) or _article(treaty, "29", asked.on)
        if not reserved:
            return Answer(Ternary.NO, asked.on, grounds, say("Article 29(3): no dual criminality for preservation"))
        if any(row.instrument == "budapest" and _is_within(row.article, 2, 11) for row in asked.offence.instruments):
            note = together((reserved[0][1].what, say("Article 29(4): a reservation does not reach the offences of Articles 2-11")))
            return Answer(Ternary.NO, asked.on, merged(grounds, _article(treaty, "29", asked.on)), note)
        return Answer(Ternary.YES, asked.on, grounds, reserved[0][1].what)
    if treaty.id == "uncac" and not asked.measure.is_coercive:
        return Answer(
            Ternary.NO, asked.on, _article(treaty, "46", asked.on), say("Article 46(9)(b): help without coercion needs no dual criminality")
        )
    return None


def _article(treaty: Treaty, article: str, on: date) -> tuple[Ground, ...]:
    life = shelf_life(FactKind.TREATY_TEXT)
    return tuple(ground(row, f"treaties/{treaty.id} article {article}", on, life=life) for row in treaty.articles if row.article == article)


def _is_within(article: str, first: int, last: int) -> bool:
    numbers = [int(number) for number in re.findall(r"[0-9]+", article.split("(", maxsplit=1)[0])]
    return bool(numbers) and all(first <= number <= last for number in numbers)


def _declared(treaty: Treaty, row: Declaration, on: date) -> Ground:
    return ground(row, f"treaties/{treaty.id} declarations[{row.code},{row.article}]", on, life=treaty.review_after_days)


def _rows(offence: OffenceGroup, code: str) -> tuple[NationalOffence, ...]:
    return tuple(row for row in offence.national if row.code == code)


def _same_article(charged: str, row: str) -> bool:
    """Compare articles by their number: `205(2)` charges `205`."""
    numbers = [text.replace("Article", "").replace("art.", "").strip().split("(")[0].split(",")[0].split(" ")[0] for text in (charged, row)]
    return numbers[0] == numbers[1]


def _conduct(asked: Inquiry, ours: tuple[NationalOffence, ...], theirs: tuple[NationalOffence, ...]) -> Answer[Ternary]:
    grounds: list[Ground] = []
    values: list[Ternary] = []
    notes: list[str] = []
    for code, rows in ((asked.requesting, ours), (asked.requested, theirs)):
        row = _best(rows)
        if row is None:
            values.append(Ternary.UNKNOWN)
            notes.append(
                say("the law of {state} on {offence} is not in the knowledge base", state=code, offence=_title(asked.offence.title))
            )
            continue
        values.append(_covered(row))
        weakness = Weakness.UNKNOWN if _covered(row) is Ternary.UNKNOWN else None
        what = f"offences/{asked.offence.id} national[{code},{row.article}]"
        grounds.append(ground(row, what, asked.on, life=shelf_life(FactKind.CRIMINAL_LAW, code), field="coverage", weakness=weakness))
    value = Ternary.NO if Ternary.NO in values else Ternary.UNKNOWN if Ternary.UNKNOWN in values else Ternary.YES
    return Answer(value, asked.on, tuple(grounds), together(notes))


def _covered(row: NationalOffence) -> Ternary:
    if row.confidence != "read" and "*" not in row.overlaid and "coverage" not in row.overlaid:
        return Ternary.UNKNOWN
    return Ternary.YES if row.coverage in FULFILS else Ternary.NO if row.coverage == "none" else Ternary.UNKNOWN


def _best(rows: tuple[NationalOffence, ...]) -> NationalOffence | None:
    order = {Ternary.YES: 0, Ternary.UNKNOWN: 1, Ternary.NO: 2}
    coverage = ("full", "broader", "qualified", "partial", "unclear", "unknown", "none")
    return min(rows, key=lambda row: (order[_covered(row)], coverage.index(row.coverage)), default=None)


def _threshold(asked: Inquiry, thresholds: Iterable[Threshold]) -> Threshold | None:
    if not asked.measure.is_coercive:
        return None
    return next((one for one in thresholds if one.state == asked.requested and one.measure == "search"), None)


def _forms(
    asked: Inquiry, threshold: Threshold | None, ours: tuple[NationalOffence, ...], theirs: tuple[NationalOffence, ...]
) -> tuple[FormResult, ...]:
    if threshold is None:
        return ()
    found: list[FormResult] = []
    if threshold.in_law_of in ("requesting", "both"):
        if asked.max_years is not None:
            stated = PenaltyForm(asked.form or "as stated", None, asked.max_years, "as the requester states it")
            found.append(FormResult(asked.requesting, asked.article, stated, threshold.is_reached_by(asked.max_years)))
        else:
            found.extend(one for one in _all_forms(threshold, asked.requesting, ours) if asked.form in (None, one.form.form))
    if threshold.in_law_of in ("requested", "both"):
        found.extend(_all_forms(threshold, asked.requested, theirs))
    return tuple(found)


def _all_forms(threshold: Threshold, code: str, rows: tuple[NationalOffence, ...]) -> list[FormResult]:
    forms = [
        FormResult(code, row.article, form, threshold.is_reached_by(form.max_years)) for row in rows for form in penalty_forms(row.penalty)
    ]
    return forms or [FormResult(code, None, PenaltyForm("basic", None, None), Ternary.UNKNOWN)]


def _penalty(threshold: Threshold | None, forms: tuple[FormResult, ...]) -> Ternary:
    """Join the forms: a law in which no form reaches the threshold fails; one in which only some do has to be looked at."""
    if threshold is None:
        return Ternary.YES
    laws: dict[str, set[Ternary]] = {}
    for one in forms:
        laws.setdefault(one.state, set()).add(one.reaches)
    if any(values == {Ternary.NO} for values in laws.values()):
        return Ternary.NO
    return Ternary.YES if laws and all(values == {Ternary.YES} for values in laws.values()) else Ternary.UNKNOWN


def _title(title: Named) -> Worded:
    return Worded({"en": title.en, "ru": title.ru or title.en})


def _to_plead(asked: Inquiry, theirs: tuple[NationalOffence, ...], declared: list[tuple[Treaty, Declaration]]) -> tuple[str, ...]:
    """Gather the facts to state: qualifiers of the requested State, and its declarations to the articles of the offence."""
    articles = {(row.instrument, row.article) for row in asked.offence.instruments}
    facts = [row.qualifier for row in theirs if row.qualifier]
    for treaty, row in declared:
        if row.article is not None and any(treaty.id == name and row.article.split("(")[0] == article for name, article in articles):
            facts.append(say("{what} ({treaty}, Article {article})", what=row.what, treaty=_title(treaty.title), article=row.article))
    return tuple(dict.fromkeys(facts))

"""The review of procedures: the measures put together, and what they give reason to ask at a round table.

Each question follows from figures that stand beside it. A figure over fewer than `FEW` requests raises no question: it may be chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.desk.statistics.facts import Facts
from comity.desk.statistics.measures import (
    DIMENSIONS,
    STAGES,
    Days,
    Row,
    by,
    days_of,
    incoming_by_state,
    measured,
    outcomes,
    overridden,
    reasons,
    stage_days,
)
from comity.text.messages import Said, say

FEW = 10
_LOW_SHARE = 0.5
_SLOW_FACTOR = 2.0
_RETURNED_OFTEN = 0.2


@dataclass(frozen=True, slots=True)
class Review:
    """A review.

    Attributes:
        facts: what it was made of.
        whole: all requests together.
        groups: dimension to its rows.
        stages: stage to its days.
        units: unit to stage to days: where time is lost.
        returned: how many requests were returned for changes at least once.
        reasons: outcome codes of refusals with their number.
        outcomes: all outcome codes with their number.
        overridden: rules let pass with their number.
        incoming: requests from abroad by State.
        money: fate to currency to the amounts, exact.
        questions: what the figures give reason to ask.
    """

    facts: Facts
    whole: Row
    groups: dict[str, list[Row]]
    stages: dict[str, Days]
    units: dict[str, dict[str, Days]]
    returned: int
    reasons: list[tuple[str, int]]
    outcomes: list[tuple[str, int]]
    overridden: list[tuple[str, int]]
    incoming: list[tuple[str, int, Days, Days, int]]
    money: dict[str, dict[str, str]]
    questions: tuple[Said, ...]


def review(facts: Facts) -> Review:
    """Measure everything."""
    requests = facts.requests
    stages = {stage: days_of(values) for stage, values in stage_days(requests).items()}
    units = {
        unit: {stage: days_of(values) for stage, values in stage_days(fact for fact in requests if fact.unit == unit).items()}
        for unit in sorted({fact.unit for fact in requests})
    }
    whole = measured("", requests)
    groups = {dimension: by(requests, dimension) for dimension in DIMENSIONS}
    returned = sum(bool(fact.returned) for fact in requests)
    why = reasons(requests)
    questions = tuple(_questions(whole, groups, stages, units, returned, why))
    return Review(
        facts,
        whole,
        groups,
        stages,
        units,
        returned,
        why,
        outcomes(requests),
        overridden(requests),
        incoming_by_state(facts.incoming),
        _money(facts),
        questions,
    )


def _questions(
    whole: Row,
    groups: dict[str, list[Row]],
    stages: dict[str, Days],
    units: dict[str, dict[str, Days]],
    returned: int,
    why: list[tuple[str, int]],
) -> Iterator[Said]:
    at_home = {stage: days for stage, days in stages.items() if stage != "waiting" and days.count >= FEW}
    if at_home:
        stage, days = max(at_home.items(), key=lambda pair: pair[1].total)
        share = round(100 * days.total / (sum(one.total for one in at_home.values()) or 1))
        yield say(
            "{share} % of the days before sending go into: {stage} (median {days}). What of it could be done at once, or by fewer hands?",
            share=share,
            stage=say(STAGES[stage]),
            days=f"{days.median:.1f}",
        )
    for unit, found in units.items():
        for stage, days in found.items():
            usual = stages[stage].median
            if days.count >= FEW and days.median and usual and days.median >= _SLOW_FACTOR * usual:
                yield say(
                    "{unit} takes {days} days for this stage ({stage}), all units together {usual}. What is different there?",
                    unit=unit,
                    days=f"{days.median:.1f}",
                    stage=say(STAGES[stage]),
                    usual=f"{usual:.1f}",
                )
    for row in groups["addressee"]:
        if row.sent >= FEW and row.share_given is not None and row.share_given < _LOW_SHARE:
            yield say(
                "{name} gave something to {given} of {sent} requests. Is the channel right, and what do its refusals say?",
                name=row.name,
                given=row.given,
                sent=row.sent,
            )
    if whole.refused >= FEW and why:
        code, count = why[0]
        yield say(
            "The most frequent reason for refusal is {code} ({count} of {refused}). Which step should have caught it?",
            code=code,
            count=count,
            refused=whole.refused,
        )
    if whole.begun >= FEW and returned / whole.begun >= _RETURNED_OFTEN:
        yield say(
            "{count} of {begun} requests were returned for changes. What is asked for again and again?", count=returned, begun=whole.begun
        )


def _money(facts: Facts) -> dict[str, dict[str, str]]:
    from decimal import Decimal, localcontext

    from comity.desk.money.amounts import written
    from comity.desk.money.entries import FATES

    found: dict[str, dict[str, Decimal]] = {fate: {} for fate in FATES}
    with localcontext(prec=80):
        for fate, currency, amount in facts.money:
            found[fate][currency] = found[fate].get(currency, Decimal(0)) + Decimal(amount)
    return {fate: {currency: written(total) for currency, total in sorted(sums.items())} for fate, sums in found.items()}

"""The measuring itself: what counts is the ratio within a round, and a missed promise is remembered."""

from __future__ import annotations

import pytest

from bench import harness
from bench.__main__ import measurements
from bench.harness import Comparison, Spread, compare, promise, rate


def test_a_ratio_is_taken_round_by_round() -> None:
    comparison = Comparison("any", {"quick": (1.0, 2.0, 4.0), "slow": (3.0, 4.0, 4.0)})
    assert comparison.ratio("slow", "quick") == Spread(1.0, 2.0, 3.0)


def test_the_ways_take_turns_and_the_order_turns_round() -> None:
    calls: list[str] = []
    compare("any", {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2, warm=1)
    assert "".join(calls) == "ab" + "ab" + "ba"


def test_a_slower_way_shows_a_larger_ratio() -> None:
    result = compare("any", {"a little": lambda: sum(range(20_000)), "a lot": lambda: sum(range(400_000))}, rounds=5)
    assert result.ratio("a lot", "a little").median > 2


def test_a_rate_counts_what_one_call_does() -> None:
    assert rate("any", lambda: sum(range(10_000)), count=10).median > 0


@pytest.mark.parametrize(
    ("value", "at_least", "at_most", "holds"),
    [(15.0, 15, None, True), (14.9, 15, None, False), (0.3, None, 0.2, False), (0.2, 0.1, 0.2, True)],
)
def test_a_missed_promise_is_remembered(value: float, at_least: float | None, at_most: float | None, holds: bool) -> None:
    harness.missed.clear()
    assert promise("any", value, at_least=at_least, at_most=at_most) is holds
    assert harness.missed == ([] if holds else ["any"])
    harness.missed.clear()


def test_every_measurement_is_found_by_its_main() -> None:
    assert "start" in measurements()
    assert "harness" not in measurements()

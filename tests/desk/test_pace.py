"""Buckets that fill with time: who asks too fast waits, and nobody else does."""

from __future__ import annotations

from comity.desk.pace import Pace


def test_a_bucket_gives_what_it_holds_and_fills_with_time() -> None:
    now = [100.0]
    pace = Pace(at_once=3, a_second=2, now=lambda: now[0])
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert pace.wait("b") == 0
    now[0] += 0.5
    assert [pace.wait("a"), pace.wait("a")] == [0, 0.5]
    now[0] += 1000
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_clock_that_goes_back_neither_fills_nor_empties_a_bucket() -> None:
    now = [100.0]
    pace = Pace(at_once=2, a_second=1, now=lambda: now[0])
    assert pace.wait("a") == 0
    now[0] = 50.0
    assert [pace.wait("a"), pace.wait("a")] == [0, 1]


def test_looking_takes_nothing() -> None:
    pace = Pace(at_once=1, a_second=1, now=lambda: 0.0)
    assert not pace.is_empty("a")
    assert pace.wait("a") == 0
    assert pace.is_empty("a")

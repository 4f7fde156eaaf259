"""Identifiers in several cases: what identifies everywhere is told, what means something in its own file only is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.analysis.entities.decisions import FILE, carry, decide, read_decisions
from comity.analysis.shared import shared
from tests.analysis import productions

pytestmark = pytest.mark.real_clock
AT = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for case, (gaia, number, other) in {"A": ("1", "77010000001", "77020000002"), "B": ("2", "77030000003", "77020000002")}.items():
        files = {
            "a.SubscriberInfo.html": productions.subscriber_page(
                f"10450000000000000000{gaia}", {"Name": "Аа Бб", "e-Mail": "support@example.org", "Recovery SMS": "+77040000004"}
            ),
            "cdr.csv": productions.calls([productions.call(AT, number, to, imsi=f"40101000000000{gaia}") for to in (other, "102")]),
            "logins.csv": productions.logins([("u1", AT, "192.0.2.1:5")]),
        }
        made[case] = productions.store_of(tmp_path_factory.mktemp(case), files, "Asia/Almaty")
    return made


def test_strong_identifiers_first_and_addresses_as_weak(stores: dict[str, Path]) -> None:
    found = shared(stores)
    assert found.cases == ("A", "B")
    told = [(one.key, one.is_weak) for one in found.identifiers]
    assert told == [("phone:+77020000002", False), ("phone:+77040000004", False), ("ip:192.0.2.1", True)]
    first = found.identifiers[0]
    assert [(one.case, one.events, one.first) for one in first.cases] == [("A", 1, AT), ("B", 1, AT)]


def test_one_case_shares_nothing(stores: dict[str, Path]) -> None:
    assert shared({"A": stores["A"]}).identifiers == ()


def test_decisions_are_carried_into_the_store_that_follows(stores: dict[str, Path]) -> None:
    decide(stores["A"], "split", "phone:+77010000001", "phone:+77020000002", who="A", why="x", at=AT)
    carry(stores["A"], stores["B"])
    assert read_decisions(stores["B"]) == read_decisions(stores["A"])
    decide(stores["B"], "undo", "d-1", who="B", why="x", at=AT)
    carry(stores["A"], stores["B"])
    assert len(read_decisions(stores["B"])) == 2
    for folder in stores.values():
        (folder / FILE).unlink()

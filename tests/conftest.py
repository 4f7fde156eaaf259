"""What holds for every test: no network, a clock that stands, quick tests first, examples that can be replayed.

- What is said here of network and clock holds for the programs that examples and schema tests start, too (`tests/house/guards.py`).
- A connection to anything but this machine fails the test that tries it.
- The clock stands at `guards.TODAY`: a test that depends on the day it is run on cannot pass by luck.
  `real_clock` marks the few that need a running one.
- Hypothesis: the same examples in every run of the gate (`ci`), new ones while working (`work`, the default); `HYPOTHESIS_PROFILE` decides.
- Tests marked `heavy` come last, whatever the order of the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
import time_machine

from tests.house import guards

hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.register_profile("work", deadline=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "work"))


guards.close_the_network()


@pytest.fixture(autouse=True)
def _standing_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with time_machine.travel(guards.TODAY, tick=True):
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the heavy tests last, after the shuffle."""
    items.sort(key=lambda item: item.get_closest_marker("heavy") is not None)

"""A process is killed at any moment: nothing acknowledged is lost, nothing stands twice. `make bench B=custody_faults` kills a thousand."""

import os

import pytest

from tests.custody.kills import kill_many


@pytest.mark.heavy
@pytest.mark.real_clock
def test_no_kill_loses_or_doubles_what_was_acknowledged(tmp_path):
    tally = kill_many(tmp_path, int(os.environ.get("COMITY_KILLS", "15")), seed=20261121)
    assert tally.wrong == []
    assert tally.acknowledged > tally.kills

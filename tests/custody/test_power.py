"""The power fails at any step: whatever was acknowledged is there, whole, once. `make bench B=custody_faults` cuts ten thousand times."""

import os

import pytest

from tests.custody.power_cuts import cut_many


@pytest.mark.heavy
def test_nothing_acknowledged_is_lost_when_the_power_fails(tmp_path):
    steps, wrong = cut_many(tmp_path, int(os.environ.get("COMITY_POWER_CUTS", "100")), seed=20261121)
    assert wrong == []
    assert steps > 100

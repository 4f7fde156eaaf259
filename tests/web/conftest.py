"""The pages are tested over the same register as the desk."""

from __future__ import annotations

import pytest

from tests.desk.conftest import office, rows

__all__ = ["office", "rows"]


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is too fast because of those before it."""
    from comity.desk.pace import Pace
    from comity.web.api import keys

    monkeypatch.setattr(keys, "OF_A_KEY", Pace(at_once=300, a_second=20))
    monkeypatch.setattr(keys, "OF_WRONG_KEYS", Pace(at_once=30, a_second=0.2))

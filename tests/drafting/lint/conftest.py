"""One linter for all tests of the lint: rules and knowledge are read once."""

from __future__ import annotations

import pytest

from comity.drafting.lint.check import Linter


@pytest.fixture(scope="session")
def linter() -> Linter:
    return Linter.open()

"""What the tests of the training share: the exercises and the linter, opened once."""

from __future__ import annotations

import pytest

from comity.drafting.lint.check import Linter
from comity.training.library import Library


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def linter() -> Linter:
    return Linter.open()

"""A register for the tests: its own data folder and tables once a process, and each test in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import register

if TYPE_CHECKING:
    from tests.desk.office import Office


@pytest.fixture
def rows() -> Iterator[Path]:
    """Take back whatever the test writes."""
    from django.db import transaction

    folder = register.made()
    with transaction.atomic():
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def office(rows: Path) -> Office:  # noqa: ARG001 - it is there for what it takes back
    """Two units with their people."""
    from tests.desk.office import Office

    return Office.open()

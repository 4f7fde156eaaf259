"""The OpenAPI document: published as it is, and held against the interface by schemathesis, a judge from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = int(os.environ.get("COMITY_SCHEMA_EXAMPLES", "6"))
"""Examples of each call; the gate takes few, a longer look is one variable away."""


def test_the_published_document_is_what_the_interface_offers() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.openapi", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.heavy
@pytest.mark.real_clock
def test_no_call_fails_whatever_is_sent(tmp_path: Path) -> None:
    """Every call with generated and with hostile values: no answer of 5xx, none that the document does not announce.

    In a process of its own: the judge brings plug-ins that other tests need not meet.
    """
    environment = {**os.environ, "COMITY_DATA": str(tmp_path / "data"), "COMITY_SCHEMA_EXAMPLES": str(EXAMPLES)}
    environment.pop("COMITY_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.fuzz_api"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
    assert "calls held" in done.stdout

"""What is installed is what is in the tree: facts, forms, fonts, catalogues and samples among it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE, tracked


@pytest.mark.heavy
def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    )
    with zipfile.ZipFile(next(tmp_path.glob("comity-*.whl"))) as wheel:
        packed = set(wheel.namelist())
        metadata = wheel.read(next(name for name in packed if name.endswith("dist-info/METADATA"))).decode("utf-8")
    wanted = {path.relative_to(SOURCE.parent).as_posix() for path in tracked() if path.is_relative_to(SOURCE)}
    assert wanted - packed == set()
    assert any(name.endswith("licenses/LICENSE") for name in packed)
    assert "License-Expression: Apache-2.0" in metadata

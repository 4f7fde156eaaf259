"""Setting up: locks that cover what is asked for, hashes for all, and a bootstrap that says what is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT

LOCKS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    """Return the normal form of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()


def locked(name: str) -> dict[str, str]:
    """Return the versions of one lock by package."""
    entries = re.findall(r"^([\w.-]+)==(\S+)", (LOCKS / name).read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(package): version for package, version in entries}


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("run.txt", PROJECT["project"]["dependencies"]),
        ("dev.txt", PROJECT["dependency-groups"]["dev"]),
        ("dev.txt", [name for names in PROJECT["project"].get("optional-dependencies", {}).values() for name in names]),
        ("build.txt", PROJECT["dependency-groups"]["build"]),
    ],
)
def test_a_lock_covers_what_the_project_asks_for(lock: str, asked: list[str]) -> None:
    assert {normal(name) for name in asked} - set(locked(lock)) == set(), "run `make lock`"


@pytest.mark.parametrize("lock", ["build.txt", "run.txt", "dev.txt"])
def test_every_locked_package_has_a_hash_and_no_address(lock: str) -> None:
    text = (LOCKS / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE)[1:]
    assert len(entries) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_one_package_has_one_version_in_all_locks() -> None:
    seen: dict[str, set[str]] = {}
    for lock in ("build.txt", "run.txt", "dev.txt"):
        for name, version in locked(lock).items():
            seen.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in seen.items() if len(versions) > 1} == {}


def bootstrap(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the bootstrap from a copy of its place, away from the real `.venv`."""
    command = [sys.executable, str(ROOT / "tools" / "bootstrap.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})


def test_an_unknown_step_is_named_with_those_there_are() -> None:
    done = bootstrap("everything")
    assert done.returncode == 1
    assert done.stderr == "setup: unknown step: 'everything'; there are: run, dev, system\n"


def test_without_debian_the_missing_programs_are_named(tmp_path: Path) -> None:
    done = bootstrap("system", PATH=str(tmp_path))
    assert done.returncode == 1
    rows = (ROOT / "requirements" / "debian.txt").read_text(encoding="utf-8").splitlines()
    packages = [row.split()[1] for row in rows if row.strip() and not row.startswith("#")]
    assert done.stderr.startswith(f"setup: install {' '.join(packages)} (")
    assert "Traceback" not in done.stderr


def test_the_gate_runs_the_checks_and_the_tests() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert [line for line in gate.read_text(encoding="utf-8").splitlines() if line.startswith("make ")] == ["make check", "make test"]


@pytest.mark.parametrize("target", ["up", "dev", "fix", "check", "test", "docs", "bench", "lock", "all"])
def test_what_can_be_made_says_what_it_is(target: str) -> None:
    assert re.search(rf"^{target}:.* ## .+$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

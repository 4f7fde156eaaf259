"""How soon `comity --help` answers, in CPU time, against a bare interpreter."""

from __future__ import annotations

import subprocess
import sys

from bench.harness import compare, promise


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure the start of the program."""
    result = compare(
        "start of the program",
        {"python -c pass": lambda: _run("-c", "pass"), "comity --help": lambda: _run("-m", "comity", "--help")},
        rounds=15,
    )
    promise("CPU seconds of comity --help", result.cpu("comity --help").median, at_most=0.2)

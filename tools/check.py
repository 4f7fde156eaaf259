"""Hold the tree against what it promises, without running its tests: `make check`.

Every check runs, also after one has failed; the end says which failed. Two run at a time.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
LONGEST_REPORT = 40

# The long ones first, so that two hands are busy to the end.
CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy"],
    "licences": [BIN / "reuse", "lint", "--lines"],
    "floors": [BIN / "lint-imports"],
    "knowledge": [BIN / "comity", "knowledge", "check"],
    "reference": [PYTHON, "-m", "tools.reference", "--check"],
    "messages": [PYTHON, "tools/messages.py", "check"],
    "worked case": [PYTHON, "tools/worked_case.py", "--check"],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "format": [BIN / "ruff", "format", "--check", "--output-format", "concise", "."],
}


def run(name: str) -> tuple[str, subprocess.CompletedProcess[str]]:
    """Run one check and keep what it printed."""
    command = [str(part) for part in CHECKS[name]]
    return name, subprocess.run(command, cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def shortened(text: str) -> str:
    """Cut a long report: whoever mends the first forty lines runs the check again."""
    lines = text.splitlines()
    more = len(lines) - LONGEST_REPORT
    return "\n".join(lines if more <= 0 else [*lines[:LONGEST_REPORT], f"... and {more} lines more"])


def main(names: list[str]) -> int:
    """Run the checks named, or all; print what the failed ones said.

    Returns:
        0 when all hold, else 1.
    """
    failed = []
    with ThreadPoolExecutor(max_workers=2) as hands:
        for name, done in hands.map(run, names or CHECKS):
            print(f"{name:<12} {'holds' if done.returncode == 0 else 'FAILED'}", flush=True)
            if done.returncode:
                failed.append(name)
                print(shortened(done.stdout), flush=True)
    print(f"{len(names or CHECKS) - len(failed)} checks hold, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run the measurements: `python -m bench` all of them, each in a process of its own; `python -m bench leads` one, here.

Leaves with 1 when a measurement missed what it promises (`bench.harness.promise`) or broke off.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from bench import harness

_FOLDER = Path(__file__).parent


def measurements() -> list[str]:
    """List the modules of this folder that define `main`, by reading them, not by importing them."""
    return [path.stem for path in sorted(_FOLDER.glob("*.py")) if not path.stem.startswith("_") and _defines_main(path)]


def _defines_main(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def run_one(name: str) -> int:
    """Run one measurement in this process."""
    import_module(f"bench.{name}").main()
    return 1 if harness.missed else 0


def run_all() -> int:
    """Run every measurement in a fresh process, so that none pays for another's imports; tell which missed."""
    failed = []
    for name in measurements():
        print(f"\n=== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", "bench", name], cwd=_FOLDER.parent, check=False).returncode:
            failed.append(name)
    print(f"\n{len(measurements())} measurements, {len(failed)} below their promise{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    names = sys.argv[1:]
    unknown = sorted(set(names) - set(measurements()))
    if unknown:
        sys.exit(f"no measurement {', '.join(unknown)}; there are: {', '.join(measurements())}")
    sys.exit(max(map(run_one, names)) if names else run_all())

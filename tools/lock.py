"""Lock the packages: one file a set, every file with its hash, no address of a registry.

`make lock` keeps the versions that are locked already and adds or drops what `pyproject.toml` asks for; `make lock UPGRADE=1` takes the
newest. Only wheels are locked: nothing is compiled, and no build step of a stranger runs, when Comity is installed.

    build.txt   what the installation itself needs      run.txt   what Comity needs
    dev.txt     what its tests and checks need besides, and every extra
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
HEAD = "# Made by `make lock` from pyproject.toml; do not edit.\n"

# In this order: a later set takes the versions of the earlier ones.
SETS = {"build.txt": ["--group", "build"], "run.txt": ["pyproject.toml"], "dev.txt": ["--group", "dev", "pyproject.toml", "--all-extras"]}

COMMAND = [
    str(Path(sys.executable).parent / "uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--only-binary", ":all:", "--no-emit-index-url", "--no-annotate", "--no-header",
]  # fmt: skip


def lock(name: str, source: list[str], earlier: list[str], *, upgrade: bool) -> None:
    """Write one set."""
    target = FOLDER / name
    options = [option for other in earlier for option in ("-c", f"requirements/{other}")]
    subprocess.run([*COMMAND, *(["--upgrade"] if upgrade else []), *options, *source, "-o", str(target)], check=True, cwd=ROOT)
    text = target.read_text(encoding="utf-8")
    target.write_text(HEAD + text.removeprefix(HEAD), encoding="utf-8")
    print(f"requirements/{name}: {text.count('==')} packages")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for place, (set_name, set_source) in enumerate(SETS.items()):
        lock(set_name, set_source, list(SETS)[:place], upgrade="--upgrade" in sys.argv[1:])

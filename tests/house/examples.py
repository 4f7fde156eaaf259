"""Read the examples out of Markdown pages and run them.

A block fenced as `console` holds commands, each on a line that begins with `$ `, and below each what it prints: whole lines, in their
order. A line `...` stands for any lines that are left out. Other blocks are not run.

    ```console
    $ comity leads statement.docx --country KG
    ...
    tron    TJRabPrwbZy45sbavfcjinPJC18kjpRTv8
    ```
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of a page, and what the page says that it prints.

    Attributes:
        command: as typed.
        shown: the lines below it.
        line: where it stands in the page.
    """

    command: str
    shown: tuple[str, ...]
    line: int


def examples(page: Path) -> list[Example]:
    """Return the examples of a page in their order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        start = text.count("\n", 0, block.start(1)) + 1
        lines = block.group(1).splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        for number, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            found.append(Example(lines[number][2:], tuple(lines[number + 1 : end]), start + number))
    return found


def run(example: Example, folder: Path) -> tuple[int, list[str]]:
    """Run an example in a folder, with `comity` on the path and no network; return its exit code and the lines it printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    guard = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "house" / "no_network")])
    env = {**os.environ, "PYTHONPATH": guard, "PATH": path, "COLUMNS": "140", "LC_ALL": "C.UTF-8", "HOME": str(folder), "COMITY_LANG": "en"}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", example.command],
        cwd=folder,
        env=env,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout.splitlines()


def first_line_not_printed(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """Find the first line of an example that was not printed in its place; None when all were.

    Between two shown lines nothing may be left out, unless `...` stands there.
    """
    place, gap = 0, False
    for line in (line.rstrip() for line in shown):
        if line == "...":
            gap = True
            continue
        rest = [text.rstrip() for text in printed[place:]]
        if line not in rest or (not gap and rest.index(line) != 0):
            return line
        place += rest.index(line) + 1
        gap = False
    return None

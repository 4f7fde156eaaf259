"""Read the examples out of Markdown pages and run them.

A block fenced as `console` holds commands, each on a line that begins with `$ `, and below each what it prints: whole lines, in their
order. A line `...` stands for any lines that are left out. A block after the comment `<!-- file: NAME -->` is the content of a file, laid
down before the commands that follow. Other blocks are not run.

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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.guards import sealed

_BLOCK = re.compile(r"^(?:<!-- file: (?P<file>\S+) -->\n+)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


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


@dataclass(frozen=True)
class Laid:
    """A file that a page shows whole.

    Attributes:
        path: where the page says it lies, relative to the folder of the examples.
        text: its content.
    """

    path: str
    text: str


def steps(page: Path) -> list[Example | Laid]:
    """Return what a page lays down and runs, in its order."""
    text = page.read_text(encoding="utf-8")
    found: list[Example | Laid] = []
    for block in _BLOCK.finditer(text):
        if block["file"]:
            found.append(Laid(block["file"], block["text"]))
        elif block["kind"] == "console":
            found += _commands(block["text"].splitlines(), text.count("\n", 0, block.start("text")) + 1)
    return found


def examples(page: Path) -> list[Example]:
    """Return the examples of a page in their order."""
    return [step for step in steps(page) if isinstance(step, Example)]


def _commands(lines: list[str], first: int) -> Iterator[Example]:
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for number, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Example(lines[number][2:], tuple(lines[number + 1 : end]), first + number)


def lay(step: Laid, folder: Path) -> None:
    """Write a file that a page shows."""
    target = folder / step.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(step.text, encoding="utf-8")


def run(example: Example, folder: Path) -> tuple[int, list[str]]:
    """Run an example in a folder, with `comity` on the path, no network and a standing clock; return exit code and lines printed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = sealed(PATH=path, COLUMNS="140", HOME=str(folder))
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

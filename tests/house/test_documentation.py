"""The documentation tells what is: every command is described, every example runs and prints what the page says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from comity.cli.main import program
from tests.house.examples import Laid, examples, first_line_not_printed, lay, run, steps
from tests.house.tree import ROOT
from tools.reference.__main__ import all_pages, problems
from tools.reference.page import cell

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md")), *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
WITH_EXAMPLES = [page for page in PAGES if examples(page)]


def commands(group: click.Group, context: click.Context, name: str) -> Iterator[tuple[str, click.Command]]:
    """List every command of the program, sub-commands too, by the words that call it."""
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, click.Context(command, parent=context, info_name=word), f"{name} {word}")


EVERY_COMMAND = dict(commands(program, click.Context(program, info_name="comity"), "comity"))


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_every_command_and_option_is_described(name: str) -> None:
    command = EVERY_COMMAND[name]
    assert command.help
    undescribed = [option.name for option in command.params if isinstance(option, click.Option) and not option.hidden and not option.help]
    assert not undescribed


@pytest.mark.parametrize("name", [name for name in EVERY_COMMAND if name.count(" ") == 1])
def test_a_command_is_used_in_a_page_that_a_newcomer_reads(name: str) -> None:
    """A command that no page shows is found by nobody."""
    written = "\n".join(page.read_text(encoding="utf-8") for page in [*PAGES, *(ROOT / "docs" / "explanation").glob("*.md")])
    assert name in written


def test_the_house_is_told_as_the_contracts_hold_it() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(contract["layers"] for contract in config["tool"]["importlinter"]["contracts"] if contract["type"] == "layers")
    told = re.findall(r"^\| \d \| ([^|]+) \|", (ROOT / "docs" / "explanation" / "the-house.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [set(re.findall(r"\w+", rooms)) for rooms in told] == [set(re.findall(r"\w+", rooms)) for rooms in layers]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/how-to/extend.md"])
def test_what_is_added_goes_where_its_kind_lies_already(page: str) -> None:
    """Each row of the table is a pattern that files in the tree fit."""
    patterns = re.findall(r"^\| [^|]+ \| `([^`]+)`", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(patterns) > 5
    unlike = [pattern for pattern in patterns if not any(ROOT.glob(re.sub(r"CODE|SLUG|TAG|NAME|FOLDER", "*", pattern)))]
    assert not unlike


def test_the_reference_is_made_whole() -> None:
    pages = all_pages()
    assert list(problems(pages)) == []
    assert {name.removeprefix("comity ") for name in EVERY_COMMAND} <= {
        line.lstrip("# ").removeprefix("comity ") for line in pages["commands.md"].text.splitlines() if line.startswith("#")
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        ([], "–"),
        (True, "yes"),
        (["a", "b"], "a, b"),
        ({"k": 1}, "k: 1"),
        ("a|b\nc", "a\\|b c"),
        ("<x> *y*", "&lt;x> \\*y\\*"),
        ("`<x>`", "`<x>`"),
    ],
)
def test_a_cell_is_one_line_that_ends_no_table(value: object, shown: str) -> None:
    assert cell(value) == shown


@pytest.mark.heavy
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_example_prints_what_its_page_says(page: Path, tmp_path: Path) -> None:
    wrong = []
    for example in steps(page):
        if isinstance(example, Laid):
            lay(example, tmp_path)
            continue
        code, printed = run(example, tmp_path)
        missing = first_line_not_printed(example.shown, printed)
        if missing is not None or code not in {0, 1}:
            output = "\n".join(printed)
            wrong.append(f"{page.name}:{example.line}: {example.command}\nexit code {code}; not printed: {missing!r}; printed:\n{output}")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.heavy
def test_the_documentation_builds_strictly_and_opens_offline(tmp_path: Path) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, "-m", "tools.reference"], cwd=ROOT, check=True, capture_output=True)
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 100
    loading = [page.name for page in pages for line in page.read_text(encoding="utf-8").splitlines() if _loads_from_elsewhere(line)]
    assert not loading


def _loads_from_elsewhere(line: str) -> bool:
    return ("<script" in line or "<link" in line or "<img" in line) and any(
        f'{key}="{start}' in line for key in ("src", "href") for start in ("http", "//")
    )


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        (("a", "b"), ["a", "b"], None),
        (("a", "c"), ["a", "b", "c"], "c"),
        (("a", "...", "c"), ["a", "b", "c"], None),
        (("...", "c"), ["a", "b", "c"], None),
        (("b",), ["a", "b"], "b"),
        (("a", "...", "a"), ["a", "b"], "a"),
        ((), ["anything"], None),
    ],
)
def test_an_example_holds_only_if_its_lines_are_printed_in_order(shown: tuple[str, ...], printed: list[str], missing: str | None) -> None:
    assert first_line_not_printed(shown, printed) == missing

"""What every file of the tree keeps to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE, modules, texts, tracked

# Put together here, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join([r"(?<![\w.])/ro" + r"ot/", r"(?<![\w.])/wo" + r"rk/", r"(?<![\w.])/ho" + r"me/\w", r"C:\\\\?Us" + r"ers\\"])
)
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "pythonho" + "sted", r"npm" + r"js\.(org|com)", r"deb\.deb" + r"ian\.org", r"astral\.s" + "h"])
)
REMOTE = re.compile(r"""(src|href)\s*=\s*["'](https?:)?//|@import\s+(url\()?["']?https?:|url\(\s*["']?https?:""")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|raise NotImpl" + "ementedError")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST = 500


@pytest.mark.parametrize(("what", "pattern"), [("a path of somebody's machine", MACHINE_PATHS), ("the address of a registry", REGISTRIES)])
def test_nothing_in_the_tree_names(what: str, pattern: re.Pattern[str]) -> None:
    written = [(name, text) for name, text in texts() if not name.startswith("tests/samples/")]
    found = [f"{name}: {match.group()}" for name, text in written for match in [pattern.search(text)] if match]
    assert not found, what


def test_no_page_or_letter_loads_anything_from_elsewhere() -> None:
    kinds = (".html", ".css", ".js", ".j2", ".typ", ".svg", ".xml")
    pages = [(name, text) for name, text in texts() if name.endswith(kinds) and not name.startswith("tests/samples/")]
    assert not [f"{name}: {match.group()}" for name, text in pages for match in [REMOTE.search(text)] if match]


def test_no_module_is_longer_than_a_room_should_be() -> None:
    assert not [path for path in modules("src", "tests", "tools", "bench") if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST]


def test_no_room_is_named_for_nothing() -> None:
    assert not [
        path for path in tracked() if VAGUE & {part.removesuffix(".py").removesuffix(".yaml") for part in path.relative_to(ROOT).parts}
    ]


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{path}: {match.group()}"
        for path in modules("src", "tools", "bench")
        for match in [UNFINISHED.search(path.read_text("utf-8"))]
        if match
    ]
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    assert not [path for path in modules("src", "tools", "bench") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


@pytest.mark.parametrize("path", [path for path in modules("src") if path.name == "__init__.py"], ids=lambda path: path.parent.name)
def test_the_face_of_a_package_does_no_work(path: Path) -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    body = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if not _is_text(node)]
    assert not [node for node in body if not isinstance(node, allowed)]
    assert not [node for node in body for part in ast.walk(node) if isinstance(part, ast.Call)]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def test_only_the_room_of_time_asks_what_time_it_is() -> None:
    asking = {"now", "utcnow", "today"}
    found = []
    alone = SOURCE / "custody" / "outsider" / "verify.py"  # runs where there is no Comity, and so without its clock
    for path in modules("src"):
        if path in {SOURCE / "model" / "time.py", alone}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                clock = node.attr in asking and node.value.id in {"datetime", "date", "dt"}
                if clock or (node.value.id == "time" and node.attr in {"time", "time_ns", "localtime", "gmtime"}):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found


def test_every_text_file_ends_with_one_newline_and_no_carriage_return() -> None:
    own = [
        (name, text) for name, text in texts() if not name.startswith(("tests/samples/", "LICENSE")) and not name.endswith(".po") and text
    ]
    assert not [name for name, text in own if not text.endswith("\n") or text.endswith("\n\n") or "\r" in text]

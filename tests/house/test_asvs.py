"""The table of OWASP ASVS is whole: every requirement in scope once, each with a test that exists or a written reason."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT

FOLDER = ROOT / "docs" / "reference" / "asvs"
IN_SCOPE = {
    # chapter: requirements of the levels 1, 2, 3 of version 5.0.0 that are in scope
    "V1": (8, 19, 0),
    "V2": (4, 7, 0),
    "V3": (8, 11, 0),
    "V4": (2, 8, 0),
    "V5": (4, 5, 4),
    "V6": (13, 22, 12),
    "V7": (6, 12, 1),
    "V8": (4, 3, 6),
    "V9": (4, 3, 0),
    "V10": (5, 24, 0),
    "V11": (3, 11, 10),
    "V12": (3, 6, 0),
    "V13": (1, 12, 0),
    "V14": (2, 7, 4),
    "V15": (3, 10, 8),
    "V16": (0, 16, 1),
}
KEYS = {"level", "about", "tests", "reason", "missing"}
MOST_WORDS = 12


@cache
def chapters() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")))


ROWS: list[tuple[str, str, dict[str, Any]]] = [
    (chapter["chapter"], name, row) for chapter in chapters() for name, row in chapter["requirements"].items()
]


@cache
def functions(path: str) -> frozenset[str]:
    """The tests of a file."""
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def faults(row: dict[str, Any]) -> list[str]:
    """What keeps a row from being an answer."""
    found = [f"no such key: {key}" for key in row.keys() - KEYS]
    if not {"tests", "reason", "missing"} & row.keys():
        found.append("neither a test nor a reason")
    if "reason" in row and {"tests", "missing"} & row.keys():
        found.append("a reason beside a test, or beside what is missing")
    found += [f"{key}: empty" for key in ("about", "tests", "reason", "missing") if key in row and not row[key]]
    if len(str(row.get("about", "")).split()) > MOST_WORDS:
        found.append("about: too long")
    for test in row.get("tests", ()):
        path, _, name = test.partition("::")
        if not path.startswith("tests/") or not (ROOT / path).is_file() or name not in functions(path):
            found.append(f"no such test: {test}")
    return found


def test_every_requirement_in_scope_stands_in_the_table_once() -> None:
    counted = Counter((chapter, row["level"]) for chapter, _, row in ROWS)
    assert {chapter: tuple(counted[chapter, level] for level in (1, 2, 3)) for chapter in IN_SCOPE} == IN_SCOPE
    assert len({name for _, name, _ in ROWS}) == len(ROWS) == 292
    assert [sum(levels) for levels in zip(*IN_SCOPE.values(), strict=True)] == [70, 176, 46]
    assert not [name for chapter, name, _ in ROWS if not name.startswith(f"{chapter}.")]


def test_every_requirement_has_a_test_or_a_reason() -> None:
    assert not {name: found for _, name, row in ROWS if (found := faults(row))}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"level": 1, "about": "x"}, "neither"),
        ({"level": 1, "about": "x", "reason": ""}, "reason: empty"),
        ({"level": 1, "about": "", "reason": "x"}, "about: empty"),
        ({"level": 1, "about": "x", "tests": []}, "tests: empty"),
        ({"level": 1, "about": "x", "tests": ["tests/house/test_asvs.py::test_that_is_not_there"]}, "no such test"),
        ({"level": 1, "about": "x", "tests": ["tests/house/test_nowhere.py::test_x"]}, "no such test"),
        ({"level": 1, "about": "x", "tests": ["tests/house/test_asvs.py::faults"]}, "no such test"),
        ({"level": 1, "about": "x", "reason": "x", "missing": "y"}, "beside"),
        ({"level": 1, "about": "x", "resaon": "x"}, "no such key"),
        ({"level": 1, "about": "x " * 13, "reason": "x"}, "too long"),
    ],
)
def test_a_row_that_answers_nothing_is_found(row: dict[str, Any], told: str) -> None:
    assert any(told in fault for fault in faults(row))

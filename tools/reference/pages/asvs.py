"""The requirements of OWASP ASVS in scope, from `docs/reference/asvs/`: which test holds each, or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tools.reference.page import REFERENCE, Markup, Page, cell, code, fact_file, table

SOURCE = "https://owasp.org/www-project-application-security-verification-standard/"
INTRODUCTION = f"""
What the desk, the vault and the readers are held to: the
[OWASP Application Security Verification Standard]({SOURCE}), version 5.0.0 (CC BY-SA 4.0). In scope are all requirements of the levels 1
and 2 but those of WebRTC, and those of level 3 about files, authentication, sessions, authorization, cryptography, data protection,
architecture and logging. What each is about is said in our own words; the standard's own words count.

*Held by* names tests that the gate runs. *Why not* says why a requirement does not apply, or where it is met otherwise. **Missing** is
what is not there yet, whether or not a part of it is held by a test.
"""


def pages() -> Iterator[Page]:
    """Lay the chapters out as one page."""
    chapters = [fact_file(path) for path in sorted((REFERENCE / "asvs").glob("v*.yaml"))]
    counted = Counter(_kind(row) for chapter in chapters for row in _rows(chapter).values())
    parts = [INTRODUCTION, table(["held by tests", "does not apply, or met otherwise", "missing", "together"], [_figures(counted)])]
    for chapter in chapters:
        parts.append(f"## {chapter['chapter']} {chapter['title']}\n")
        lines = [(code(name), row["level"], row["about"], _answer(row)) for name, row in _rows(chapter).items()]
        parts.append(table(["requirement", "level", "about", "answer"], lines))
    yield Page("asvs.md", "Security requirements (OWASP ASVS)", "\n".join(parts))


def _rows(chapter: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = chapter["requirements"]
    return rows


def _kind(row: dict[str, Any]) -> str:
    return "missing" if "missing" in row else "tests" if "tests" in row else "reason"


def _figures(counted: Counter[str]) -> tuple[int, ...]:
    return (counted["tests"], counted["reason"], counted["missing"], counted.total())


def _answer(row: dict[str, Any]) -> Markup:
    parts = []
    if "tests" in row:
        parts.append("Held by " + ", ".join(code(test.removeprefix("tests/")) for test in row["tests"]))
    if "reason" in row:
        parts.append(cell(row["reason"]))
    if "missing" in row:
        parts.append(f"**Missing:** {cell(row['missing'])}")
    return Markup("; ".join(parts))

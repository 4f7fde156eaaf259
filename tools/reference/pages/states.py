"""Treaties and States, from the law files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.reference.page import Page, facts, table


def pages() -> Iterator[Page]:
    """Make the table of treaties and the table of States."""
    treaties: list[dict[str, Any]] = list(facts("law/treaties").values())
    keys = ("number", "status", "in_force", "as_of", "confidence")
    rows = [(f"`{row['id']}`", row["title"]["en"], *(row.get(key) for key in keys)) for row in treaties]
    text = "What is written here is what was read, with its date; who is party is asked as of a date (`comity knowledge show`).\n\n"
    yield Page("treaties.md", "Treaties", text + table(["id", "treaty", "number", "status", "in force since", "as of", "basis"], rows))
    states: list[dict[str, Any]] = list(facts("law/jurisdictions").values())
    head = ["code", "State", "по-русски", "languages of requests", "basis", "preservation at home"]
    yield Page("states.md", "States", table(head, map(_state, states)))


def _state(row: dict[str, Any]) -> tuple[Any, ...]:
    languages, powers = row.get("mla_languages") or {}, row.get("procedural_powers") or {}
    names = row["names"]["en"], row["names"].get("ru")
    return row["code"], *names, languages.get("languages"), languages.get("confidence"), powers.get("preservation")

"""The glossary, from `docs/reference/glossary.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.reference.page import REFERENCE, Markup, Page, fact_file, table

LANGUAGES = {"ru": "Russian", "kk": "Kazakh", "ky": "Kyrgyz", "uz": "Uzbek"}


def pages() -> Iterator[Page]:
    """Lay the terms out, with their words in the languages of the letters."""
    data: dict[str, Any] = fact_file(REFERENCE / "glossary.yaml")
    head = ["term", "what it means here", *(name if tag in data["reviewed"] else f"{name} (unreviewed)" for tag, name in LANGUAGES.items())]
    terms = sorted(data["terms"], key=lambda term: str(term["en"]).lower())
    rows = [(Markup(f"**{term['en']}**"), _meaning(term), *(term.get(tag) for tag in LANGUAGES)) for term in terms]
    text = (
        "One word for one thing, in the program, its documentation and its letters. "
        "A column marked *unreviewed* was not yet read by a lawyer who drafts in that language; a dash means that no word is sure.\n\n"
    )
    yield Page("glossary.md", "Glossary", text + table(head, rows))


def _meaning(term: dict[str, Any]) -> str:
    avoid = f" Not: {', '.join(term['avoid'])}." if term.get("avoid") else ""
    return f"{term['meaning']}{avoid}"

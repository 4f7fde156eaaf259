"""The forms of letters, from the heads of their files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from tools.reference.page import SOURCE, Page, table


def pages() -> Iterator[Page]:
    """List the forms, with the instruments that they serve and the languages that they exist in."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted((SOURCE / "drafting" / "forms").glob("*.md")):
        slug, _, tag = path.name.removesuffix(".md").partition(".")
        _, head, _ = path.read_text(encoding="utf-8").split("---\n", 2)
        found.setdefault(slug, {})[tag] = yaml.safe_load(head)
    rows = [_row(slug, languages) for slug, languages in found.items()]
    columns = ["form", "title", "text", "for these instruments", "beside these", "languages", "not yet read by a lawyer"]
    text = "A form is a text with marks, one file a form and language; `src/comity/drafting/render/form.py` tells how to write one.\n\n"
    yield Page("forms.md", "Forms of letters", text + table(columns, rows))


def _row(slug: str, languages: dict[str, dict[str, Any]]) -> tuple[object, ...]:
    first = languages.get("en") or next(iter(languages.values()))
    unread = [tag for tag, head in languages.items() if not head.get("reviewed_by_native_lawyer")]
    return f"`{slug}`", first["title"], first["size"], first.get("instruments"), first.get("companion_of"), list(languages), unread

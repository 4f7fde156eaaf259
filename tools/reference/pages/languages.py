"""The languages, from their table and the catalogues."""

from __future__ import annotations

from collections.abc import Iterator

from comity.text.languages import FACTS, Language, languages
from tools.reference.page import SOURCE, Page, table


def _told(row: Language, spoken: set[str]) -> str:
    """Say how far the program speaks a language."""
    if row.tag not in spoken:
        return "no"
    if row.tag in FACTS:
        return "all"
    return f"the interface; facts in `{row.second}`; not read by a native speaker"


def pages() -> Iterator[Page]:
    """List the languages of letters, and in which of them the program speaks."""
    spoken = {"en"} | {path.parent.parent.name for path in (SOURCE / "text" / "locales").glob("*/LC_MESSAGES/comity.po")}
    rows = [
        (f"`{row.tag}`", row.english, row.name, row.script, "right to left" if row.rtl else "left to right", _told(row, spoken))
        for row in languages().values()
    ]
    head = ["tag", "language", "its own name", "script", "direction", "messages of the program"]
    yield Page(
        "languages.md",
        "Languages",
        "Letters can be dated and set in these languages; which forms exist in which, a form's name says.\n\n" + table(head, rows),
    )

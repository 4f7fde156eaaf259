"""The languages, from their table and the catalogues."""

from __future__ import annotations

from collections.abc import Iterator

from comity.text.languages import languages
from tools.reference.page import SOURCE, Page, table


def pages() -> Iterator[Page]:
    """List the languages of letters, and in which of them the program speaks."""
    spoken = {"en"} | {path.parent.parent.name for path in (SOURCE / "text" / "locales").glob("*/LC_MESSAGES/comity.po")}
    rows = [
        (f"`{row.tag}`", row.english, row.name, row.script, "right to left" if row.rtl else "left to right", row.tag in spoken)
        for row in languages().values()
    ]
    head = ["tag", "language", "its own name", "script", "direction", "messages of the program"]
    yield Page(
        "languages.md",
        "Languages",
        "Letters can be dated and set in these languages; which forms exist in which, a form's name says.\n\n" + table(head, rows),
    )

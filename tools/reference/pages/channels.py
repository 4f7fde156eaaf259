"""Channels, from their plug-ins."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from comity.model.category import ChannelKind
from tools.reference.page import SOURCE, Page, docstring, escape


def pages() -> Iterator[Page]:
    """Show what each channel says of itself."""
    parts = [f"The channels of the trade: {', '.join(f'`{kind.value}`' for kind in ChannelKind)}.\n"]
    for path in sorted((SOURCE / "routing" / "channels").glob("*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if text and not path.stem.startswith("_"):
            parts.append(f"## {path.stem.replace('_', ' ')}\n\n{escape(docstring(text))}\n")
    yield Page("channels.md", "Channels", "\n".join(parts))

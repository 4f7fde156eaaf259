r"""Markdown: the text as a reader sees it, so that `user\_name` and `**mail@example.org**` keep their letters alone.

CommonMark 0.31 with tables, read by markdown-it-py. The target of a link stands behind its text in angle brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from comity.text.encoded import builder_for
from comity.text.extracted import ExtractedText
from comity.text.format import Format, Source
from comity.text.messages import say

if TYPE_CHECKING:
    from markdown_it.token import Token

_NAMES = frozenset({"md", "markdown"})
_SIGNS = (
    re.compile(r"^#{1,6} +\S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\([^)\s]+\)"),
    re.compile(r"^\|? *:?-{3,}:? *\|", re.MULTILINE),
    re.compile(r"\*\*\S[^*\n]*\*\*"),
)
_MAX_NESTING = 100
_NESTED = re.compile(r"^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){40}|^[ \t]{80}", re.MULTILINE)
"""Nesting that the reader would leave out beyond its limit: such a text is read as it stands."""


class Markdown(Format):
    """A text with at least two kinds of Markdown signs, or one and a name that says so."""

    slug = "md"

    def detect(self, source: Source) -> float:
        named = source.suffix in _NAMES
        signs = sum(1 for sign in _SIGNS if sign.search(source.opening)) if source.opening else 0
        return 0.6 if signs + (2 if named and source.decoded is not None else 0) >= 2 else 0.0

    def read(self, source: Source) -> ExtractedText:
        from markdown_it import MarkdownIt

        decoded, builder = builder_for(source)
        if _NESTED.search(decoded.text):
            builder.add(decoded.text, end="")
            return builder.build(self.slug, decoded.encoding)
        reader = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
        number = ""
        cells: list[str] | None = None
        for token in reader.parse(decoded.text):
            place = say("line {number}", number=token.map[0] + 1) if token.map else None
            if token.type == "list_item_open":
                number = f"{token.info}{token.markup} " if token.info else ""
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close" and cells is not None:
                builder.add("\t".join(cells))
                cells = None
            elif token.type == "inline" and cells is not None:
                cells.append(_inline_text(token.children or ()))
            elif token.type == "inline":
                builder.add(number + _inline_text(token.children or ()), place)
                number = ""
            elif token.type in {"fence", "code_block", "html_block"}:
                builder.add(token.content.rstrip("\n"), place)
            elif token.type in {"paragraph_close", "heading_close"} and token.level == 0:
                builder.add("\n", end="")
        return builder.build(self.slug, decoded.encoding)


def _inline_text(tokens: Iterable[Token]) -> str:
    """Write the words of a line, and behind a link its target where it says more than the words."""
    pieces: list[str] = []
    targets: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "html_inline", "text_special"}:
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak":
            pieces.append("\n")
        elif token.type == "link_open":
            targets.append((str(token.attrs.get("href", "")), len(pieces)))
        elif token.type == "link_close" and targets:
            target, begin = targets.pop()
            if target and target not in "".join(pieces[begin:]):
                pieces.append(f" <{target}>")
        elif token.type == "image":
            pieces.append(token.content)
    return "".join(pieces)

"""Markdown of lessons as HTML, with figures drawn where they are named. No HTML of the text itself passes."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from comity.training.teaching.figure import Figure, draw

_FIGURE = re.compile(r"^\{\{(\w+)\}\}$", re.MULTILINE)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(text: str, language: str, figures: dict[str, Figure] | None = None) -> str:
    """Write Markdown as HTML.

    Args:
        text: the Markdown; `{{name}}` on a line of its own stands for a figure.
        language: of the words in figures.
        figures: figures by name.
    """
    pieces = _FIGURE.split(text)
    parts = [_parser().render(pieces[0])]
    for name, following in zip(pieces[1::2], pieces[2::2], strict=True):
        figure = (figures or {})[name]
        caption = escape(figure.title.get(language) or figure.title["en"])
        parts.append(f'<figure tabindex="0">{draw(figure, language)}<figcaption>{caption}</figcaption></figure>')
        parts.append(_parser().render(following))
    return _reachable("".join(parts))


def _reachable(html: str) -> str:
    """Let what may be wider than the page be scrolled with the keyboard, too."""
    html = html.replace("<pre>", '<pre tabindex="0">')
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def figures_named(text: str) -> tuple[str, ...]:
    """List the figures that a text names."""
    return tuple(_FIGURE.findall(text))

"""The text of a web page as a reader sees it, with the targets of its links; nothing it names is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    }
)
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
_SELF_CLOSING = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "source", "td", "th", "tr", "wbr"}
)
MAX_DEPTH = 10_000
"""Elements open at once: building the tree costs the square of it, and no page that people wrote comes near."""

_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class _Page:
    pieces: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add words; runs of white space in the source are one space."""
        text = _SPACES.sub(" ", text)
        if text.startswith(" ") and (not self.pieces or self.pieces[-1][-1:] in " \n\t"):
            text = text[1:]
        if text:
            self.pieces.append(text)

    def end_with(self, mark: str) -> None:
        """End the line or the cell, once."""
        while self.pieces and self.pieces[-1] == " ":
            self.pieces.pop()
        if self.pieces and not self.pieces[-1].endswith("\n") and not (mark == "\t" and self.pieces[-1] == "\t"):
            self.pieces.append(mark)


def read_markup(html: str) -> tuple[str, tuple[str, ...]]:
    """Read a page.

    Args:
        html: the source.

    Returns:
        Its text, blocks on lines of their own, cells separated by tabs, the target of a link behind its words; and all targets.

    Raises:
        RecursionError: nested deeper than any page that people wrote.
    """
    from selectolax.lexbor import LexborHTMLParser

    if _depth(html) > MAX_DEPTH:
        raise RecursionError
    root = LexborHTMLParser(html.replace("\0", "\ufffd")).root
    page = _Page()
    if root is not None:
        _walk(root, page)
    lines = (line.rstrip() for line in "".join(page.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip()), tuple(page.targets)


def _depth(html: str) -> int:
    """Count how many elements are open at once, without building the tree."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _SELF_CLOSING:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _walk(root: LexborNode, page: _Page) -> None:
    """Visit the nodes in order without recursion: a page may nest as deeply as it likes."""
    waiting: list[tuple[LexborNode, bool, int]] = [(root, False, 0)]
    while waiting:
        node, leaving, begin = waiting.pop()
        tag = str(node.tag)
        if leaving:
            _leave(node, tag, page, begin)
        elif tag == "-text":
            page.add(node.text_content or "")
        elif tag not in _UNSEEN and not tag.startswith(("-", "_", "!")):
            if tag in _BLOCKS:
                page.end_with("\n")
            waiting.append((node, True, len(page.pieces)))
            children = list(node.iter(include_text=True))
            waiting.extend((child, False, 0) for child in reversed(children))


def _leave(node: LexborNode, tag: str, page: _Page, begin: int) -> None:
    if tag == "a":
        target = (node.attributes.get("href") or "").strip()
        if target and not target.startswith(("#", "javascript:", "data:")):
            page.targets.append(target)
            said = "".join(page.pieces[begin:])
            if target not in said and target.split(":", 1)[-1] not in said:
                page.add(f" <{target}>")
    elif tag == "img" and (text := node.attributes.get("alt")):
        page.add(text)
    elif tag in _CELLS:
        page.end_with("\t")
    elif tag in _BLOCKS:
        page.end_with("\n")

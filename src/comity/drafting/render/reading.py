"""Reads the text of a form: a little Markdown, fences, places for facts, conditions and repetitions.

    # Title of the letter                    ## Section (numbered)
    1. a numbered paragraph                  - an item of a list              > words that continue the numbered paragraph above
    a paragraph of its own; lines that follow without an empty line belong to it
    ::: fields … :::                         letterhead, addressee, signature: one line each; reference, fields: | label | value |;
                                             table: |= head | head | then | cell | cell |; annex: anything, on a new page
    **bold**       //  between spaces: a new line in the paragraph or cell
    {{ data.date_from }}  {{ target.identifier or target.url }}  {{ data.date_from | iso }}
    {% if CONDITION %} … {% else %} … {% end %}       on lines of their own around blocks, or within a line
    {% each targets as target %} … {% end %}          targets, pc.facts, or a fact that is a list; target.number counts from 1;
                                                      asset.block_times.same is the item of the same number in another list
    {% use contact %}                                 the part forms/parts/contact.<tag>.md, which several forms share

A slip is a `KnowledgeError` with file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.drafting.render.conditions import read_condition
from comity.drafting.render.grammar import (
    BlockIf,
    BlockNode,
    Each,
    Fact,
    Group,
    InlineIf,
    InlineNode,
    NewLine,
    Row,
    Strong,
    TextBlock,
    Words,
)
from comity.errors import KnowledgeError

GROUPS = frozenset({"letterhead", "addressee", "reference", "fields", "table", "signature", "annex"})
FILTERS = frozenset({"", "iso", "long"})
_LINE_GROUPS = frozenset({"letterhead", "addressee", "signature"})
_TAG = re.compile(r"^\{%\s*(if|each|else|end)\b\s*((?:(?!%\}).)*?)\s*%\}$")
_FENCE = re.compile(r"^:::\s*([a-z]*)$")
_INLINE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\*\*| // )")
_INLINE_TAG = re.compile(r"\{%\s*(if|else|end)\b\s*(.*?)\s*%\}")
_STRONG = ("**",)
_NEW_LINE = " // "
_FACT = re.compile(r"\{\{\s*([a-z_.0-9]+(?:\s+or\s+[a-z_.0-9]+)*)\s*(?:\|\s*([a-z]+)\s*)?\}\}")
_EACH = re.compile(r"^([a-z_.]+) as ([a-z_]+)$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_form_text(text: str, place: str, first_line: int = 1) -> tuple[BlockNode, ...]:
    """Read the text of a form.

    Args:
        text: what follows the front matter.
        place: the file, for errors.
        first_line: number of its first line in the file.

    Raises:
        KnowledgeError: something in it is no form text.
    """
    lines = [_Line(number, line.strip()) for number, line in enumerate(text.splitlines(), start=first_line)]
    reader = _Blocks(lines, place)
    blocks = reader.until_tag(None)
    if reader.at < len(lines):
        raise reader.wrong("this closes nothing", reader.at)
    return blocks


class _Blocks:
    def __init__(self, lines: list[_Line], place: str) -> None:
        self.lines = lines
        self.place = place
        self.at = 0

    def wrong(self, message: str, at: int) -> KnowledgeError:
        number = self.lines[min(at, len(self.lines) - 1)].number if self.lines else 1
        return KnowledgeError(
            message, place=f"{self.place}:{number}", hint="the marks of a form are told at the head of drafting/render/reading.py"
        )

    def until_tag(self, group: str | None) -> tuple[BlockNode, ...]:
        """Read blocks up to `else`, `end`, the closing fence, or the end."""
        blocks: list[BlockNode] = []
        while self.at < len(self.lines):
            text = self.lines[self.at].text
            tag = _TAG.match(text)
            if text == ":::" or (tag and tag[1] in {"else", "end"}):
                break
            if not text:
                self.at += 1
            elif tag:
                blocks.append(self._tagged(tag[1], tag[2], group))
            elif text.startswith(":::"):
                blocks.append(self._group(text, group))
            else:
                blocks.append(self._text_block(group))
        return tuple(blocks)

    def _tagged(self, verb: str, rest: str, group: str | None) -> BlockNode:
        opened = self.at
        self.at += 1
        then = self.until_tag(group)
        otherwise: tuple[BlockNode, ...] = ()
        if verb == "if" and self._is_tag("else"):
            self.at += 1
            otherwise = self.until_tag(group)
        if not self._is_tag("end"):
            raise self.wrong(f"{{% {verb} … %}} is never closed", opened)
        self.at += 1
        place = f"{self.place}:{self.lines[opened].number}"
        if verb == "if":
            return BlockIf(read_condition(rest, place), then, otherwise)
        each = _EACH.match(rest)
        if each is None:
            raise self.wrong("write {% each LIST as NAME %}", opened)
        return Each(each[1], each[2], then)

    def _is_tag(self, verb: str) -> bool:
        tag = _TAG.match(self.lines[self.at].text) if self.at < len(self.lines) else None
        return tag is not None and tag[1] == verb

    def _group(self, text: str, outer: str | None) -> Group:
        opened = self.at
        fence = _FENCE.match(text)
        if fence is None or fence[1] not in GROUPS:
            raise self.wrong(f"no such part: {text!r}; there are {', '.join(sorted(GROUPS))}", opened)
        if outer not in {None, "annex"}:
            raise self.wrong(f"{text!r} cannot stand inside {outer}", opened)
        self.at += 1
        blocks = self.until_tag(fence[1])
        if self.at >= len(self.lines) or self.lines[self.at].text != ":::":
            raise self.wrong(f"{text!r} is never closed", opened)
        self.at += 1
        return Group(fence[1], blocks)

    def _text_block(self, group: str | None) -> BlockNode:
        line = self.lines[self.at]
        place = f"{self.place}:{line.number}"
        if group in {"reference", "fields", "table"}:
            self.at += 1
            return _row(line.text, place)
        if group in _LINE_GROUPS:
            self.at += 1
            return TextBlock("plain", read_inline(line.text, place))
        for mark, role in (("# ", "title"), ("## ", "section")):
            if line.text.startswith(mark):
                self.at += 1
                return TextBlock(role, read_inline(line.text.removeprefix(mark), place))
        role, first = "plain", line.text
        for mark, marked in (("1. ", "numbered"), ("> ", "continued"), ("- ", "item")):
            if line.text.startswith(mark):
                role, first = marked, line.text.removeprefix(mark)
        return TextBlock(role, read_inline(self._paragraph(first), place))

    def _paragraph(self, first: str) -> str:
        """Join the lines of one paragraph."""
        words = [first]
        self.at += 1
        while self.at < len(self.lines):
            text = self.lines[self.at].text
            if not text or _TAG.match(text) or text.startswith((":::", "# ", "## ", "1. ", "> ", "- ", "| ", "|= ")):
                break
            words.append(text)
            self.at += 1
        return " ".join(words)


def _row(text: str, place: str) -> Row:
    if not (text.startswith("|") and text.endswith("|") and len(text) > 1):
        raise KnowledgeError(f"a row is expected: {text!r}", place=place, hint="write | label | value |")
    head = text.startswith("|=")
    inner = text[2:-1] if head else text[1:-1]
    # a bar inside {{ fact | filter }} does not part cells
    cells = re.split(r"\|(?![^{}]*\}\})", inner)
    return Row(tuple(read_inline(cell.strip(), place) for cell in cells), head)


def read_inline(text: str, place: str) -> tuple[InlineNode, ...]:
    """Read one line of text with its places for facts."""
    reader = _Inline([token for token in _INLINE.split(text) if token], place)
    parts = reader.until(())
    if reader.at < len(reader.tokens):
        raise KnowledgeError(f"this closes nothing: {reader.tokens[reader.at]}", place=place)
    return parts


class _Inline:
    def __init__(self, tokens: list[str], place: str) -> None:
        self.tokens = tokens
        self.place = place
        self.at = 0

    def until(self, closing: tuple[str, ...]) -> tuple[InlineNode, ...]:
        parts: list[InlineNode] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            tag = _INLINE_TAG.fullmatch(token)
            if (token in closing) or (tag and tag[1] in {"else", "end"}):
                break
            self.at += 1
            parts.append(self._node(token, tag))
        return tuple(parts)

    def _node(self, token: str, tag: re.Match[str] | None) -> InlineNode:
        if token in _STRONG:
            inner = self.until(_STRONG)
            self._close("**")
            return Strong(inner)
        if token == _NEW_LINE:
            return NewLine()
        if tag:
            return self._if(tag[2])
        if token.startswith(("{{", "{%")):
            return self._fact(token)
        return Words(token)

    def _if(self, rest: str) -> InlineIf:
        then = self.until(())
        otherwise: tuple[InlineNode, ...] = ()
        tag = _INLINE_TAG.fullmatch(self.tokens[self.at]) if self.at < len(self.tokens) else None
        if tag and tag[1] == "else":
            self.at += 1
            otherwise = self.until(())
            tag = _INLINE_TAG.fullmatch(self.tokens[self.at]) if self.at < len(self.tokens) else None
        if tag is None or tag[1] != "end":
            raise KnowledgeError("{% if … %} is never closed in this line", place=self.place)
        self.at += 1
        return InlineIf(read_condition(rest, self.place), then, otherwise)

    def _fact(self, token: str) -> Fact:
        match = _FACT.fullmatch(token)
        if match is None or (match[2] or "") not in FILTERS:
            raise KnowledgeError(
                f"not a place for a fact: {token}", place=self.place, hint="write {{ group.name }} or {{ group.name | iso }}"
            )
        return Fact(tuple(re.split(r"\s+or\s+", match[1])), match[2] or "")

    def _close(self, mark: str) -> None:
        if self.at >= len(self.tokens) or self.tokens[self.at] != mark:
            raise KnowledgeError(f"{mark} is never closed in this line", place=self.place)
        self.at += 1

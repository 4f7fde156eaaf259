"""Fills a form with a draft: the result is a letter in which every value knows the fact it shows.

What is missing is shown as a gap with its question, never left out in silence. A part of the form under `{% if wanted … %}` stands when the
fact is there or when the instrument demands it; one under `{% if known … %}` stands only when the fact is there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import msgspec

from comity.documents.arrange import arrange
from comity.documents.document import (
    Block,
    Break,
    Document,
    FactRef,
    Heading,
    Inline,
    Line,
    Lines,
    Paragraph,
    Said,
    Shown,
    Table,
    TableKind,
)
from comity.documents.pieces import cut
from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.render import grammar
from comity.drafting.render.conditions import demanded_fact, is_there
from comity.drafting.render.facts import IDENTIFIERS, LISTS, NAMES, items_of, value_of
from comity.drafting.render.form import Form
from comity.drafting.render.sentences import closed
from comity.drafting.render.showing import shown
from comity.drafting.render.words import Words
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.languages import language

TRAINING = "TRAINING – NOT A REQUEST"
"""Stands on every letter of an exercise, whatever its language: a provider anywhere must be able to read it."""
_STOPS = ".!?…؟"
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


def fill(form: Form, request: EvidenceRequest, words: Words, *, demanded: frozenset[str] = frozenset()) -> Document:
    """Make the letter.

    Args:
        form: the form.
        request: the draft; nothing in it is required.
        words: the words of the form's language.
        demanded: ids of the facts that the instrument demands (need `must`).

    Returns:
        The letter; `letter.gaps` says what is still missing.
    """
    filler = _Filler(request, words, demanded, form.head.numbering)
    blocks = arrange(tuple(filler.blocks(form.blocks)), form.head.numbering, words.item_style)
    letter = Document(
        title=form.head.title,
        language=form.language,
        rtl=language(form.language).rtl,
        blocks=blocks,
        reference=shown(request.request.reference, "request.reference", words),
        sender=shown(request.authority.issuing_name, "authority.issuing_name", words),
        date=_day(request),
        template=form.template,
        template_sha256=form.sha256,
        draft_sha256=draft_digest(request),
        size=form.head.size,
        reviewed=form.head.reviewed_by_native_lawyer,
        numbering=form.head.numbering,
        item_style=words.item_style,
        untranslated=tuple(sorted(filler.untranslated)),
    )
    training = (words.training, TRAINING) if request.training else ()
    banners = (*training, words.unfinished) if letter.gaps else training
    return replace(letter, banners=tuple(dict.fromkeys(banners)))


def draft_digest(request: EvidenceRequest) -> str:
    """Return the SHA-256 of the facts of a draft: its version. What changes daily (`today`) does not count."""
    return hashlib.sha256(msgspec.json.encode(replace(request, today=None), order="sorted")).hexdigest()


def _day(request: EvidenceRequest) -> date | None:
    moment = request.request.date or request.today
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass
class _Filler:
    request: EvidenceRequest
    words: Words
    demanded: frozenset[str]
    numbering: str
    untranslated: set[str] = field(default_factory=set)
    scope: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rtl = language(self.words.language).rtl
        self.known = tuple(dict.fromkeys(self._identifiers()))
        written = self.request.request.language
        other = written is not None and written.split("-")[0] != self.words.language.split("-")[0]
        self.prose_language = written if other else None

    def _identifiers(self) -> Iterator[str]:
        for name in sorted(IDENTIFIERS - {"target.ip_time_zone", "target.ip_source_port"}):
            indexes = range(len(self.request.targets)) if name.startswith("target.") else (-1,)
            for index in indexes:
                value = value_of(self.request, name, index)
                yield from (str(item) for item in (value if isinstance(value, tuple) else (value,)) if item)

    # -- blocks --------------------------------------------------------------------------------------------------------------

    def blocks(self, nodes: tuple[grammar.BlockNode, ...]) -> Iterator[Block]:
        for node in self.standing(nodes):
            if isinstance(node, grammar.Group):
                yield from self.group(node)
            elif isinstance(node, grammar.TextBlock):
                yield from self.text_block(node)

    def standing(self, nodes: tuple[grammar.BlockNode, ...]) -> Iterator[grammar.TextBlock | grammar.Row | grammar.Group]:
        """Yield what stands after conditions and repetitions; the scope is right while a node is looked at."""
        for node in nodes:
            match node:
                case grammar.BlockIf(condition=condition, then=then, otherwise=otherwise):
                    yield from self.standing(then if condition.holds(self.look_up) else otherwise)
                case grammar.Each(path=path, name=name, blocks=blocks):
                    yield from self._repeated(path, name, blocks)
                case grammar.TextBlock() | grammar.Row() | grammar.Group():
                    yield node

    def _repeated(
        self, path: str, name: str, blocks: tuple[grammar.BlockNode, ...]
    ) -> Iterator[grammar.TextBlock | grammar.Row | grammar.Group]:
        count = len(items_of(self.request, path))
        for index in range(count or (1 if path == "targets" else 0)):
            self.scope[name] = (path, index)
            yield from self.standing(blocks)
        self.scope.pop(name, None)

    def group(self, node: grammar.Group) -> Iterator[Block]:
        if node.kind == "annex":
            inner = list(self.blocks(node.blocks))
            yield from (
                replace(block, new_page=True) if number == 0 and isinstance(block, Heading) else block for number, block in enumerate(inner)
            )
        elif node.kind in {"reference", "fields", "table"}:
            kind = TableKind.RECORDS if node.kind == "table" else TableKind(node.kind)
            head: tuple[Line, ...] = ()
            rows: list[tuple[Line, ...]] = []
            for row in self.standing(node.blocks):
                if isinstance(row, grammar.Row):
                    cells = tuple(self.cell(cell) for cell in row.cells)
                    head, rows = (cells, rows) if row.head else (head, [*rows, cells])
            if rows:
                yield Table(kind, tuple(rows), head)
        else:
            lines = [self.cell(text.parts) for text in self.standing(node.blocks) if isinstance(text, grammar.TextBlock)]
            yield Lines(node.kind, tuple(line for line in lines if line))

    def text_block(self, node: grammar.TextBlock) -> Iterator[Block]:
        line = self.line(node.parts)
        if not line:
            return
        if node.role in {"title", "section"}:
            yield Heading(1 if node.role == "title" else 2, self.finished(line))
            return
        number = "1" if node.role == "numbered" else ""
        for count, part in enumerate(_paragraphs(line)):
            follows = node.role == "continued" or (count > 0 and self.numbering == "paragraphs")
            part = closed(part, self.words.language, item=node.role == "item")  # noqa: PLW2901 - the same paragraph, with its stops
            yield Paragraph(self.finished(part), number="" if follows else number, item=node.role == "item", follows=follows)

    # -- lines ---------------------------------------------------------------------------------------------------------------

    def line(self, nodes: tuple[grammar.InlineNode, ...], *, strong: bool = False) -> Line:
        parts: list[Inline] = []
        for inline in self.inlines(nodes, strong=strong):
            previous = parts[-1] if parts else None
            doubled = isinstance(inline, Said) and inline.text.startswith(".") and isinstance(previous, Shown) and not previous.code
            if doubled and isinstance(previous, Shown) and previous.text.endswith(tuple(_STOPS)) and isinstance(inline, Said):
                inline = replace(inline, text=inline.text[1:])  # noqa: PLW2901 - a sentence that the draft closed is not closed twice
                if not inline.text:
                    continue
            parts.append(inline)
        return _trimmed(parts)

    def cell(self, nodes: tuple[grammar.InlineNode, ...]) -> Line:
        """Fill a cell or a short line: paragraphs of a long text become lines."""
        parts: list[Inline] = []
        for number, paragraph in enumerate(_paragraphs(self.line(nodes))):
            parts += [Break()] * (number > 0) + list(paragraph)
        return self.finished(tuple(parts))

    def inlines(self, nodes: tuple[grammar.InlineNode, ...], *, strong: bool) -> Iterator[Inline]:
        for node in nodes:
            match node:
                case grammar.Words(text=text):
                    yield Said(text, strong)
                case grammar.Strong(parts=parts):
                    yield from self.inlines(parts, strong=True)
                case grammar.NewLine():
                    yield Break()
                case grammar.InlineIf(condition=condition, then=then, otherwise=otherwise):
                    yield from self.inlines(then if condition.holds(self.look_up) else otherwise, strong=strong)
                case grammar.Fact(names=names, filter=style):
                    yield self.value(names, style, strong=strong)

    # -- facts ---------------------------------------------------------------------------------------------------------------

    def resolve(self, name: str) -> tuple[str, int]:
        """Tell which fact a name in the form means here: field and index."""
        if name in self.scope:
            return self.scope[name]
        if name.endswith(".same"):
            return name.removesuffix(".same"), next((index for _, index in reversed(self.scope.values())), -1)
        group = name.partition(".")[0]
        if group in LISTS:
            return name, next((index for path, index in self.scope.values() if path == LISTS[group]), -1)
        return name, -1

    def look_up(self, name: str) -> object:
        if name == "targets":
            return self.request.targets
        if name == "training":
            return self.request.training
        asked = demanded_fact(name)
        if asked is not None:
            return self.resolve(asked)[0] in self.demanded
        return value_of(self.request, *self.resolve(name))

    def value(self, names: tuple[str, ...], style: str, *, strong: bool) -> Inline:
        if names[0].endswith(".number"):
            return Said(str(self._count(names[0].removesuffix(".number"))), strong)
        for name in names:
            field_id, index = self.resolve(name)
            value = value_of(self.request, field_id, index)
            if is_there(value):
                return self._shown(value, FactRef(field_id, index if index >= 0 else self._first(field_id)), style, strong=strong)
        field_id, index = self.resolve(names[0])
        question = self.words.gap.format(question=self.words.fields.get(field_id, field_id))
        return Shown(FactRef(field_id, index if index >= 0 else self._first(field_id)), question, missing=True, strong=strong)

    def _count(self, name: str) -> int:
        """The number of the thing that is being repeated over, from 1."""
        return (self.scope[name][1] if name in self.scope else 0) + 1

    def _first(self, field_id: str) -> int:
        """A fact of a list named outside a repetition is that of its first thing."""
        return 0 if field_id.partition(".")[0] in LISTS else -1

    def _shown(self, value: object, ref: FactRef, style: str, *, strong: bool) -> Shown:
        text = shown(value, ref.field, self.words, style)
        if ref.field in IDENTIFIERS:
            return Shown(ref, text, code=True, strong=strong)
        if not self._is_prose(value, ref.field, text):
            return Shown(ref, text, strong=strong)
        if self.prose_language is not None and ref.field not in NAMES:
            self.untranslated.add(ref.field)
        return Shown(ref, text, strong=strong, language=self.prose_language)

    def _is_prose(self, value: object, field_id: str, text: str) -> bool:
        """Tell whether a value is the drafter's own words, not a date, a number, a State or a code put in words."""
        as_written = text == value or (isinstance(value, tuple) and text == "; ".join(map(str, value))) or "\n" in text
        return as_written and request_fields()[field_id].kind not in {FieldKind.MOMENT, FieldKind.NUMBER}

    def finished(self, line: Line) -> Line:
        """Cut the values of a line into words and identifiers, now that their text is settled."""
        cut_up = tuple(self._cut(inline) if isinstance(inline, Shown) else inline for inline in line)
        return _on_lines_of_their_own(cut_up) if self.rtl else cut_up

    def _cut(self, value: Shown) -> Shown:
        whole = value.code or value.missing
        pieces = ((value.text, value.code),) if whole else cut(value.text, self.known, times=self.rtl)
        # written out: `dataclasses.replace` on every value was a tenth of the time of a letter
        return Shown(value.ref, value.text, value.code, value.missing, value.language, value.strong, pieces)


def _on_lines_of_their_own(line: Line) -> Line:
    """Give each identifier of a right-to-left letter a line of its own.

    Programs that take text out of a PDF turn a line round as a whole; beside Persian words the parts of an address or a hash come out in
    another order.
    """
    out: list[Inline] = []
    for inline in line:
        alone = isinstance(inline, Shown) and inline.code
        if out and not isinstance(out[-1], Break) and (alone or _is_identifier(out[-1])) and not isinstance(inline, Break):
            out.append(Break())
        out.append(inline)
    return tuple(out)


def _is_identifier(inline: Inline) -> bool:
    return isinstance(inline, Shown) and inline.code


def _trimmed(parts: list[Inline]) -> Line:
    """Take off what is empty at both ends, so that a line that lost all its parts is no line."""
    while parts and (isinstance(parts[0], Break) or (isinstance(parts[0], Said) and not parts[0].text.strip())):
        parts.pop(0)
    while parts and (isinstance(parts[-1], Break) or (isinstance(parts[-1], Said) and not parts[-1].text.strip())):
        parts.pop()
    return tuple(parts)


def _paragraphs(line: Line) -> Iterator[Line]:
    """Split a line whose last value holds several paragraphs; elsewhere a new line in a value becomes a space."""
    flat = tuple(_flat(inline) for inline in line[:-1])
    last = line[-1] if line else None
    if not isinstance(last, Shown) or last.code or not _BLANK_LINE.search(last.text.strip()):
        yield (*flat, *(_flat(inline) for inline in line[-1:]))
        return
    for number, text in enumerate(_BLANK_LINE.split(last.text.strip())):
        part = replace(last, text=" ".join(text.split()), ref=replace(last.ref, part=number))
        yield (*flat, part) if number == 0 else (part,)


def _flat(inline: Inline) -> Inline:
    if isinstance(inline, Shown) and not inline.code and "\n" in inline.text:
        return replace(inline, text=" ".join(inline.text.split()))
    return inline

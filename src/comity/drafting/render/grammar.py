"""What the text of a form is made of, once it is read: nodes, and the facts they ask for.

`reading` makes these from the text of a form; `fill` turns them into a letter. The text is read before any value is known, so a value can
never be taken for markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.drafting.render.conditions import Condition


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the form."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A part in bold."""

    parts: tuple[InlineNode, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A place for a value.

    Attributes:
        names: facts in order of preference; the first that is there is shown, a gap asks for the first.
        filter: how it is shown: `iso`, `lines`, or empty for what its type suggests.
    """

    names: tuple[str, ...]
    filter: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A new line in the same paragraph or cell."""


@dataclass(frozen=True, slots=True)
class InlineIf:
    """A part that stands or falls with a condition."""

    condition: Condition
    then: tuple[InlineNode, ...]
    otherwise: tuple[InlineNode, ...] = ()


InlineNode = Words | Strong | Fact | NewLine | InlineIf


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading or a paragraph.

    Attributes:
        role: `title`, `section`, `numbered`, `continued`, `item` or `plain`.
    """

    role: str
    parts: tuple[InlineNode, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[tuple[InlineNode, ...], ...]
    head: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A fenced part: `letterhead`, `addressee`, `reference`, `fields`, `table`, `signature` or `annex`."""

    kind: str
    blocks: tuple[BlockNode, ...]


@dataclass(frozen=True, slots=True)
class BlockIf:
    """Blocks that stand or fall with a condition."""

    condition: Condition
    then: tuple[BlockNode, ...]
    otherwise: tuple[BlockNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """Blocks repeated for each target, pleaded fact or item of a list."""

    path: str
    name: str
    blocks: tuple[BlockNode, ...]


BlockNode = TextBlock | Row | Group | BlockIf | Each


def facts_of(nodes: tuple[BlockNode, ...]) -> Iterator[str]:
    """Yield every fact that a form asks for, shown or asked about in a condition; names of loops are resolved."""
    yield from (fact.removesuffix(".same") for fact in _facts_of(nodes) if fact not in {"targets", "training"})


def _facts_of(nodes: tuple[BlockNode, ...]) -> Iterator[str]:
    for node in nodes:
        match node:
            case TextBlock(parts=parts):
                yield from _inline_facts(parts)
            case Row(cells=cells):
                for cell in cells:
                    yield from _inline_facts(cell)
            case Group(blocks=blocks):
                yield from _facts_of(blocks)
            case BlockIf(condition=condition, then=then, otherwise=otherwise):
                yield from condition.names
                yield from _facts_of(then)
                yield from _facts_of(otherwise)
            case Each(path=path, name=name, blocks=blocks):
                yield path
                yield from (path if fact == name else fact for fact in _facts_of(blocks) if not fact.endswith(".number"))


def _inline_facts(parts: tuple[InlineNode, ...]) -> Iterator[str]:
    for part in parts:
        match part:
            case Fact(names=names):
                yield from names
            case Strong(parts=inner):
                yield from _inline_facts(inner)
            case InlineIf(condition=condition, then=then, otherwise=otherwise):
                yield from condition.names
                yield from _inline_facts(then)
                yield from _inline_facts(otherwise)
            case Words() | NewLine():
                pass

"""Puts the blocks of a document in order: drops sections that lost their text, numbers sections, paragraphs and items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comity.documents.document import Block, Heading, Lines, Paragraph, Table

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


def arrange(blocks: tuple[Block, ...], numbering: str, item_style: str) -> tuple[Block, ...]:
    """Drop empty sections and number what is left.

    Args:
        blocks: in order; numbered paragraphs carry any number.
        numbering: `sections` (1, 1.1) or `paragraphs` (1, 2).
        item_style: `latin`, `cyrillic` or `digits`.
    """
    return tuple(_numbered(_closed(_without_empty_sections(blocks)), numbering, item_style))


def _closed(blocks: list[Block]) -> list[Block]:
    """Keep what closes a letter on the page of the signature, and the words before a table on the page where it begins."""
    pairs = zip(blocks, [*blocks[1:], None], strict=True)
    return [replace(block, keep=True) if isinstance(block, Paragraph | Table) and _holds(block, after) else block for block, after in pairs]


def _holds(block: Paragraph | Table, after: Block | None) -> bool:
    is_signature = isinstance(after, Lines) and after.kind == "signature"
    return is_signature or (isinstance(block, Paragraph) and isinstance(after, Table))


def _without_empty_sections(blocks: tuple[Block, ...]) -> list[Block]:
    kept: list[Block] = []
    for block in reversed(blocks):
        follower = kept[-1] if kept else None
        ends = follower is None or isinstance(follower, Heading) or (isinstance(follower, Lines) and follower.kind == "signature")
        if not (isinstance(block, Heading) and (block.level == 2 or block.new_page) and ends):
            kept.append(block)
    return kept[::-1]


def _numbered(blocks: list[Block], numbering: str, item_style: str) -> Iterator[Block]:
    section = paragraph = item = 0
    annexed = False
    for block in blocks:
        match block:
            case Heading(level=level, new_page=new_page):
                annexed = annexed or new_page
                if level == 2 and numbering == "sections" and not annexed:
                    section, paragraph = section + 1, 0
                    block = replace(block, number=str(section))  # noqa: PLW2901
                item = 0
            case Paragraph(item=True):
                item += 1
                block = replace(block, number=item_mark(item, item_style))  # noqa: PLW2901
            case Paragraph(number=number):
                item = 0
                if number and not annexed:
                    paragraph += 1
                    block = replace(block, number=f"{section}.{paragraph}" if section else f"{paragraph}.")  # noqa: PLW2901
            case _:
                item = 0
        yield block


def item_mark(number: int, style: str) -> str:
    """Write the mark of a list item.

    Args:
        number: from 1.
        style: `latin` (a), `cyrillic` а), `digits` 1).
    """
    if style == "cyrillic" and number <= len(_CYRILLIC):
        return f"{_CYRILLIC[number - 1]})"
    if style == "latin" and number <= len(_LATIN):
        return f"({_LATIN[number - 1]})"
    return f"{number})"

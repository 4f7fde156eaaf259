"""The build of a letter: lines, labelled values, headed sections, head, body and close, with offsets into the text.

Ref: 12/345                      a labelled value
3. Summary of facts              a heading; what follows up to the next heading is its section
Dear Sir or Madam,               the salutation ends the head
Yours faithfully,                the close begins the signature
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from comity.text.cue_book import CueBook

_NUMBERING = re.compile(r"\s*(?:[-–—•*▪◦·]\s*|#{1,6}\s+|(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVXivx]{1,5}[.)]|\(?[a-zа-я]\))\s+)?")
_LEVEL = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+")
_SEPARATOR = re.compile(r"[ \t]*(?::|\t|\s[–—]\s|\.{4,}|_{3,})[ \t]*")
_LABEL_LENGTH = 90
_HEADING_LENGTH = 120
_PARENTHESIS = re.compile(r"\s*\([^()]{0,60}\)\s*$")
_HEAD_LINES = 45
_WRAPPED = {"txt": 0.93, "eml": 0.93, "pdf": 0.85}
"""How close to the full width a line has to come to count as broken: letters of a PDF differ in width, those of a terminal do not."""
_SPACE_AT_END = re.compile(r"(?<=\S) \n(?=\S)(?!\s*(?:[-–—•*▪]\s|\(?\d{1,2}[.)]\s))")
_FEWEST_LINES, _NARROWEST, _WIDEST = 6, 45, 140
_STARTS_ANEW = re.compile(r"\s*(?:[-–—•*▪]\s|\(?\d{1,2}[.)]\s|[a-zа-я]\)\s|[^\s:]{2,30}(?: [^\s:]{1,20}){0,3}:\s)")
_SENTENCE_END = re.compile(
    r"(?<=[.!?…])[\"»”)]?\s+(?=[\"«“(]?[A-ZА-ЯЁІҚҒҢӨҰҮҺЎҲҶӢӮƏÇĞŞÖÜİ\d])|\n[ \t]*\n|\n(?![ \t]*[a-zа-яёіқғңөұүһўҳəçğşöü])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"])(?:г|гг|ст|ч|п|пп|ул|д|кв|оф|им|т|тел|руб|долл|тыс|млн|млрд|стр|см|др|исх|вх|Mr|Mrs|Ms|Dr|No|Nos|Art|Arts|art|arts|Sec|v|vs|Inc|Ltd|Co|Corp|p|pp"
    r"|cf|e\.g|i\.e|approx|[A-ZА-ЯЁ])\.$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text.

    Attributes:
        start: offset of its first character.
        end: offset of its line end.
        text: its characters.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value under a label.

    Attributes:
        code: the code of the label.
        start: offset of the value.
        end: offset after it.
        text: the value.
    """

    code: str
    start: int
    end: int
    text: str


def lines_of(text: str) -> tuple[Line, ...]:
    """Split a text into lines with offsets."""
    found = []
    start = 0
    for piece in text.split("\n"):
        found.append(Line(start, start + len(piece), piece))
        start += len(piece) + 1
    return tuple(found)


def labelled_values(text: str, lines: tuple[Line, ...], labels: CueBook) -> Iterator[Labelled]:
    """Find the values that stand beside or below a label of the book.

    Args:
        text: the letter.
        lines: its lines.
        labels: one code a label.
    """
    for number, line in enumerate(lines):
        begin = _NUMBERING.match(line.text)
        offset = begin.end() if begin else 0
        for separator in _SEPARATOR.finditer(line.text, offset):
            if separator.start() - offset > _LABEL_LENGTH:
                break
            code = _label(line.text[offset : separator.start()], labels)
            if code is None:
                continue
            start = line.start + separator.end()
            end = line.start + len(line.text.rstrip())
            if end <= start:
                start, end = _below(lines, number + 1, labels)
            if end > start:
                yield Labelled(code, start, end, text[start:end])
            break


@dataclass(frozen=True, slots=True)
class _Mark:
    """A heading: where it starts, where its section starts, its code if it is known, its number if it has one."""

    start: int
    end: int
    code: str | None
    number: str


def headed_sections(text: str, lines: tuple[Line, ...], headings: CueBook, asking: CueBook, last: int) -> Iterator[Labelled]:
    """Find the sections whose heading is in the book: a line of its own, or the first words of a paragraph up to a full stop.

    A section ends at the next heading, and a numbered one at the next number of its level; what tells of the case ends where the
    letter begins to ask.

    Args:
        text: the letter.
        lines: its lines.
        headings: one code a heading.
        asking: words by which a letter asks.
        last: offset where the body ends.
    """
    marks = [mark for line in lines if line.start < last and (mark := _heading(line, headings))]
    levels: dict[int, list[int]] = {}
    for line in lines:
        if level := _level(line.text):
            levels.setdefault(level, []).append(line.start)
    asked = [line.start for line in lines if asking.find(line.text[:50])]
    for place, mark in enumerate(marks):
        if mark.code is None:
            continue
        ends = [last, *(later.start for later in marks[place + 1 : place + 2])]
        if mark.number:
            ends += _next(levels.get(_level(mark.number), []), mark.start)
        if mark.code.startswith("case."):
            ends += _next(asked, mark.end)
        body = text[mark.end : min(ends)]
        if body.strip():
            inner = mark.end + len(body) - len(body.lstrip())
            yield Labelled(mark.code, inner, inner + len(body.strip()), body.strip())


def _next(places: list[int], place: int) -> list[int]:
    """Return the first of some ordered places behind a place, as a list of one or none."""
    return places[(at := bisect_right(places, place)) : at + 1]


def _heading(line: Line, headings: CueBook) -> _Mark | None:
    begin = _NUMBERING.match(line.text)
    offset = begin.end() if begin else 0
    number = line.text[:offset]
    bare = line.text[offset:].strip().rstrip(":.").strip("*_ ")
    if not bare:
        return None
    if len(bare) <= _HEADING_LENGTH and (code := _label(bare, headings)):
        return _Mark(line.start, line.end, code, number)
    first = line.text[offset:].find(". ")
    if 0 < first <= _LABEL_LENGTH and (code := _label(line.text[offset : offset + first], headings)):
        return _Mark(line.start, line.start + offset + first + 1, code, number)
    return _Mark(line.start, line.end, None, number) if is_heading_like(line.text, offset) else None


def _level(line: str) -> int:
    """Return the depth of the number that a line begins with: 1 for `3.`, 2 for `3.1`; 0 without one."""
    found = _LEVEL.match(line)
    return found["number"].count(".") + 1 if found else 0


def is_heading_like(line: str, offset: int) -> bool:
    """Tell whether a line looks like a heading, known or not: short, without a full stop, numbered or in capitals."""
    bare = line[offset:].strip()
    if not 3 <= len(bare) <= _HEADING_LENGTH or bare[-1] in ".,;:" or "\t" in bare:
        return False
    letters = [letter for letter in bare if letter.isalpha()]
    capitals = bool(letters) and sum(letter.isupper() for letter in letters) > 0.8 * len(letters) and len(letters) > 4
    numbered = offset > 0 and line[:offset].strip()[:1].isdigit() and len(bare) <= _LABEL_LENGTH and bare[0].isupper()
    return capitals or (numbered and len(bare.split()) <= 9)


def head_end(lines: tuple[Line, ...], opening: CueBook) -> int:
    """Find where the head of a letter ends: at its salutation, else at its first paragraph."""
    for line in lines[:_HEAD_LINES]:
        if opening.find_code("salutation", line.text[:80]):
            return line.start
    for line in lines[:_HEAD_LINES]:
        if len(line.text) > 100 or (len(line.text) > 60 and line.text.rstrip()[-1:] in ".:;"):
            return line.start
    return lines[min(len(lines), _HEAD_LINES) - 1].end if lines else 0


def close_bounds(text: str, lines: tuple[Line, ...], opening: CueBook) -> tuple[int, int]:
    """Find the complimentary close of a letter: where it begins and where it ends; both are the end of the text when there is none."""
    for line in reversed(lines[len(lines) // 3 :]):
        if (len(line.text) <= 90 and opening.find_code("close", line.text)) or opening.find_code("formal_close", line.text):
            return line.start, line.end
    return len(text), len(text)


def unwrapped(text: str, format_slug: str) -> str:
    """Join lines that were broken only to fit the page, character for character: a line end becomes a space.

    A line was broken where the first word of the next one would not have fitted. Word and Markdown keep paragraphs whole and are left
    alone.

    Args:
        text: the text of the document.
        format_slug: the format it was taken out of.
    """
    if format_slug == "pdf" and _SPACE_AT_END.search(text):
        # the space between two words stays at the end of the line that was broken there
        return _SPACE_AT_END.sub("  ", text)
    tightness = _WRAPPED.get(format_slug)
    lines = text.split("\n")
    lengths = sorted(len(line) for line in lines if line.strip())
    if tightness is None or len(lengths) < _FEWEST_LINES:
        return text
    width = lengths[min(len(lengths) - 1, len(lengths) * 19 // 20)]
    if not _NARROWEST <= width <= _WIDEST:
        return text
    pieces = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        first = following.split(" ", 1)[0]
        broken = line.strip() and following.strip() and len(line) + 1 + len(first) > tightness * width and not _STARTS_ANEW.match(following)
        pieces.append(line + (" " if broken else "\n"))
    return "".join(pieces)[: len(text)]


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Return the bounds of the sentence around a place; a paragraph and an item of a list end a sentence as a full stop does."""
    start = max(0, place - 2000)
    end = min(len(text), place + 2000)
    for found in _SENTENCE_END.finditer(text, start, end):
        if _ABBREVIATION.search(text[max(0, found.start() - 12) : found.start()]):
            continue
        if found.end() <= place:
            start = found.end()
        elif found.start() >= place:
            end = found.start()
            break
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _label(words: str, labels: CueBook) -> str | None:
    bare = " ".join(words.strip().strip("*_").strip().split())
    if not bare or len(bare) > _LABEL_LENGTH:
        return None
    return labels.of_whole(bare) or (labels.of_whole(shorter) if (shorter := _PARENTHESIS.sub("", bare)) != bare and shorter else None)


def _below(lines: tuple[Line, ...], number: int, labels: CueBook) -> tuple[int, int]:
    """Return the bounds of the paragraph below a label that stands alone on its line."""
    while number < len(lines) and not lines[number].text.strip():
        number += 1
    if number >= len(lines):
        return 0, 0
    start = end = lines[number].start
    for line in lines[number : number + 12]:
        if not line.text.strip() or (line.start > start and _begins_label(line.text, labels)):
            break
        end = line.start + len(line.text.rstrip())
    return start + len(lines[number].text) - len(lines[number].text.lstrip()), end


def _begins_label(line: str, labels: CueBook) -> bool:
    separator = _SEPARATOR.search(line)
    return separator is not None and _label(line[: separator.start()], labels) is not None

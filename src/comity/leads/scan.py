"""One pass over a text that sorts whatever holds a digit by its shape, so that each kind looks only at what can be of its kind.

Text without digits, which is most text, costs the search for a digit and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A piece from its first digit to the next blank or bracket; what stands before the digit is found by going back.
_PIECE = re.compile("[0-9][^\\s\"'<>«»“”„,;|=()\\[\\]{}]*")
_EDGES = frozenset(" \t\n\r\u00a0\"'<>«»“”„,;|=()[]{}")
_LAST_EDGE = re.compile("[\\s\"'<>«»“”„,;|=()\\[\\]{}](?=[^\\s\"'<>«»“”„,;|=()\\[\\]{}]*$)")
_ROW = re.compile("[0-9](?:[ \u00a0\u202f().-]{0,2}[0-9]){6,}")
_GROUP = re.compile(r"[0-9]+")
_DAY = re.compile(r"(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})|(?:19|20)\d\d([./-])\d\d\2\d\d)(?![0-9]|-[0-9])")
_NUMBERED = re.compile(r"[0-9]{1,4}[./-]")
_QUAD = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5}){3}(?!\.[0-9])")
_SHORTEST = 6
# No number that people write has more pieces, or more digits, than these.
_MOST_GROUPS, _MOST_DIGITS = 8, 20
_REACH = 80


@dataclass(slots=True)
class Digits:
    """A row of digits with at most two blanks, points, hyphens or brackets between them; seven digits at least.

    Attributes:
        start: first digit.
        end: after the last one.
        groups: the pieces without anything between: first character, after the last one.
        places: for each number of digits, where neighbouring whole groups make it up.
    """

    start: int
    end: int
    groups: tuple[tuple[int, int], ...]
    places: dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class Scan:
    """What a text holds that has a digit in it, by shape; each entry is a place (first character, after the last one).

    Attributes:
        quads: pieces with three points or more: IPv4 addresses, networks, versions.
        colons: pieces with two colons or more: IPv6 and hardware addresses, clock readings.
        dashes: pieces with five hyphens or two points that can be hardware addresses.
        named: pieces that begin with a letter: names of accounts, IBAN, numbers of autonomous systems.
        plain: pieces of digits, letters and few signs that begin with a digit or a minus: numbers of accounts.
        rows: rows of seven digits and more.
    """

    quads: list[tuple[int, int]] = field(default_factory=list)
    colons: list[tuple[int, int]] = field(default_factory=list)
    dashes: list[tuple[int, int]] = field(default_factory=list)
    named: list[tuple[int, int]] = field(default_factory=list)
    plain: list[tuple[int, int]] = field(default_factory=list)
    rows: list[Digits] = field(default_factory=list)

    def sort_marked(self, piece: str, start: int, end: int) -> None:
        """Sort a piece with points, colons or hyphens in it."""
        points = piece.count(".")
        if points > 2:
            self.quads.append((start, end))
        if ":" in piece:
            if piece.count(":") > 1:
                self.colons.append((start, end))
        elif (points == 2 and end - start > 13) or piece.count("-") > 4:
            self.dashes.append((start, end))


def scan(text: str) -> Scan:
    """Sort the pieces of a text that hold a digit."""
    found = Scan(rows=list(_rows(text)))
    edges, plain, named = _EDGES, found.plain, found.named
    for match in _PIECE.finditer(text):
        start, end = match.span()
        if start and text[start - 1] not in edges:
            start = _beginning(text, start)
        elif end - start < 5:
            continue  # a short number that nothing touches, as most numbers are
        piece = text[start:end]
        if not piece.isalnum():
            if piece[-1] in ".:-":
                piece = piece.rstrip(".:-")
                end = start + len(piece)
            if "." in piece or ":" in piece or "-" in piece:
                found.sort_marked(piece, start, end)
        if piece[0].isalpha():
            named.append((start, end))
        elif end - start > 4:
            plain.append((start, end))
    return found


def _beginning(text: str, place: int) -> int:
    limit = place - _REACH if place > _REACH else 0
    start = text.rfind(" ", limit, place) + 1 or limit
    lead = text[start:place]
    if not lead.isalnum() and not _EDGES.isdisjoint(lead) and (edge := _LAST_EDGE.search(lead)):
        start += edge.end()
    return start


def _rows(text: str) -> Iterator[Digits]:
    for match in _ROW.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if before.isalpha() or before == "_" or (before == "." and text[start - 2 : start - 1].isdigit()):
            # `IMEI1 8627…`: the first digits belong to the word; where there are no others, as in a digest, the row does.
            if text[start:end].isdigit():
                continue
            start = _next_group(text, _GROUP.match(text, start), end)
        while start < end and _NUMBERED.match(text, start):
            # A day, an address or a version is no part of a number that follows it.
            other = None if text[start - 1 : start] == "+" else _QUAD.match(text, start) or _DAY.match(text, start)
            if other is None:
                break
            if other.end() >= end:
                start = end
                break
            start = _next_group(text, other, end)
        if end - start > _SHORTEST and _ROW.match(text, start, end):
            yield _row(text, start, end)


def _next_group(text: str, passed: re.Match[str] | None, end: int) -> int:
    following = _GROUP.search(text, passed.end() if passed else end, end)
    # What hangs on by a point is still the same address or version.
    return following.start() if following and text[following.start() - 1] != "." else end


def _row(text: str, start: int, end: int) -> Digits:
    if text[start:end].isdigit():
        whole = (start, end)
        return Digits(start, end, (whole,), {end - start: [whole]})
    groups = tuple(group.span() for group in _GROUP.finditer(text, start, end))
    places: dict[int, list[tuple[int, int]]] = {}
    for number, (begin, _) in enumerate(groups):
        total = 0
        for low, high in groups[number : number + _MOST_GROUPS]:
            total += high - low
            if total > _MOST_DIGITS:
                break
            places.setdefault(total, []).append((begin, high))
    return Digits(start, end, groups, places)


@dataclass(slots=True)
class Token:
    """A run of letters and digits that could be an address, a digest or a key; at least 24 characters.

    Attributes:
        start: first character.
        end: after the last one.
        text: the characters, look-alikes of other scripts written in Latin, line breaks taken out.
        is_broken: whether a line break stood inside.
        has_look_alikes: whether letters of another script stood inside.
    """

    start: int
    end: int
    text: str
    is_broken: bool = False
    has_look_alikes: bool = False

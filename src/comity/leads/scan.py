"""One pass over a text that sorts whatever holds a digit by its shape, so that each kind looks only at what can be of its kind.

Text without digits, which is most text, costs the search for a digit and nothing more. What a piece can be, its shape tells alone
(`000.000.000.00:00000`); shapes come again and again, and each is judged once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from comity.text.image import CAPITALS, DIGITS, LETTERS, Image, folded

# A piece from its first digit to the next blank or bracket; what stands before the digit is found by going back.
_PIECES = folded(
    {
        b" \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\"'<>\xab\xbb,;|=()[]{}": b" ",
        DIGITS: b"0",
        LETTERS: b"a",
        CAPITALS: b"A",
        b"@/\\": b"@",
        b".": b".",
        b":": b":",
        b"-": b"-",
        b"_": b"_",
    },
    b"?",
)
_PIECE = re.compile(b"0[^ ]*")
_EDGE = b" "[0]
_ROWS = folded({b" \xa0()-": b"-", b".": b".", DIGITS: b"0"}, b"?")
# Runs of digits with one or two signs between; seven characters at least, since seven digits are wanted.
_ROW = re.compile(rb"0++(?:[-.]{1,2}+0++)*+(?<=[-.0]{7})")
_GROUPS = re.compile(b"0+")
_GROUP = re.compile(r"[0-9]+")
_DAY = re.compile(r"(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})|(?:19|20)\d\d([./-])\d\d\2\d\d)(?![0-9]|-[0-9])")
_NUMBERED = re.compile(r"[0-9]{1,4}[./-]")
_QUAD = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5}){3}(?!\.[0-9])")
_FEWEST_DIGITS = 7
# No number that people write has more pieces, or more digits, than these.
_MOST_GROUPS, _MOST_DIGITS = 8, 20
_REACH = 80
_SHORTEST = 5

_LETTERS = frozenset(b"aA")
_OTHER = b"?"[0]
_LONGER_THAN_A_DAY = 13
_HEAD = re.compile(b"[A?]{2}[0Aa?]{2}")
_NAME = re.compile(b"[Aa][Aa0_.-]*")
_LONGEST_NAME = 32

Span = tuple[int, int]


class _Row(NamedTuple):
    """What the shape of a row tells; places count from the first digit.

    Attributes:
        groups: the runs of digits.
        places: for each number of digits, where neighbouring whole groups make it up.
        digits: how many there are.
    """

    groups: tuple[Span, ...]
    places: dict[int, list[Span]]
    digits: int


@dataclass(slots=True)
class Digits:
    """A row of digits with at most two blanks, points, hyphens or brackets between them; seven digits at least.

    Attributes:
        start: first digit.
        end: after the last one.
        row: what its shape tells.
    """

    start: int
    end: int
    row: _Row

    @property
    def lengths(self) -> dict[int, list[Span]]:
        """The numbers of digits that neighbouring whole groups make up."""
        return self.row.places

    def places(self, length: int) -> Sequence[Span]:
        """List where neighbouring whole groups have so many digits together."""
        places = self.row.places.get(length)
        return [(self.start + low, self.start + high) for low, high in places] if places else ()

    @property
    def groups(self) -> tuple[Span, ...]:
        """The pieces without anything between: first character, after the last one."""
        start = self.start
        return tuple([(start + low, start + high) for low, high in self.row.groups])


@dataclass(slots=True)
class Scan:
    """What a text holds that has a digit in it, by shape; each entry is a place (first character, after the last one).

    Attributes:
        quads: pieces with three points or more: IPv4 addresses, networks, versions.
        colons: pieces with five colons or more, or two together: IPv6 and hardware addresses.
        dashes: pieces with five hyphens or two points that can be hardware addresses.
        named: pieces that begin with a letter: names of accounts, IBAN, numbers of autonomous systems.
        names: of those, what can be the name of an account: Latin letters, digits, `_`, points and hyphens, and then no address of its own.
        heads: of those, what can begin an IBAN somewhere: two capitals and two digits, or letters that look like them.
        plain: pieces of digits, letters and few signs that begin with a digit or a minus: numbers of accounts.
        rows: rows of seven digits and more.
    """

    quads: list[Span] = field(default_factory=list)
    colons: list[Span] = field(default_factory=list)
    dashes: list[Span] = field(default_factory=list)
    named: list[Span] = field(default_factory=list)
    names: list[Span] = field(default_factory=list)
    heads: list[Span] = field(default_factory=list)
    plain: list[Span] = field(default_factory=list)
    rows: list[Digits] = field(default_factory=list)


def scan(text: str, image: Image) -> Scan:
    """Sort the pieces of a text that hold a digit."""
    found = Scan(rows=list(_rows(text, image)))
    pieces = image.plain.translate(_PIECES)
    shapes: dict[bytes, tuple[int, tuple[list[Span], ...]]] = {}
    for match in _PIECE.finditer(pieces):
        start, end = match.span()
        if start and pieces[start - 1] != _EDGE:
            limit = start - _REACH if start > _REACH else 0
            start = pieces.rfind(b" ", limit, start) + 1 or limit
        elif end - start < _SHORTEST:
            continue  # a short number that nothing touches, as most numbers are
        shape = pieces[start:end]
        if shape[0] == _OTHER:
            cut, piles = _sorted(shape, found, is_named=text[start].isalpha())
        elif shape in shapes:
            cut, piles = shapes[shape]
        else:
            cut, piles = shapes[shape] = _sorted(shape, found, is_named=shape[0] in _LETTERS)
        place = (start, end - cut)
        for pile in piles:
            pile.append(place)
    return found


def _sorted(shape: bytes, found: Scan, *, is_named: bool) -> tuple[int, tuple[list[Span], ...]]:
    """Tell how many signs of punctuation end a piece, and on which piles it goes."""
    kept = shape.rstrip(b".:-")
    points, colons = kept.count(b"."), kept.count(b":")
    piles = [found.quads] if points > 2 else []
    if b"::" in kept or colons > 4:
        piles.append(found.colons)
    elif not colons and ((points == 2 and len(kept) > _LONGER_THAN_A_DAY) or kept.count(b"-") > 4):
        piles.append(found.dashes)
    if is_named:
        piles.append(found.named)
        name = _NAME.match(kept)
        if name and name.end() <= _LONGEST_NAME and kept[name.end() : name.end() + 1] not in {b":", b"@"}:
            piles.append(found.names)
        if _HEAD.search(kept):
            piles.append(found.heads)
    elif len(kept) >= _SHORTEST:
        piles.append(found.plain)
    return len(shape) - len(kept), tuple(piles)


def _rows(text: str, image: Image) -> Iterator[Digits]:
    rows = image.plain.translate(_ROWS)
    shapes: dict[bytes, _Row] = {}
    begins: dict[str, int] = {}
    for match in _ROW.finditer(rows):
        start, end = match.span()
        before = text[start - 1 : start]
        if before and (before == "_" or before == "." or before.isalpha()) and (before != "." or text[start - 2 : start - 1].isdigit()):
            # `IMEI1 8627…`: the first digits belong to the word; where there are no others, as in a digest, the row does.
            if text[start:end].isdigit():
                continue
            start = _next_group(text, _GROUP.match(text, start), end)
        if before != "+" and start < end:
            written = text[start:end]
            passed = begins.get(written)
            if passed is None:
                passed = begins[written] = _number_begins(text, start, end) - start
            start += passed
        if end - start < _FEWEST_DIGITS:
            continue
        shape = rows[start:end]
        row = shapes.get(shape)
        if row is None:
            row = shapes[shape] = _row(shape)
        if row.digits >= _FEWEST_DIGITS:
            yield Digits(start, end, row)


def _number_begins(text: str, start: int, end: int) -> int:
    """Pass over a day, an address or a version: none is part of a number that follows it."""
    while start < end and _NUMBERED.match(text, start):
        other = _QUAD.match(text, start) or _DAY.match(text, start)
        if other is None:
            break
        if other.end() >= end:
            return end
        start = _next_group(text, other, end)
    return start


def _next_group(text: str, passed: re.Match[str] | None, end: int) -> int:
    following = _GROUP.search(text, passed.end() if passed else end, end)
    # What hangs on by a point is still the same address or version.
    return following.start() if following and text[following.start() - 1] != "." else end


def _row(shape: bytes) -> _Row:
    groups = tuple(group.span() for group in _GROUPS.finditer(shape))
    places: dict[int, list[Span]] = {}
    for number, (begin, _) in enumerate(groups):
        total = 0
        for low, high in groups[number : number + _MOST_GROUPS]:
            total += high - low
            if total > _MOST_DIGITS and len(groups) > 1:
                break
            places.setdefault(total, []).append((begin, high))
    return _Row(groups, places, shape.count(b"0"))


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

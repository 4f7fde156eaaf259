"""The elementary words of the language: is it said, what does it say, how many, how long ago.

A request-wide question about `target.*` or `fact.*` means any of them. `missing` counts an explicit no as missing (an unsigned
request lacks its signature); `true_false` tells an explicit no. Days and numbers that cannot be computed are not-a-number, so no
comparison with them is true.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Gives, Reader, Takes
from comity.drafting.lint.needles import needles

_MOST_PLACES = 12
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def is_said(reader: Reader, facts: Facts) -> bool:
    """Tell whether something is said that is not an explicit no."""
    return any(value is not False for value in reader.values(facts))


def is_true(reader: Reader, facts: Facts) -> bool:
    """Tell whether a fact is true or told in words."""
    return is_said(reader, facts)


def day_of(value: object) -> date | None:
    """Return the day of a value: of a moment, or of text that begins with an ISO date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    return None


def number_of(value: object) -> float:
    """Return a number: of a number, or of text such as `85 000.00`; not-a-number when there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = re.sub(r"(?<=\d)[\s\u00a0\u202f'’](?=\d)", "", str(value)) if value is not None else ""
    if re.search(r",\d{3}(?:\D|$)", text):
        text = text.replace(",", "")
    found = _NUMBER.search(text.replace(",", "."))
    return float(found.group()) if found else math.nan


def _same(value: object, wanted: float | str) -> bool:
    if isinstance(wanted, str):
        return str(value).casefold() == wanted.casefold()
    return not isinstance(value, bool) and number_of(value) == wanted


class _Equal(Function):
    name = "eq"
    takes = (Takes.FIELD, Takes.TEXTS)

    def bind(self, field: Reader, wanted: float | str, *more: object) -> Bound:
        if more:
            raise ValueError("compares with one value; isin() takes several")
        return lambda facts: any(_same(value, wanted) for value in field.values(facts))


class _IsIn(Function):
    name = "isin"
    takes = (Takes.FIELD, Takes.TEXTS)

    def bind(self, field: Reader, *wanted: float | str) -> Bound:
        return lambda facts: any(_same(value, one) for value in field.values(facts) for one in wanted)


class _Has(_IsIn):
    name = "has"


class _Missing(Function):
    name = "missing"
    takes = (Takes.FIELDS,)

    def bind(self, *fields: Reader) -> Bound:
        if len(fields) == 1:
            field = fields[0]
            return lambda facts: not is_said(field, facts)
        return lambda facts: any(not is_said(field, facts) for field in fields)


class _Present(Function):
    name = "present"
    takes = (Takes.FIELDS,)

    def bind(self, *fields: Reader) -> Bound:
        return lambda facts: all(is_said(field, facts) for field in fields)


class _True(Function):
    name = "true"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        return lambda facts: is_true(field, facts)


class _False(Function):
    name = "true_false"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        return lambda facts: any(value is False for value in field.values(facts))


class _Days(Function):
    name = "days"
    takes = (Takes.FIELD, Takes.FIELD)
    gives = Gives.NUMBER

    def bind(self, first: Reader, second: Reader) -> Bound:
        def run(facts: Facts) -> float:
            start, end = day_of(first.first(facts)), day_of(second.first(facts))
            return math.nan if start is None or end is None else (end - start).days

        return run


class _DaysSince(Function):
    name = "days_since"
    takes = (Takes.FIELD,)
    gives = Gives.NUMBER

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> float:
            day = day_of(field.first(facts))
            return math.nan if day is None else (facts.today - day).days

        return run


class _DaysUntil(Function):
    name = "days_until"
    takes = (Takes.FIELD,)
    gives = Gives.NUMBER

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> float:
            day = day_of(field.first(facts))
            return math.nan if day is None else (day - facts.today).days

        return run


class _Words(Function):
    name = "words"
    takes = (Takes.FIELD,)
    gives = Gives.NUMBER

    def bind(self, field: Reader) -> Bound:
        return lambda facts: len(field.text(facts).split())


class _Matches(Function):
    name = "matches"
    takes = (Takes.FIELD, Takes.TEXT)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, field: Reader, pattern: str) -> Bound:
        try:
            find = re.compile(pattern).finditer
            need = needles("" if "(?i" in pattern else pattern)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None

        def run(facts: Facts) -> bool:
            field.values(facts)
            found = [
                Evidence(field.id, index, hit.start(), hit.end(), {"found": hit.group()})
                for index, value in field.indexed(facts)
                for text in (str(value),)
                if need.are_in(text)
                for hit in _first(find(text))
            ]
            facts.evidence.extend(found)
            return bool(found)

        return run


def _first(hits: Any) -> list[re.Match[str]]:
    return [hit for _, hit in zip(range(_MOST_PLACES), hits, strict=False)]


class _Count(Function):
    name = "count"
    takes = (Takes.FIELD,)
    gives = Gives.NUMBER

    def bind(self, field: Reader) -> Bound:
        return lambda facts: len(field.values(facts))


class _Number(Function):
    name = "num"
    takes = (Takes.FIELD,)
    gives = Gives.NUMBER

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> float:
            number = number_of(field.first(facts))
            return 0 if math.isnan(number) else number

        return run


class _Contains(Function):
    name = "contains"
    takes = (Takes.FIELD, Takes.FIELD)

    def bind(self, text: Reader, part: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            whole = _folded(text.text(facts))
            return any(_folded(str(value)) in whole for value in part.values(facts))

        return run


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


class _Family(Function):
    name = "family"
    takes = (Takes.TEXTS,)

    def bind(self, *families: str) -> Bound:
        wanted = frozenset(families)
        return lambda facts: facts.knowledge is not None and facts.knowledge.family(facts.instrument) in wanted


class _Listed(Function):
    name = "isin_list"
    takes = (Takes.FIELD, Takes.FIELD)

    def bind(self, field: Reader, listing: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            listed = {_primary(str(value)) for value in listing.values(facts)}
            return any(_primary(str(value)) in listed for value in field.values(facts))

        return run


def _primary(tag: str) -> str:
    """Return the primary part of a language tag or word: `en-GB`, `en (documents)` and `EN` are one."""
    return re.split(r"[\s\-_(,;]", tag.strip().casefold(), maxsplit=1)[0]


class _ListsDiffer(Function):
    name = "lists_differ"
    takes = (Takes.FIELD, Takes.FIELD)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, listed: Reader, present: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            there = {_folded(str(value)) for value in present.values(facts)}
            absent = [str(value) for value in listed.values(facts) if _folded(str(value)) not in there]
            for value in absent:
                facts.add(found=value)
            return bool(absent)

        return run


class _Exceeds(_ListsDiffer):
    name = "exceeds"


WORDS: Mapping[str, Function] = MappingProxyType(
    {
        kind.name: kind()
        for kind in (
            _Equal,
            _IsIn,
            _Has,
            _Missing,
            _Present,
            _True,
            _False,
            _Days,
            _DaysSince,
            _DaysUntil,
            _Words,
            _Matches,
            _Count,
            _Number,
            _Contains,
            _Family,
            _Listed,
            _ListsDiffer,
            _Exceeds,
        )
    }
)

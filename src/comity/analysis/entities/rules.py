"""The rules by which identifiers are joined, as data: `rules.yaml`, or an office's own file of the same shape."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from comity.errors import InputError
from comity.knowledge.plain_yaml import parse
from comity.text.messages import say

Strength = Literal["same", "perhaps"]
Why = dict[str, str]


class Never(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What identifies nobody.

    Attributes:
        kinds: kinds of nodes that join nobody.
        why_kinds: the reason, by language.
        mailboxes: names before the `@` that many read, or nobody.
        devices: numbers that devices carry when they have none of their own.
    """

    kinds: tuple[str, ...]
    why_kinds: Why
    mailboxes: frozenset[str]
    devices: frozenset[str]


class Derived(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An identifier that another one is made of: a number in the name of an account.

    Attributes:
        pattern: regular expression for the whole value.
        form: `+{1}` with the groups of the pattern, or `gmail`: without dots and what stands after `+`.
        without: values that are something else in spite of the pattern.
    """

    id: str
    kind: str
    pattern: str
    gives: str
    form: str
    strength: Strength
    why: Why
    provider: str | None = None
    without: tuple[str, ...] = ()
    limit: int = 3


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side of a pair: role in the event, and kinds of nodes."""

    role: str
    kinds: tuple[str, ...]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two identifiers that take part in one event in given roles; `directions` with an empty text takes records without one."""

    id: str
    kinds: tuple[str, ...]
    left: Side
    right: Side
    limit: int
    strength: Strength
    why: Why
    directions: tuple[str, ...] = ()


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of an account's page that holds an identifier; labels in small letters, without marks."""

    id: str
    kinds: tuple[str, ...]
    labels: frozenset[str]
    gives: str
    limit: int
    strength: Strength
    why: Why


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Identifiers on one card of an address book, by the key of the card."""

    id: str
    kinds: tuple[str, ...]
    keys: tuple[str, ...]
    strength: Strength
    why: Why


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields that hold the name of a person."""

    kinds: tuple[str, ...]
    labels: frozenset[str]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules."""

    never: Never
    derived: tuple[Derived, ...]
    pairs: tuple[Pair, ...]
    fields: tuple[Field, ...]
    cards: tuple[Card, ...]
    names: Names

    @property
    def by_id(self) -> dict[str, Derived | Pair | Field | Card]:
        """Return the rules that join, by id."""
        found: list[Derived | Pair | Field | Card] = [*self.derived, *self.pairs, *self.fields, *self.cards]
        return {rule.id: rule for rule in found}


@lru_cache(maxsize=4)
def read_rules(path: Path | None = None) -> Rules:
    """Read the rules.

    Args:
        path: an office's own file; None for those that come along.

    Raises:
        InputError: the file is missing or not of this shape.
    """
    try:
        text = (files("comity.analysis.entities") / "rules.yaml").read_text(encoding="utf-8") if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(say("no file of this name: {path}", path=str(path)), place="--rules") from problem
    place = str(path or "rules.yaml")
    try:
        return msgspec.convert(parse(text, place), Rules)
    except msgspec.ValidationError as problem:
        raise InputError(say("the rules are not of the expected shape: {problem}", problem=problem), place=place) from problem


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the rules once."""
    return re.compile(pattern, re.IGNORECASE)

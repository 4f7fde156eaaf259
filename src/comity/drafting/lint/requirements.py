"""What the law of a State wants a request to contain, each item with the request facts that answer it (`requirements.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from comity.drafting.fields import request_fields
from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import parse

_FILE = "requirements.yaml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One item of what a State's law wants.

    Attributes:
        text: the item in the words of the State's file.
        facts: request facts that answer it; one of them is enough.
        when: categories of data for which it is wanted; empty for all.
        when_language_not: languages for which it is not wanted.
        unless: instruments for which it is not wanted.
    """

    text: str
    facts: tuple[str, ...]
    when: frozenset[str]
    when_language_not: frozenset[str]
    unless: frozenset[str]


def requirements(state: str, side: str) -> tuple[Requirement, ...]:
    """Return what a State's law wants of requests that come to it (`requested`) or that it sends (`requesting`)."""
    return _all().get((state, side), ())


def texts() -> Mapping[str, tuple[str, ...]]:
    """Return the items of each State in the words of its own file, checked here, checked by a rule of their own, or not to be checked."""
    return MappingProxyType({row["state"]: tuple(_texts(row)) for row in _rows()})


def _texts(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (item["text"] for item in (*row["items"], *row.get("elsewhere", ())))
    yield from row.get("not_checked", ())


@cache
def _all() -> Mapping[tuple[str, str], tuple[Requirement, ...]]:
    return MappingProxyType({(row["state"], row["side"]): tuple(_item(row["state"], item) for item in row["items"]) for row in _rows()})


@cache
def _rows() -> list[Any]:
    rows: list[Any] = parse(files("comity.drafting.lint").joinpath(_FILE).read_text(encoding="utf-8"), _FILE)
    return rows


def _item(state: str, item: Mapping[str, Any]) -> Requirement:
    for field in item["facts"]:
        if field not in request_fields():
            raise KnowledgeError(f"unknown request fact {field!r}", place=f"{_FILE}: {state}", hint="use the ids of law/facts")
    conditions = (frozenset(item.get(key, ())) for key in ("when", "when_language_not", "unless"))
    return Requirement(item["text"], tuple(item["facts"]), *conditions)

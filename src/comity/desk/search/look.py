"""Look for words: what of the register fits, among the cases that the person may see, with an excerpt around the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from comity.desk.bench import workbench
from comity.desk.models.case import Case
from comity.desk.models.search_document import SearchDocument
from comity.desk.rights.worker import Worker
from comity.desk.search import query as _query  # the lookup registers itself
from comity.desk.search.normaliser import Term, folded, lexemes_of, terms_of
from comity.desk.search.sources import KINDS, Source, sources

__all__ = ["Entry", "Found", "Group", "Hit", "look", "look_in_directory"]

SHOWN = 10
"""Hits of a kind on the page of all kinds."""

A_PAGE = 50
COUNTED = 100
"""Hits of a kind that are counted on the page of all kinds: of more, only that there are more is told."""

COUNTED_ALONE = 1000
"""Hits that are counted, and turned over page by page, where one kind is asked for."""

_AROUND = 70
_FIT = _query.Finds.lookup_name
Keys = Sequence[tuple[int, int]]
"""Keys of things that fit, each with that of its case."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that fits.

    Attributes:
        kind: its kind.
        thing: its row.
        case: its case.
        before: text before the word that fits.
        word: the word, as it is written there; empty where the words lie too far apart to show.
        after: text after it.
    """

    kind: str
    thing: Any
    case: Case
    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind.

    Attributes:
        kind: the kind.
        title: its heading.
        count: how many there are; where there are more than are counted, how many were.
        is_more: whether there are more than were counted.
        hits: those that are shown.
    """

    kind: str
    title: str
    count: int
    is_more: bool
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the directory that fits."""

    kind: str
    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Found:
    """What fits.

    Attributes:
        terms: what was looked for.
        groups: hits by kind; kinds without a hit are left out.
        directory: providers and authorities.
    """

    terms: tuple[Term, ...]
    groups: tuple[Group, ...]
    directory: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many things fit, as far as they were counted."""
        return sum(group.count for group in self.groups) + len(self.directory)

    @property
    def is_more(self) -> bool:
        """Whether more fit than were counted."""
        return any(group.is_more for group in self.groups)


def look(worker: Worker, text: str, kind: str = "", page: int = 1) -> Found:
    """Look for words and identifiers.

    Args:
        worker: who; only what this person may see is found.
        text: as typed.
        kind: only this kind; empty for the first hits of every kind.
        page: which page of hits, from 1, where one kind is asked for.
    """
    worker.demand("register.search")
    terms = terms_of(text, worker.language)
    if not terms:
        return Found((), (), ())
    rows = worker.among(SearchDocument.objects.all())
    first, size, most = ((page - 1) * A_PAGE, A_PAGE, COUNTED_ALONE) if kind else (0, SHOWN, COUNTED)
    # the last changed first, by the index, and no further than is told: a word that is everywhere costs no more than one that is rare
    found = {one: list(_of_kind(rows, one, terms)[: most + 1]) for one in KINDS if kind in {"", one}}
    shown = {one: keys[: min(most, first + size)][first:] for one, keys in found.items()}
    cases = Case.objects.select_related("unit").only("number", "title", "training", "unit__name")
    of_hits = cases.in_bulk({case for keys in shown.values() for _, case in keys})
    groups = tuple(_group(one, keys, most, shown[one], of_hits, terms) for one, keys in found.items() if keys)
    return Found(terms, groups, look_in_directory(worker, terms) if kind in {"", "directory"} else ())


def _of_kind(rows: QuerySet[SearchDocument], kind: str, terms: tuple[Term, ...]) -> QuerySet[SearchDocument, tuple[int, int]]:
    """The things of a kind that fit, the last changed first; a database that keeps the words of each kind apart is told the kind."""
    return rows.filter(**{"kind": kind, f"lexemes__{_FIT}": (kind, terms)}).values_list("object_id", "case_id")


def look_in_directory(worker: Worker, terms: tuple[Term, ...]) -> tuple[Entry, ...]:
    """Look for providers and authorities; nobody without the right to the directory finds any."""
    if not terms or not worker.may("register.see_directory").is_allowed:
        return ()
    return tuple(entry for entry, lexemes in _directory(worker.language) if all(_fits(term, lexemes) for term in terms))


def _directory(language: str) -> Iterable[tuple[Entry, frozenset[str]]]:
    bench = workbench(language)
    tag = language.partition("-")[0]
    for provider in bench.catalog.values():
        words = f"{provider.id} {provider.name} {provider.country} {' '.join(provider.services)}"
        yield Entry("provider", provider.id, provider.name, provider.country), _directory_lexemes(words)
    for authority in bench.law.authorities.values():
        names = [name for one in type(authority.name).__struct_fields__ if (name := getattr(authority.name, one))]
        shown = getattr(authority.name, tag, None) or authority.name.en
        words = f"{authority.id} {authority.jurisdiction} {' '.join(names)}"
        yield Entry("authority", authority.id, shown, authority.jurisdiction), _directory_lexemes(words)


_SEEN: dict[str, frozenset[str]] = {}


def _directory_lexemes(words: str) -> frozenset[str]:
    """The lexemes of an entry; entries are few and change only with the knowledge."""
    if words not in _SEEN:
        _SEEN[words] = lexemes_of(words)
    return _SEEN[words]


def _fits(term: Term, lexemes: frozenset[str]) -> bool:
    return any(any(one.startswith(lexeme.text) for one in lexemes) if lexeme.is_beginning else lexeme.text in lexemes for lexeme in term)


def _group(kind: str, keys: Keys, most: int, shown: Keys, cases: Mapping[int, Case], terms: tuple[Term, ...]) -> Group:
    source = sources()[kind]
    things = source.model._default_manager.select_related(*source.related).in_bulk([thing for thing, _ in shown])  # noqa: SLF001 - Django's name
    hits = [_hit(source, things[thing], cases[case], terms) for thing, case in shown if thing in things and case in cases]
    return Group(kind, KINDS[kind], min(most, len(keys)), len(keys) > most, tuple(hits))


def _hit(source: Source, thing: Any, case: Case, terms: tuple[Term, ...]) -> Hit:
    text = " ".join(source.text(thing).split())
    start, end = _place(text, terms)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND * 2]
    cut = "…" if start > _AROUND else ""
    return Hit(source.kind, thing, case, cut + before, text[start:end], after + ("…" if end + _AROUND * 2 < len(text) else ""))


def _place(text: str, terms: tuple[Term, ...]) -> tuple[int, int]:
    """Find the first word that fits a term; where none can be shown, the text begins."""
    position = 0
    for token in text.split(" "):
        bare = token.strip(".,;:!?()[]«»\"“”'")
        if bare and any(_fits(term, _of_word(bare)) for term in terms):
            start = position + token.index(bare)
            return start, start + len(bare)
        position += len(token) + 1
    return 0, 0


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> frozenset[str]:
    return lexemes_of(folded(word))

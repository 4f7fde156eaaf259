"""Look for words: what of the register fits, among the cases that the person may see, with an excerpt around the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

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
_AROUND = 70
_FIT = _query.Finds.lookup_name


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
    """Hits of one kind: the first of them, and how many there are."""

    kind: str
    title: str
    count: int
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
        """How many things fit."""
        return sum(group.count for group in self.groups) + len(self.directory)


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
    rows = SearchDocument.objects.filter(**{f"lexemes__{_FIT}": terms}, case__in=worker.cases())
    counts = dict(rows.values_list("kind").annotate(count=Count("id")).order_by())
    kinds = [one for one in KINDS if counts.get(one) and kind in {"", one}]
    first, size = ((page - 1) * A_PAGE, A_PAGE) if kind else (0, SHOWN)
    groups = tuple(_group(one, counts[one], rows.filter(kind=one)[first : first + size], terms) for one in kinds)
    return Found(terms, groups, look_in_directory(worker, terms) if kind in {"", "directory"} else ())


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


def _group(kind: str, count: int, rows: Iterable[SearchDocument], terms: tuple[Term, ...]) -> Group:
    source = sources()[kind]
    documents = list(rows)
    things = source.model._default_manager.select_related(*source.related).in_bulk([row.object_id for row in documents])  # noqa: SLF001 - Django's name
    cases = Case.objects.select_related("unit").in_bulk({row.case_id for row in documents})
    hits = [
        _hit(source, things[row.object_id], cases[row.case_id], terms)
        for row in documents
        if row.object_id in things and row.case_id in cases
    ]
    return Group(kind, KINDS[kind], count, tuple(hits))


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


def _of_word(word: str) -> frozenset[str]:
    return lexemes_of(folded(word))

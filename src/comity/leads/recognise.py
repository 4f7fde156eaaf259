"""Read a text and return the identifiers in it, each with its place, its normal form and what it is worth.

    recognise("с IP 203.0.113.7:51820 14.03.2026 23:15 (UTC+6)", Context(country="KG"))

The order: make the text ready (`page`), let every kind find its candidates (`kinds/`), settle overlaps, put the time beside each
(`beside`), and go back to places of the original text. Everything runs in time linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from comity.errors import InputError
from comity.leads.beside import ADDRESSES, Times
from comity.leads.context import Context
from comity.leads.kind import Candidate, Kind
from comity.leads.making import made_identifier
from comity.leads.page import Page
from comity.leads.repeats import read_once
from comity.model.identifier import WALLET_KINDS, Identifier, IdentifierKind, Note, Verdict
from comity.plugins.walk import walk
from comity.text.messages import Messages, say
from comity.text.times import time_zone

__all__ = ["Context", "kinds", "recognise"]

LIMIT = 64_000_000
"""The longest text read at once, in characters."""

_KINDS = "comity.leads.kinds"
_HIDDEN = frozenset({Note.ZERO_WIDTH, Note.BIDI})
_URLS = {IdentifierKind.URL, IdentifierKind.PROFILE_URL}
_START = attrgetter("start")
_INSIDE_URL = WALLET_KINDS | {IdentifierKind.TXID, IdentifierKind.EMAIL}


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Return one recogniser of each kind."""
    return tuple(found() for _, found in walk(_KINDS, Kind))  # type: ignore[type-abstract]


def recognise(text: str, context: Context | None = None) -> tuple[Identifier, ...]:
    """Find the identifiers of a text, in the order of the text.

    Args:
        text: the text; places are counted in its Unicode code points.
        context: country, zone, language and providers; without it only what needs none of them is found.

    Raises:
        InputError: the text is longer than `LIMIT`, or the zone of the context is unknown.
    """
    if len(text) > LIMIT:
        raise InputError(
            say("the text has {length} characters, more than the {limit} that are read at once", length=len(text), limit=LIMIT),
            hint=say("split the file, or take out the part that matters"),
        )
    case = context or Context()
    if case.zone is not None:
        time_zone(case.zone)
    return read_once(text, lambda part: _read(part, case))


def _read(text: str, context: Context) -> tuple[Identifier, ...]:
    page = Page(text, context)
    candidates = []
    for kind in kinds():
        weight = kind.weight
        for candidate in kind.find(page):
            if not candidate.weight:
                candidate.weight = weight
            candidates.append(candidate)
    found = _named_once(_settled(candidates))
    return tuple(_identifiers(page, found, context.language or "en"))


def _settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep of overlapping candidates the heaviest, then the longest; a wallet or a mailbox may stand inside the address of a page."""
    kept: list[Candidate] = []
    group: list[Candidate] = []
    end = -1
    for candidate in sorted(candidates, key=_START):
        if candidate.start < end:
            group.append(candidate)
            if candidate.end > end:
                end = candidate.end
            continue
        if len(group) > 1:
            kept += _heaviest(group)
        else:
            kept += group
        group = [candidate]
        end = candidate.end
    return kept + _heaviest(group)


def _named_once(candidates: list[Candidate]) -> list[Candidate]:
    """Leave out `@name` where the text gives the address of the same account, which says more.

    A name without a platform beside it is taken for the account whose address the text gives. What is left out keeps its place free.
    """
    accounts = {(one.provider, one.account) for one in candidates if one.kind is IdentifierKind.PROFILE_URL and one.account}
    if accounts:
        names = {name for _, name in accounts}
        for one in candidates:
            if one.kind is IdentifierKind.HANDLE:
                name = one.value[1:].lower()
                if name in names and (one.provider is None or (one.provider, name) in accounts):
                    one.kind = None
    return candidates


def _heaviest(group: list[Candidate]) -> list[Candidate]:
    inside: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    kept = []
    for candidate in sorted(group, key=lambda candidate: (-candidate.weight, candidate.start - candidate.end, candidate.start)):
        span = (candidate.start, candidate.end)
        if _overlaps(others, span) or (candidate.kind not in _URLS and _overlaps(inside, span)):
            continue
        insort(inside if candidate.kind in _INSIDE_URL else others, span)
        kept.append(candidate)
    return sorted(kept, key=lambda candidate: (candidate.start, candidate.end))


def _overlaps(spans: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    number = bisect_left(spans, (span[1], -1))
    return number > 0 and spans[number - 1][1] > span[0]


def _identifiers(page: Page, candidates: Sequence[Candidate], language: str) -> Iterator[Identifier]:
    """Put the time beside each candidate and go back to the places of the original text."""
    surface, times = page.surface, Times(page, candidates)
    messages = None if language.startswith("en") else Messages(language)
    for candidate in candidates:
        kind, notes, reason = candidate.kind, candidate.notes, candidate.reason
        if kind is None:
            continue
        start, end, at = candidate.start, candidate.end, times.beside(candidate)
        if at is not None or kind in ADDRESSES:
            notes |= times.notes(candidate, at)
        if not surface.is_identical:
            start, end, changed = surface.locate(start, end)
            if changed:
                notes |= changed
                if not reason and candidate.verdict is Verdict.VALID and not _HIDDEN.isdisjoint(notes):
                    reason = say("characters that cannot be seen stand inside; they are left out of the value")
        yield made_identifier(
            kind,
            candidate.value,
            surface.original[start:end] if candidate.shown is None else candidate.shown,
            start,
            end,
            candidate.verdict,
            "" if not reason else messages.of(reason) if messages else str(reason),
            candidate.provider,
            at,
            candidate.port,
            _in_order(frozenset(notes)) if notes else (),
        )


@lru_cache(maxsize=256)
def _in_order(notes: frozenset[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=list(Note).index))

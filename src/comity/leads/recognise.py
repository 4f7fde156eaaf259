"""Read a text and return the identifiers in it, each with its place, its normal form and what it is worth.

    recognise("с IP 203.0.113.7:51820 14.03.2026 23:15 (UTC+6)", Context(country="KG"))

The order: make the text ready (`page`), let every kind find its candidates (`kinds/`), settle overlaps, put the time beside each
(`beside`), and go back to places of the original text. Everything runs in time linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter

from comity.errors import InputError
from comity.leads.beside import Times
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
_HIDDEN = {Note.ZERO_WIDTH, Note.BIDI}
_URLS = {IdentifierKind.URL, IdentifierKind.PROFILE_URL}
_START = attrgetter("start")
_ORDER = {note: place for place, note in enumerate(Note)}
_ALONE = {note: (note,) for note in Note}
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
    times = Times(page, found)
    language = context.language or "en"
    messages = None if language.startswith("en") else Messages(language)
    return tuple([_identifier(page, candidate, times, messages) for candidate in found if candidate.kind is not None])


def _settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep of overlapping candidates the heaviest, then the longest; a wallet or a mailbox may stand inside the address of a page."""
    kept: list[Candidate] = []
    group: list[Candidate] = []
    end = -1
    for candidate in sorted(candidates, key=_START):
        if candidate.start >= end and group:
            kept += group if len(group) == 1 else _heaviest(group)
            group = []
        group.append(candidate)
        end = max(end, candidate.end)
    kept += _heaviest(group)
    return kept


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


def _identifier(page: Page, candidate: Candidate, times: Times, messages: Messages | None) -> Identifier:
    surface, notes = page.surface, candidate.notes
    start, end, reason = candidate.start, candidate.end, candidate.reason
    at = times.beside(candidate)
    if missing := times.notes(candidate, at):
        notes |= missing
    if not surface.is_identical:
        start, end, changed = surface.locate(start, end)
        if changed:
            notes |= changed
            if not reason and candidate.verdict is Verdict.VALID and notes & _HIDDEN:
                reason = say("characters that cannot be seen stand inside; they are left out of the value")
    assert candidate.kind is not None  # noqa: S101 - places kept free are gone by now
    return made_identifier(
        candidate.kind,
        candidate.value,
        surface.original[start:end] if candidate.shown is None else candidate.shown,
        start,
        end,
        candidate.verdict,
        "" if not reason else messages.of(reason) if messages else str(reason),
        candidate.provider,
        at,
        candidate.port,
        () if not notes else _ALONE[next(iter(notes))] if len(notes) == 1 else tuple(sorted(notes, key=_ORDER.__getitem__)),
    )

"""What is wrong with the knowledge: found by checks, told with place and next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from comity.errors import KnowledgeError
from comity.knowledge.inventory import Kind, rows_in
from comity.knowledge.merge import is_in_future
from comity.knowledge.row import Facts, Row
from comity.model.said import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        severity: `error`: the knowledge contradicts itself; `warning`: something is missing that ought to be there.
        code: stable code.
        place: where.
        message: what.
        hint: what to do; None when nothing is known.
    """

    severity: Literal["error", "warning"]
    code: str
    place: str
    message: str
    hint: str | None = None


def unreadable(kind: Kind) -> Iterator[Problem]:
    """Read every file of a section and tell which do not fit their schema, or speak of something else than their name."""
    broken = False
    for slug in kind.shelf.slugs():
        try:
            kind.shelf.read(slug, kind.schema)
        except KnowledgeError as error:
            broken = True
            yield Problem("error", "schema", error.place or f"{kind.shelf.name}/{slug}.yaml", error.message, error.hint)
    if broken:
        return
    try:
        for name in kind.rows:
            kind.rows[name]
    except KnowledgeError as error:
        yield Problem("error", "identity", error.place or kind.shelf.name, error.message, error.hint)


def unsourced(kind: Kind, on: date) -> Iterator[Problem]:
    """Tell which rows say that they were read and not where or when, or lie in the future."""
    for name, entry in kind.rows.items():
        for path, row in rows_in(entry, ""):
            place = f"{row.origin}: {path}" if path else row.origin or f"{kind.name} {name}"
            yield from _of_row(row, place, on, has_sources=bool(kind.fields), entry=entry)


def _of_row(row: Row, place: str, on: date, *, has_sources: bool, entry: Facts) -> Iterator[Problem]:
    told = row.provenance()
    pages = getattr(entry, "sources", ()) if has_sources else ()
    if row.confidence == "read" and not (told.source or pages):
        yield Problem(
            "error",
            "no_source",
            place,
            say("the row says it was read, but names no source"),
            say("give `source`, or `confidence: unverified`"),
        )
    if (
        row.confidence == "read"
        and row.origin == told.origin
        and not told.origin.startswith("overlay:")
        and "://" not in (told.source or "://")
    ):
        yield Problem(
            "error",
            "no_url",
            place,
            say("the source is no address: {source}", source=told.source),
            say("give the address of the page that was read"),
        )
    if row.confidence == "read" and row.as_of is None and not has_sources:
        yield Problem(
            "error",
            "no_date",
            place,
            say("the row says it was read, but not of what date the source is"),
            say("give `as_of`, or `undated`"),
        )
    unknown = [field for field in row.unverified_fields if not _is_field(row, field)]
    if unknown:
        yield Problem(
            "error",
            "unknown_field",
            place,
            say("`unverified_fields` names what is no field: {names}", names=", ".join(unknown)),
            say("use names of fields"),
        )
    for date_text in (row.as_of, *(check.checked_on for check in row.checks.values()), *(one.as_of for one in row.overlaid.values())):
        if is_in_future(date_text, on):
            yield Problem(
                "error",
                "future_date",
                place,
                say("the date {date_text} lies after {value}", date_text=date_text, value=on.isoformat()),
                say("correct the date"),
            )


def _is_field(row: Row, field: str) -> bool:
    first = field.split(" ", maxsplit=1)[0].split(".", maxsplit=1)[0].rstrip(":")
    return first == "everything" or first in row.__struct_fields__

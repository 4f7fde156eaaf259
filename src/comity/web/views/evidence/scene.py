"""What the pages of evidence have in common: the case, what was read of it, the events that an address chooses, pages of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from comity.analysis.views.choice import Choice, member_key
from comity.analysis.views.events import EventRow
from comity.desk.evidence.production import Production, production_of
from comity.desk.models.case import Case
from comity.desk.models.evidence import EventMark
from comity.desk.rights.worker import Worker
from comity.desk.steps.mark_events import marks_of
from comity.dossier.event_words import BASIS_WORDS, KIND_WORDS
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading

A_PAGE = 100
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Scene:
    """A page of evidence.

    Attributes:
        worker: who looks.
        case: the case.
        production: what was read; None before the first reading.
        around: what every page of a case shows, and every page of evidence.
    """

    worker: Worker
    case: Case
    production: Production | None
    around: dict[str, Any]


def scene_of(request: HttpRequest, case_id: int, what: str) -> Scene:
    """Open a page of evidence of a case; that it was read is written down.

    Raises:
        NotThereError: the case is not for the person's eyes.
    """
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, what)
    production = production_of(worker, case)
    around = {
        **about(worker, case),
        "production": production,
        "event_kinds": KIND_WORDS,
        "bases": BASIS_WORDS,
        "zone_offset": offset_of(case.zone, worker.clock()),
    }
    return Scene(worker, case, production, around)


def offset_of(zone: str, at: datetime) -> str:
    """Write the offset of a zone."""
    text = at.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def choice_of(asked: Mapping[str, str], zone: str) -> Choice:
    """Read the choice of events that an address names; what it does not know is left out.

    Args:
        asked: the query of the address.
        zone: the zone in which times without an offset are meant.
    """
    getlist = getattr(asked, "getlist", None)
    kinds = tuple(getlist("kind")) if getlist else ()
    return Choice(
        since=_moment(asked.get("from", ""), zone),
        until=_moment(asked.get("to", ""), zone),
        kinds=tuple(kind for kind in kinds if kind in KIND_WORDS),
        source=asked.get("source", "")[:_LONGEST],
        who=asked.get("who", "").strip()[:_LONGEST],
        undated=asked.get("undated") == "1",
    )


def _moment(text: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except OverflowError:
        return None


def query_of(choice: Choice, **more: object) -> str:
    """Write a choice as the query of an address."""
    pairs: list[tuple[str, object]] = [("kind", kind) for kind in choice.kinds]
    pairs += [("from", written(choice.since))] if choice.since else []
    pairs += [("to", written(choice.until))] if choice.until else []
    pairs += [(name, value) for name, value in (("source", choice.source), ("who", choice.who)) if value]
    pairs += [("undated", "1")] if choice.undated else []
    return urlencode(pairs + [(name, value) for name, value in more.items() if value])


def written(moment: datetime) -> str:
    """Write a moment for an address: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local(moment: datetime | None, zone: str) -> str:
    """Write a moment for a field of a form: as the clock of the zone shows it, to the second."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S") if moment else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        number: which, from 1.
        pages: how many there are.
        count: things in the list.
    """

    number: int
    pages: int
    count: int

    @property
    def offset(self) -> int:
        """How many things stand before it."""
        return (self.number - 1) * A_PAGE

    @property
    def before(self) -> int | None:
        """The page before it."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after it."""
        return self.number + 1 if self.number < self.pages else None


def page_of(asked: Mapping[str, str], count: int) -> Page:
    """Return the page that an address names, held within the list."""
    text = asked.get("page", "1")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    pages = max(1, ceil(count / A_PAGE))
    return Page(min(max(wanted, 1), pages), pages, count)


def with_marks(case: Case, events: list[EventRow]) -> list[tuple[EventRow, EventMark | None]]:
    """Put each event together with its star and note."""
    marks = marks_of(case)
    return [(event, marks.get(event.event_id)) for event in events]


def sources_of(production: Production) -> list[tuple[str, str]]:
    """The files that gave events: key and name."""
    files = production.coverage()["files"]
    return [(member_key(one["source_sha256"], one["member_path"]), one["member_path"] or one["path"]) for one in files if one["events"]]


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where to go after a deed: the page that asked for it, if it is one of ours."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def widened(choice: Choice) -> Choice:
    """The same choice at all times."""
    return replace(choice, since=None, until=None)


SECOND = timedelta(seconds=1)

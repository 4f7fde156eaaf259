"""Hold what came back against what was asked: each identifier and category of the request, with the period that the answer covers.

Pure comparison: events of a store on one side, the request on the other. It says *received*, *part of the period*, *other period*,
*nothing*, and *nothing, but files are unread*; what to make of it a person decides. That an answer holds nothing for a week is no proof
that something is missing: the months without any event are listed, no more is claimed. What came back and was not asked for is listed
too, because an office may have to give it back (speciality, data protection).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from comity.analysis.store import opened
from comity.model.category import DataCategory
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from comity.text.times import resolve, time_zone

if TYPE_CHECKING:
    import duckdb

KINDS: dict[DataCategory, tuple[str, ...]] = {
    DataCategory.SUBSCRIBER: ("subscriber", "registration", "account_change"),
    DataCategory.LOGIN_IP: ("login", "logout"),
    DataCategory.TRAFFIC: ("call", "sms", "data", "location", "message", "mail"),
    DataCategory.CONTENT: ("message", "mail", "sms", "media", "file", "search"),
    DataCategory.KYC: ("subscriber", "registration"),
    DataCategory.TRANSACTIONS: ("transaction", "payment"),
    DataCategory.DOMAIN_REGISTRATION: ("subscriber", "registration", "account_change"),
}
"""Kinds of events that answer a category; content must hold words or files besides."""
WITHOUT_PERIOD = frozenset({DataCategory.SUBSCRIBER, DataCategory.KYC, DataCategory.DOMAIN_REGISTRATION})
"""Categories whose answer is a state of things and not a course of events."""
_NOT_DATA = frozenset({DataCategory.PRESERVATION, DataCategory.ASSET_RESTRAINT, DataCategory.INTELLIGENCE})
_STATED = re.compile(r"(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2} UTC to (\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2} UTC")
_MANY = 200
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Received:
    """What the store holds for one identifier and category.

    Attributes:
        target: the identifier as asked.
        category: id of the category.
        state: `received`, `part` (events, but months of the period are empty at its beginning or end), `other_period`, `missing`, `unread`
            (nothing, and files of the answer were not understood or are in quarantine).
        events: number within the period; duplicates of a preservation count once.
        outside: number outside the period.
        undated: number whose moment is not known.
        first: first moment within the period.
        last: last moment within the period.
        empty_months: months of the period without any event, `YYYY-MM`.
    """

    target: str
    category: str
    state: str
    events: int = 0
    outside: int = 0
    undated: int = 0
    first: datetime | None = None
    last: datetime | None = None
    empty_months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole comparison.

    Attributes:
        rows: one for each identifier and category asked for.
        not_asked: accounts in the answer that the request does not name, with their number of events.
        stated_periods: periods that the answer itself says it covers, where they differ from the one asked for.
        no_data: sections of which the provider says that it holds nothing.
        unread: files that nobody understood, or that are locked or broken.
        quarantined: records in quarantine.
        waiting: events that wait for a zone.
    """

    rows: tuple[Received, ...]
    not_asked: tuple[tuple[str, int], ...] = ()
    stated_periods: tuple[str, ...] = ()
    no_data: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    quarantined: int = 0
    waiting: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether everything asked for is there."""
        return all(row.state == "received" for row in self.rows)

    @property
    def missing(self) -> tuple[Received, ...]:
        """Return what is to be asked for again."""
        return tuple(row for row in self.rows if row.state != "received")


@dataclass(frozen=True, slots=True)
class _Period:
    """The period asked for, as moments, and how far the clock of its zone stands from UTC."""

    start: datetime | None
    end: datetime | None
    shift: timedelta = timedelta(0)

    @property
    def months(self) -> tuple[str, ...]:
        """Return the months of the period, as its zone counts them; none where it has no two ends."""
        if self.start is None or self.end is None:
            return ()
        first, last = self.start + self.shift, self.end + self.shift - _US
        found: list[str] = []
        year, month = first.year, first.month
        while (year, month) <= (last.year, last.month) and len(found) < _MANY:
            found.append(f"{year:04d}-{month:02d}")
            year, month = year + month // 12, month % 12 + 1
        return tuple(found)


@dataclass(slots=True)
class _Found:
    """Events of one target and category."""

    events: int = 0
    outside: int = 0
    undated: int = 0
    first: datetime | None = None
    last: datetime | None = None
    months: set[str] = field(default_factory=set)


def reconcile(folder: Path, request: EvidenceRequest) -> Reconciliation:
    """Compare a store with the request that produced it.

    Args:
        folder: the store.
        request: the request as sent.

    Raises:
        InputError: the folder is no store.
    """
    coverage = msgspec.json.decode((folder / "coverage.json").read_bytes()) if (folder / "coverage.json").is_file() else {}
    period = _period(request)
    unread = _unread(coverage)
    with opened(folder) as store:
        names = [(target.identifier or "", _with_accounts(store, _names(target))) for target in request.targets if target.identifier]
        categories = [DataCategory(name) for name in request.data.categories if name in set(DataCategory)]
        rows = tuple(
            _row(store, shown, wanted, category, period, unread=bool(unread))
            for shown, wanted in names
            for category in categories
            if category not in _NOT_DATA
        )
        everything = set().union(*(wanted for _, wanted in names)) if names else set()
        return Reconciliation(
            rows,
            _not_asked(store, everything),
            _stated(store, period),
            tuple(item for entry in coverage.get("files", []) for item in entry["unknown"] if "without data" in item),
            unread,
            coverage.get("totals", {}).get("quarantined", 0),
            coverage.get("totals", {}).get("without_time", 0),
        )


def _row(
    store: duckdb.DuckDBPyConnection, shown: str, wanted: frozenset[str], category: DataCategory, period: _Period, *, unread: bool
) -> Received:
    found = _events(store, wanted, category, period)
    months = () if category in WITHOUT_PERIOD else period.months
    empty = tuple(month for month in months if month not in found.months)
    state = "received"
    if not found.events and not found.undated:
        state = "other_period" if found.outside else "unread" if unread else "missing"
    elif empty and (empty[0] == months[0] or empty[-1] == months[-1]):
        state = "part"
    return Received(shown, category.value, state, found.events, found.outside, found.undated, found.first, found.last, empty)


def _events(store: duckdb.DuckDBPyConnection, wanted: frozenset[str], category: DataCategory, period: _Period) -> _Found:
    """Count the events that answer a category, month by month."""
    words = " and (text is not null or kind in ('media', 'file'))" if category is DataCategory.CONTENT else ""
    rows = store.execute(
        "select strftime(make_timestamp(epoch_us(ts_utc) + $shift), '%Y-%m') as month,"  # noqa: S608 - fixed words
        " ts_utc is not null and ($start is null or epoch_us(ts_utc) >= $start)"
        " and ($end is null or epoch_us(ts_utc) < $end) as within, ts_utc is null as undated, count(*), epoch_us(min(ts_utc)),"
        " epoch_us(max(ts_utc)) from event"
        " where duplicate_of is null and list_contains($kinds, kind) and (list_contains($names, lower(account_id))"
        " or list_contains($names, lower(actor_id)) or list_contains($names, lower(ip)) or list_contains($names, lower(txid))"
        " or list_contains($names, lower(device_id)) or list_contains($names, lower(sim_id))"
        f" or len(list_intersect($names, list_transform(coalesce(target_ids, []), lambda item: lower(item)))) > 0){words}"
        " group by 1, 2, 3",
        {
            "start": _us(period.start),
            "end": _us(period.end),
            "shift": period.shift // _US,
            "kinds": list(KINDS[category]),
            "names": sorted(wanted),
        },
    ).fetchall()
    found = _Found()
    timeless = category in WITHOUT_PERIOD
    for month, within, undated, count, first_us, last_us in rows:
        first, last = _instant(first_us), _instant(last_us)
        if undated and not timeless:
            found.undated += count
        elif within or timeless:
            found.events += count
            found.months |= {month} if month else set()
            found.first = min(item for item in (found.first, first) if item) if first or found.first else None
            found.last = max(item for item in (found.last, last) if item) if last or found.last else None
        else:
            found.outside += count
    return found


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _US


def _instant(us: int | None) -> datetime | None:
    return None if us is None else _EPOCH + timedelta(microseconds=us)


def _names(target: Target) -> frozenset[str]:
    """Return the forms in which a store may name an identifier: as asked, without marks, as an international number."""
    raw = [target.identifier, target.phone, target.email, target.ip_address, target.url]
    found = set()
    for name in (str(item).strip().lower() for item in raw if item):
        found |= {name, name.lstrip("@"), name.rstrip("/").rsplit("/", 1)[-1].lstrip("@")}
        digits = re.sub(r"[\s().-]", "", name)
        if re.fullmatch(r"\+?\d{7,15}", digits):
            found |= {digits, digits.lstrip("+"), "+" + digits.lstrip("+")}
    return frozenset(found - {""})


def _with_accounts(store: duckdb.DuckDBPyConnection, names: frozenset[str]) -> frozenset[str]:
    """Add the accounts whose own pages state one of the names: a provider answers about a number where a handle was asked for."""
    rows = store.execute(
        "select distinct lower(account_id) from event where account_id is not null and kind in ('subscriber', 'registration', 'contact')"
        " and (list_contains($names, lower(actor_id)) or list_contains($names, lower(text)) or (attrs is not null and len(list_intersect("
        '$names, list_transform(regexp_extract_all(attrs, \'"((?:[^"\\\\]|\\\\.)*)"\', 1), lambda item: lower(item)))) > 0))',
        {"names": sorted(names)},
    ).fetchall()
    return names | {str(account) for (account,) in rows}


def _period(request: EvidenceRequest) -> _Period:
    """Return the period: whole days stand in the zone of the request, UTC where it names none."""
    zone = request.data.time_zone or "UTC"
    start, end = _moment(request.data.date_from, zone), _moment(request.data.date_to, zone, whole_day=True)
    shift = start.astimezone(time_zone(zone)).utcoffset() if start else None
    return _Period(start, end, shift or timedelta(0))


def _moment(value: date | datetime | None, zone: str, *, whole_day: bool = False) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else resolve(value, zone, value.isoformat()).utc
    day = value + _DAY if whole_day else value
    return resolve(datetime.combine(day, time()), zone, value.isoformat()).utc


def _not_asked(store: duckdb.DuckDBPyConnection, names: set[str]) -> tuple[tuple[str, int], ...]:
    rows = store.execute(
        "select account_id, count(*) from event where account_id is not null and not list_contains($names, lower(account_id))"
        " group by 1 order by 2 desc, 1 limit 200",
        {"names": sorted(names)},
    ).fetchall()
    return tuple((str(account), int(count)) for account, count in rows)


def _stated(store: duckdb.DuckDBPyConnection, period: _Period) -> tuple[str, ...]:
    """Find the periods that pages of providers state in their head, where they are not the one asked for."""
    rows = store.execute(
        "select distinct json_extract_string(attrs, '$.\"Date Range\"') from event where attrs like '%\"Date Range\"%' limit 200"
    ).fetchall()
    ends = (period.start, period.end - _US if period.end else None)
    asked = tuple(f"{moment + period.shift:%Y-%m-%d}" if moment else None for moment in ends)
    return tuple(sorted(text for (text,) in rows if text and (found := _STATED.search(text)) and found.groups() != asked))


def _unread(coverage: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        entry["path"]
        for entry in coverage.get("files", [])
        if entry["reader"] is None and "file: empty" not in entry["unknown"] and entry["bytes"]
    )

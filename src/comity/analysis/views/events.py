"""Events of a store as rows: a page of them, or one by its id."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.analysis.views.asking import asked
from comity.analysis.views.choice import Choice

if TYPE_CHECKING:
    import duckdb

_COLUMNS = (
    "event_id", "ts_utc", "ts_end_utc", "ts_raw", "ts_basis", "ts_zone", "ts_precision", "ts_kind", "kind", "actor_id", "target_ids",
    "account_id", "thread_id", "ip", "port", "lat", "lon", "accuracy_m", "cell", "device_id", "sim_id", "amount", "asset", "txid", "text",
    "direction", "attrs", "provider", "product", "parser", "parser_version", "source_sha256", "member_path", "locator", "snapshot",
    "request_id", "defects",
)  # fmt: skip
_MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event, with the columns of `comity.model.event` that pages show."""

    event_id: str
    ts_utc: datetime | None
    ts_end_utc: datetime | None
    ts_raw: str | None
    ts_basis: str | None
    ts_zone: str | None
    ts_precision: str | None
    ts_kind: str | None
    kind: str
    actor_id: str | None
    target_ids: list[str] | None
    account_id: str | None
    thread_id: str | None
    ip: str | None
    port: int | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    cell: str | None
    device_id: str | None
    sim_id: str | None
    amount: str | None
    asset: str | None
    txid: str | None
    text: str | None
    direction: str | None
    attrs: str | None
    provider: str | None
    product: str | None
    parser: str | None
    parser_version: str | None
    source_sha256: str
    member_path: str
    locator: str
    snapshot: str | None
    request_id: str | None
    defects: list[str] | None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the record that have no column of their own."""
        found = json.loads(self.attrs) if self.attrs else {}
        return found if isinstance(found, dict) else {"": found}

    @property
    def brief(self) -> str:
        """The event in one line: words, else who and what."""
        if self.text:
            return self.text
        told = [self.ip or "", f"{self.amount} {self.asset or ''}".strip() if self.amount else "", self.txid or "", self.cell or ""]
        if self.lat is not None and self.lon is not None:
            told.append(f"{self.lat:.5f}, {self.lon:.5f}")
        return " · ".join(part for part in told if part)


def rows(store: duckdb.DuckDBPyConnection, choice: Choice, *, limit: int, offset: int = 0, whole: bool = False) -> list[EventRow]:
    """Return events in the order of time, those without a moment last.

    Args:
        store: the store.
        choice: which.
        limit: at most so many.
        offset: after so many.
        whole: whether long texts come whole; else their first letters.
    """
    where, values = choice.where()
    return _fetched(store, f"where {where} order by ts_utc nulls last, event_id limit ? offset ?", [*values, limit, offset], whole=whole)


def count(store: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """Count the events of a choice."""
    where, values = choice.where()
    return int(asked(store, f"select count(*) from event where {where}", values)[0][0])  # noqa: S608 - the condition holds marks, no values


def event(store: duckdb.DuckDBPyConnection, event_id: str) -> EventRow | None:
    """Return one event; None where the store has none of this id."""
    found = _fetched(store, "where event_id = ?", [event_id], whole=True)
    return found[0] if found else None


def _fetched(store: duckdb.DuckDBPyConnection, rest: str, values: Sequence[object], *, whole: bool) -> list[EventRow]:
    columns = [f"left(text, {_MOST_TEXT}) as text" if name == "text" and not whole else name for name in _COLUMNS]
    return [EventRow(*row) for row in asked(store, f"select {', '.join(columns)} from event {rest}", values)]  # noqa: S608 - our own names

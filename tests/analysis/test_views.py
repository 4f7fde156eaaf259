"""What pages show of a store: counts by bin, conversations, one event; nothing lost and nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from comity.analysis.store import opened
from comity.analysis.views.choice import Choice, member_key
from comity.analysis.views.events import count, event, rows
from comity.analysis.views.links import graph
from comity.analysis.views.places import extent, points
from comity.analysis.views.threads import messages, place_of, threads
from comity.analysis.views.timeline import MOST_BINS, timeline
from comity.readers.columns import ENTITY_SCHEMA, EVENT_SCHEMA, LINK_SCHEMA

if TYPE_CHECKING:
    import duckdb

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHA = "ab" * 32
KEY = member_key(SHA, "chat.html")


def row(number: int, kind: str = "message", **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"{KEY}-{number}", "ts_utc": NOON + timedelta(minutes=number), "kind": kind, "source_sha256": SHA,
        "member_path": "chat.html", "locator": f"@{number}+1", "parser": "made", "defects": [], **more,
    }  # fmt: skip


EVENTS = [
    row(0, thread_id="t-1000000001", provider="meta", actor_id="a", target_ids=["b"], text="one"),
    row(1, thread_id="t-1000000001", provider="meta", actor_id="b", target_ids=["a"], text="two"),
    row(2, thread_id="7", provider="meta", actor_id="c", text="a row number of a telephone"),
    row(3, "sms", actor_id="x", target_ids=["y"]),
    row(4, "sms", actor_id="y", target_ids=["x"]),
    row(5, "call", actor_id="z"),
    row(6, "login", ip="192.0.2.7"),
    row(7, "login", ts_utc=None, ts_raw="2026-03-01 12:07", ts_basis="unknown"),
    row(8, "login", duplicate_of=f"{KEY}-6"),
]


def made(folder: Path, events: list[dict[str, Any]]) -> Path:
    """Write a store of events, with the links of their actors."""
    pl.DataFrame(events, schema=pl.Schema(EVENT_SCHEMA)).write_parquet(folder / "event.parquet")
    links = [
        {"event_id": one["event_id"], "entity_id": f"account:{one['actor_id']}", "role": "actor"} for one in events if "actor_id" in one
    ]
    pl.DataFrame(links, schema=pl.Schema(LINK_SCHEMA)).write_parquet(folder / "link.parquet")
    pl.DataFrame([], schema=pl.Schema(ENTITY_SCHEMA)).write_parquet(folder / "entity.parquet")
    (folder / "coverage.json").write_text("{}")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(made(tmp_path, EVENTS)) as connection:
        yield connection


def test_every_event_with_a_moment_stands_in_one_bin(store: duckdb.DuckDBPyConnection) -> None:
    for bins in (1, 3, 7, 1000, 10 * MOST_BINS):
        drawn = timeline(store, Choice(), bins)
        assert drawn.bins == min(bins, MOST_BINS)
        assert sum(number for lane in drawn.lanes.values() for _, number in lane) == drawn.events == 7
        assert all(0 <= bin_ < drawn.bins for lane in drawn.lanes.values() for bin_, _ in lane)
    drawn = timeline(store, Choice(), 10)
    assert (drawn.all_events, drawn.undated, drawn.first, drawn.last) == (8, 1, NOON, NOON + timedelta(minutes=6))
    assert list(drawn.lanes) == ["message", "sms", "call", "login"]


def test_a_span_a_kind_and_somebody_narrow_the_timeline(store: duckdb.DuckDBPyConnection) -> None:
    assert timeline(store, Choice(since=NOON, until=NOON + timedelta(minutes=2)), 10).events == 2
    assert timeline(store, Choice(kinds=("sms",)), 10).events == 2
    assert timeline(store, Choice(who="account:b"), 10).events == timeline(store, Choice(who="b"), 10).events == 1
    assert timeline(store, Choice(source=KEY), 10).events == 7
    assert timeline(store, Choice(source="0" * 14), 10).all_events == 0
    assert count(store, Choice(undated=True)) == 1


def test_values_are_never_questions(store: duckdb.DuckDBPyConnection) -> None:
    evil = "'; drop view event; --"
    for choice in (Choice(who=evil), Choice(source=evil), Choice(kinds=(evil,)), Choice(events=(evil,))):
        count(store, choice)
    assert event(store, evil) is None
    assert messages(store, evil, limit=5) == []
    assert count(store, Choice()) == 8


def test_events_come_page_by_page_in_the_order_of_time(store: duckdb.DuckDBPyConnection) -> None:
    paged = [one.event_id for start in range(0, 9, 3) for one in rows(store, Choice(), limit=3, offset=start)]
    assert paged == [f"{KEY}-{number}" for number in range(8)]
    one = event(store, f"{KEY}-0")
    assert one is not None
    assert (one.brief, one.target_ids, one.fields) == ("one", ["b"], {})


def test_conversations_are_those_of_a_provider_of_a_file_or_of_people(store: duckdb.DuckDBPyConnection) -> None:
    listed, every = threads(store, limit=10)
    assert every == 4
    assert {(one.key, one.messages) for one in listed} == {
        ("t|meta|t-1000000001", 2), (f"s|{KEY}|7", 1), ("p|x|y", 2), (f"o|{KEY}|z", 1),
    }  # fmt: skip
    assert [one.people for one in threads(store, limit=10, who="x")[0]] == [("x", "y")]
    assert [one.text for one in messages(store, "t|meta|t-1000000001", limit=10)] == ["one", "two"]
    assert [one.text for one in messages(store, "t|meta|t-1000000001", limit=10, offset=1)] == ["two"]
    assert place_of(store, f"{KEY}-1") == ("t|meta|t-1000000001", 1)
    assert place_of(store, f"{KEY}-6") is None


def test_a_graph_is_the_same_each_time_and_tells_how_much_it_leaves_out(tmp_path: Path) -> None:
    folder = made(tmp_path, [row(number, actor_id=f"a{number % 5}") for number in range(20)])
    links = [
        {"event_id": f"{KEY}-{number}", "entity_id": f"account:{name}", "role": role}
        for number in range(20)
        for name, role in ((f"a{number % 5}", "actor"), (f"b{number % 7}", "target"))
    ]
    pl.DataFrame(links, schema=pl.Schema(LINK_SCHEMA)).write_parquet(folder / "link.parquet")
    with opened(folder) as store:
        whole, again, few = graph(store, Choice(), 100), graph(store, Choice(), 100), graph(store, Choice(), 4)
    assert whole == again
    assert (len(whole.nodes), whole.all_nodes, len(whole.links), whole.all_links) == (12, 12, 20, 20)
    assert sum(link.events for link in whole.links) == 20
    assert all(0 <= node.x <= 1 and 0 <= node.y <= 1 for node in whole.nodes)
    assert len({(node.x, node.y) for node in whole.nodes}) == 12
    assert (len(few.nodes), few.all_nodes, few.all_links) == (4, 12, 20)
    assert {end for link in few.links for end in (link.one, link.other)} == {node.id for node in few.nodes}


def test_every_position_stands_in_one_point_and_impossible_ones_in_none(tmp_path: Path) -> None:
    places = [(42.87, 74.59), (42.8701, 74.5901), (40.5, 72.8), (95.0, 10.0), (0.0, 200.0)]
    with opened(made(tmp_path, [row(number, "location", lat=lat, lon=lon) for number, (lat, lon) in enumerate(places)])) as store:
        reach = extent(store, Choice())
        assert (reach.events, reach.impossible, reach.box) == (3, 2, (72.8, 40.5, 74.5901, 42.8701))
        assert [one.events for one in points(store, Choice(), 0.01)] == [2, 1]
        assert [one.events for one in points(store, Choice(), 0.00001)] == [1, 1, 1]
        assert [one.events for one in points(store, Choice(box=(74.0, 42.0, 75.0, 43.0)), 0.01)] == [2]

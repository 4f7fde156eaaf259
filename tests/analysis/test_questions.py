"""Contacts, hours and meetings against known truth: made calls, messages, sign-ins and positions whose answers are known beforehand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest

from comity.analysis.contacts import contacts
from comity.analysis.patterns import patterns
from comity.analysis.together import Asked, Together, together
from comity.errors import InputError
from comity.readers.generators.meta import messages_json
from comity.readers.generators.records import whatsapp
from tests.analysis import productions

pytestmark = pytest.mark.real_clock
AT = datetime(2024, 1, 8, 6, 0, tzinfo=UTC)
A, B, C = "77010000001", "77020000002", "77030000003"
IMSI = {A: "401010000000001", B: "401010000000002", C: "401010000000003"}
IMEI = {A: "356000000714141", B: "356000000714142", C: "356000000714143"}
HERE = (43.238, 76.945)
METRE = 1 / 111_320


def _call(at: datetime, one: str, other: str, cell: int) -> str:
    return productions.call(at, one, other, imsi=IMSI[one], imei=IMEI[one], cell=cell)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The readers' own generators: WhatsApp's records and a conversation of two."""
    return productions.made_store(tmp_path_factory.mktemp("spoken"), [whatsapp(Random(3), 40), messages_json(Random(3), 30)])


def test_contacts_are_those_that_the_generators_wrote(spoken: Path) -> None:
    rows = [row for row in whatsapp(Random(3), 40).events if row["kind"] in {"message", "call"}]
    me, peer = "+77010000001", "+77020000002"
    there = sum(row["actor_id"] == me for row in rows)
    found = next(one for one in contacts(spoken).contacts if {one.left_label, one.right_label} == {me, peer})
    ways = (found.there, found.back) if found.left_label == me else (found.back, found.there)
    assert ways == (there, len(rows) - there)
    times = [row["ts_utc"] for row in rows]
    assert (found.first, found.last) == (min(times), max(times))  # type: ignore[type-var]
    assert {(one.kind, one.provider): one.there + one.back for one in found.channels} == {
        (kind, "whatsapp"): sum(row["kind"] == kind for row in rows) for kind in ("message", "call")
    }


def test_every_spoken_event_is_told_once(spoken: Path) -> None:
    found = contacts(spoken)
    events = pl.read_parquet(spoken / "event.parquet").filter(pl.col("kind").is_in(["message", "call", "mail", "sms"]))
    assert sum(one.times for one in found.contacts) + found.to_groups + found.to_self + found.without_ends == events.height
    by_thread = [channel for one in found.contacts for channel in one.channels if channel.by_thread]
    assert {channel.provider for channel in by_thread} <= {"facebook"}


def test_contacts_of_one_are_a_part_of_all(spoken: Path) -> None:
    whole = [one for one in contacts(spoken).contacts if "+77020000002" in {one.left_label, one.right_label}]
    assert list(contacts(spoken, of="+77020000002").contacts) == whole
    with pytest.raises(InputError, match="no entity"):
        contacts(spoken, of="nobody")


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty days across 1 March 2024 in which somebody calls at 8, 13 and 22 o'clock of Almaty, and twice at night."""
    rows = []
    for day in range(50):
        for hour in (8, 13, 22):
            local = datetime(2024, 2, 1, hour, 30, tzinfo=productions.ALMATY) + timedelta(days=day)
            rows.append(_call(local.astimezone(UTC), A, B, 1))
    rows += [_call(datetime(2024, 2, day, 3, 30, tzinfo=productions.ALMATY).astimezone(UTC), A, B, 1) for day in (3, 4)]
    return productions.store_of(tmp_path_factory.mktemp("days"), {"cdr.csv": productions.calls(rows)}, "Asia/Almaty")


def test_hours_are_local_before_and_after_a_change_of_law(days: Path) -> None:
    found = patterns(days, "Asia/Almaty", of=f"+{A}")
    assert {hour: count for hour, count in enumerate(found.hours) if count} == {3: 2, 8: 50, 13: 50, 22: 50}
    assert found.clock_changes == ((date(2024, 3, 1), -60),)
    assert (found.counted, found.assumed_zone, found.days, found.undated) == (152, 152, 50, 0)
    assert sum(found.weekdays) == 152
    assert found.weekdays[3] == found.grid[3][8] + found.grid[3][13] + found.grid[3][22] + found.grid[3][3]
    assert found.grid[5][3] == found.grid[6][3] == 1
    fixed = patterns(days, "+06:00", of=f"+{A}")
    assert fixed.hours[9] == 21


def test_summer_time_falls_where_it_belongs(days: Path) -> None:
    found = patterns(days, "Europe/Berlin", of=f"+{A}")
    assert [(one.counted, one.clock_changes) for one in (found,)] == [(152, ())]
    assert patterns(days, "America/New_York").clock_changes == ((date(2024, 3, 10), 60),)


def test_a_quiet_window_is_a_hypothesis_with_counts(days: Path) -> None:
    found = patterns(days, "Asia/Almaty", of=f"+{A}")
    assert found.quiet
    assert (found.quiet.starts, found.quiet.hours, found.quiet.events, found.quiet.days_disturbed, found.quiet.days) == (23, 9, 2, 2, 50)
    assert found.quiet.expected == pytest.approx(152 * 9 / 24, abs=0.1)
    assert found.parameters["most_share"] == 0.05


def test_what_was_received_is_not_ones_own_activity_and_too_little_suggests_nothing(days: Path) -> None:
    found = patterns(days, "Asia/Almaty", of=f"+{B}")
    assert (found.counted, found.quiet, found.why_not) == (0, None, "few_events")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two telephones 50 m apart, one 800 m off, one that states no accuracy, one too coarse; a cell, an address, a crowd."""
    lat, lon = HERE

    def point(minutes: float, metres: float, accuracy: int | None) -> tuple[datetime, float, float, int | None]:
        return AT + timedelta(minutes=minutes), lat + metres * METRE, lon, accuracy

    files = {
        "1/Records.json": productions.positions([point(0, 0, 20), point(1440, 0, 20), point(5000, 0, 20)], 1),
        "2/Records.json": productions.positions([point(5, 50, 30), point(1445, 50, 180), point(5040, 50, 20)], 2),
        "3/Records.json": productions.positions([point(5, 800, 20)], 3),
        "4/Records.json": productions.positions([point(3, 40, None)], 4),
        "5/Records.json": productions.positions([point(3, 10, 3000)], 5),
        "cdr.csv": productions.calls(
            [
                _call(AT, A, C, 7),
                _call(AT + timedelta(minutes=14), B, C, 7),
                _call(AT + timedelta(hours=5), A, C, 8),
                _call(AT + timedelta(hours=6), B, C, 8),
            ]
        ),
        "logins.csv": productions.logins(
            [("u1", AT, "192.0.2.1:5"), ("u2", AT + timedelta(minutes=2), "192.0.2.1"), ("u3", AT + timedelta(hours=2), "192.0.2.1:5")]
            + [(f"crowd{n}", AT, "192.0.2.50:5") for n in range(60)]
        ),
    }
    return productions.store_of(tmp_path_factory.mktemp("places"), files, "Asia/Almaty")


def _told(found: Together) -> dict[tuple[str, str], dict[str, int]]:
    return {tuple(sorted((one.left_label, one.right_label))): one.meetings for one in found.pairs}  # type: ignore[misc]


def test_positions_respect_their_accuracy(places: Path) -> None:
    found = together(places, basis=("position",))
    assert _told(found) == {("1", "2"): {"near": 1, "possible": 1}, ("1", "4"): {"unknown": 1}, ("2", "4"): {"unknown": 1}}
    assert (found.too_coarse, found.without_accuracy) == (1, 1)
    near = next(one for pair in found.pairs for one in pair.shown if one.certainty == "near")
    assert near.nearest_m == pytest.approx(50, abs=1)
    assert near.gap_s == 300


def test_the_window_and_the_distance_are_those_that_were_asked(places: Path) -> None:
    assert _told(together(places, Asked(window_s=60, step_s=6), basis=("position",))) == {}
    assert ("1", "3") in _told(together(places, Asked(radius_m=1000), basis=("position",)))
    wide = together(places, Asked(window_s=2700, step_s=270), basis=("position",))
    assert sum(_told(wide)["1", "2"].values()) == 3
    assert wide.asked == Asked(window_s=2700, step_s=270)


def test_one_cell_within_the_window_and_not_an_hour_apart(places: Path) -> None:
    found = together(places, basis=("cell",))
    assert _told(found) == {(f"+{A}", f"+{B}"): {"same_cell": 1}}
    (meeting,) = found.pairs[0].shown
    assert (meeting.place, meeting.starts, meeting.ends, meeting.assumed_zone) == ("401-01-1-7", AT, AT + timedelta(minutes=14), True)


def test_one_address_says_where_a_port_is_missing_and_a_crowd_says_nothing(places: Path) -> None:
    found = together(places, basis=("ip",))
    assert _told(found) == {("u1", "u2"): {"same_address": 1}}
    assert found.pairs[0].shown[0].without_port
    assert found.crowded == 1
    name = next(one for one in contacts_names(places) if one.endswith(":crowd1"))
    assert len(together(places, basis=("ip",), of=name).pairs) == 59


def contacts_names(store: Path) -> list[str]:
    from comity.analysis.entities.resolve import resolve

    return [node.key for entity in resolve(store).entities for node in entity.nodes]


def test_what_cannot_be_used_is_counted(tmp_path: Path) -> None:
    rows = [_call(AT, A, C, 7), _call(AT, B, C, 7)]
    store = productions.store_of(tmp_path, {"cdr.csv": productions.calls(rows)})
    found = together(store)
    assert (found.pairs, found.without_moment, found.events) == ((), 2, 0)
    with pytest.raises(InputError, match="above zero"):
        together(store, Asked(window_s=0))

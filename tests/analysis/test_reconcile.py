"""What came back against what was asked: identifiers, categories, periods, and what nobody asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from comity.analysis.reconcile import KINDS, Received, Reconciliation, reconcile
from comity.drafting.compose.remainder import remainder
from comity.drafting.draft_file import parse_draft
from comity.model.category import DataCategory
from comity.model.request.data import DataFacts
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.request_facts import RequestFacts
from comity.model.request.target import Target
from comity.readers.generators.accounts import subscriber_page
from comity.readers.generators.made import Made
from comity.readers.generators.money import call_records
from comity.readers.generators.records import business_record
from comity.readers.run import Plan, read

pytestmark = pytest.mark.real_clock
GAIA = "104500000000000000001"


def request(identifier: str, *categories: str, start: date = date(2024, 1, 1), end: date = date(2024, 1, 31)) -> EvidenceRequest:
    return EvidenceRequest(
        request=RequestFacts(reference="KG-2026-17"),
        data=DataFacts(categories=categories, date_from=start, date_to=end, time_zone="Asia/Bishkek"),
        targets=(Target(kind="account", identifier=identifier),),
    )


def held(made: Made, asked: EvidenceRequest, folder: Path, zone: str | None = None, **more: bytes) -> Reconciliation:
    (folder / "in").mkdir()
    for name, data in (made.files | more).items():
        (folder / "in" / name.rsplit("/", 1)[-1]).write_bytes(data)
    read(Plan(paths=(folder / "in",), out=folder / "out", zone=zone, children=1))
    return reconcile(folder / "out", asked)


def by_category(found: Reconciliation) -> dict[str, Received]:
    return {row.category: row for row in found.rows}


def test_what_was_asked_for_and_came_is_received(tmp_path: Path) -> None:
    made = subscriber_page(Random(1), 60)
    found = by_category(held(made, request(GAIA, "subscriber", "login_ip"), tmp_path))
    assert found["subscriber"].state == "received"
    inside = [row["ts_utc"] for row in made.events if row["kind"] in {"login", "logout"} and row["ts_utc"].month == 1]  # type: ignore[attr-defined]
    assert found["login_ip"].state == "received"
    assert found["login_ip"].first == min(inside)
    assert found["login_ip"].events == len(inside)


def test_another_period_part_of_it_and_nothing_are_told_apart(tmp_path: Path) -> None:
    made = subscriber_page(Random(1), 20)
    asked = request(GAIA, "login_ip", start=date(2023, 11, 1), end=date(2024, 1, 31))
    found = held(made, asked, tmp_path)
    assert [(row.state, row.empty_months) for row in found.rows] == [("part", ("2023-11", "2023-12"))]
    store = tmp_path / "out"
    earlier = reconcile(store, request(GAIA, "login_ip", start=date(2022, 1, 1), end=date(2022, 2, 1)))
    assert [(row.state, row.events) for row in earlier.rows] == [("other_period", 0)]
    assert earlier.rows[0].outside == len(made.events) - 8
    assert [row.state for row in reconcile(store, request(GAIA, "content")).rows] == ["missing"]
    other = reconcile(store, request("nobody@example.org", "login_ip"))
    assert [row.state for row in other.rows] == ["missing"]
    assert other.not_asked == ((GAIA, len(made.events)),)


def test_a_file_that_nobody_understood_may_hold_what_is_missing(tmp_path: Path) -> None:
    made = subscriber_page(Random(1), 5)
    found = held(made, request(GAIA, "content"), tmp_path, unread=b"\x00\x01 something else")
    assert [row.state for row in found.rows] == ["unread"]
    assert any("unread" in path for path in found.unread)


def test_the_day_begins_where_the_request_says(tmp_path: Path) -> None:
    rows = ["User ID,Time (UTC),IP Address,Action"]
    rows += [f"{GAIA},2024-01-{day} 19:00:00 UTC,192.0.2.1,login" for day in ("09", "10", "11")]
    made = Made("generic_logins", {"logins.csv": "\n".join(rows).encode()}, [])
    found = held(made, request(GAIA, "login_ip", start=date(2024, 1, 11), end=date(2024, 1, 11)), tmp_path)
    assert (found.rows[0].events, found.rows[0].outside) == (1, 2)  # 01:00 of the eleventh in Bishkek is the evening of the tenth in UTC


def test_a_number_is_known_in_each_way_of_writing_it(tmp_path: Path) -> None:
    made = call_records(Random(1), 10)
    asked = request("+7 (701) 000-00-01", "traffic", start=date(2024, 1, 1), end=date(2024, 3, 31))
    found = held(made, asked, tmp_path, zone="Asia/Almaty")
    assert found.rows[0].events == 10
    assert found.quarantined == 1


def test_what_the_answer_says_about_its_period_is_held_against_the_one_asked_for(tmp_path: Path) -> None:
    made = business_record(Random(1), 5)
    found = held(made, request("100000000000001", "login_ip", start=date(2024, 1, 1), end=date(2024, 12, 31)), tmp_path)
    assert found.stated_periods == ()
    found = reconcile(tmp_path / "out", request("100000000000001", "login_ip", start=date(2023, 1, 1), end=date(2024, 12, 31)))
    assert found.stated_periods == ("2024-01-01 00:00:00 UTC to 2024-12-31 23:59:59 UTC",)


def test_a_handle_is_known_by_the_number_under_which_the_provider_answers(tmp_path: Path) -> None:
    made = business_record(Random(1), 6)
    found = held(made, request("@aa.bb", "login_ip", "content"), tmp_path)
    assert [row.state for row in found.rows] == ["received", "received"]
    assert found.not_asked == ()
    assert [row.state for row in reconcile(tmp_path / "out", request("aa.b", "login_ip")).rows] == ["missing"]


def test_every_category_of_stored_data_has_its_kinds() -> None:
    live = {DataCategory.REALTIME_TRAFFIC, DataCategory.REALTIME_CONTENT}
    deeds = {DataCategory.PRESERVATION, DataCategory.ASSET_RESTRAINT, DataCategory.INTELLIGENCE}
    assert set(KINDS) == set(DataCategory) - live - deeds


def test_the_letter_that_follows_asks_for_the_rest_alone() -> None:
    text = b"""
request: {instrument: mla_stored_content, reference: KG-2026-17, signed: true}
data: {categories: [subscriber, login_ip, content], date_from: 2024-01-01, date_to: 2024-01-31}
tracking: {sent_on: 2026-02-01}
targets: [{kind: account, identifier: one}, {kind: account, identifier: two}, {kind: account, identifier: three}]
"""
    asked = parse_draft(text)
    rest = remainder(asked, [("one", "content"), ("three", "subscriber")])
    assert [target.identifier for target in rest.targets] == ["one", "three"]
    assert rest.data.categories == ("subscriber", "content")
    assert rest.request.status_new_or_followup == "follow_up"
    assert rest.request.signed is None
    assert rest.tracking.sent_on == date(2026, 2, 1)
    assert rest.request.reference in str(rest.data.description)
    assert replace(rest, request=asked.request, data=asked.data, targets=asked.targets, tracking=asked.tracking) == asked

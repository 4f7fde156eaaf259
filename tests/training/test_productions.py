"""Returns come in the format of their sender: the readers read them, and what was planted can be found in them."""

from __future__ import annotations

import re

import pytest

from comity.training.library import Library
from comity.training.production import Delivered, PlantedLead, delivered, is_lead, productions
from comity.training.reading import read_delivered
from comity.training.scenario import Return, Scenario

LIBRARY = Library()
TOLD = [(scenario, one) for scenario in LIBRARY.scenarios.values() for one in scenario.returns]
READERS = {
    "account_page": "meta_records", "requests": "cloudflare_logs", "exchange_book": "exchange_account", "audit_log": "microsoft_audit",
    "mailbox": "mailbox", "address_sheet": "tiktok_tables",
}  # fmt: skip
"""What has to read a file of each form; plain tables and letters are read by whoever can."""
ZONES = {"S1-art30": "Europe/Berlin"}
BY_HAND = {"AE00TEST0000000000004477"}
"""An account number of an invented bank, which no machine takes for one."""
NAMED = re.compile(r"[\w.]+@[\w.-]+\w|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\+7000\d{7}|\b[0-9a-f]{64}\b|\b7[70]0{5,}\d+\b")


def of(scenario: Scenario, returned: Return) -> Delivered:
    return delivered(LIBRARY, scenario, returned)


@pytest.mark.parametrize(("scenario", "returned"), TOLD, ids=[one.id for _, one in TOLD])
def test_what_was_planted_is_found_by_the_readers(scenario: Scenario, returned: Return) -> None:
    found = of(scenario, returned)
    assert found.name.startswith("TRAINING-")
    read = read_delivered(found, ZONES.get(returned.id), scenario.state)
    assert read.coverage["reconciled"]
    readers = {row["reader"] for row in read.coverage["files"]}
    assert {READERS[file.form] for file in found.production.files if file.form in READERS} <= readers
    for lead in found.production.leads:
        offered = any(is_lead(lead, one.value, one.at, one.port) for one in read.candidates)
        assert offered or lead.value in BY_HAND, lead
    for trap in found.production.traps:
        assert trap in repr(read.events) or trap in found.data.decode("utf-8", "replace")


@pytest.mark.parametrize(("scenario", "returned"), TOLD, ids=[one.id for _, one in TOLD])
def test_a_production_says_what_the_exercise_tells_of_it(scenario: Scenario, returned: Return) -> None:
    """Nothing that the story names is missing from the file that comes."""
    story = productions(LIBRARY.slugs[scenario.id]).returns.get(returned.id)
    if story is None or not story.files:
        assert of(scenario, returned).data == returned.text.encode()
        return
    told = repr(story.files)
    for named in NAMED.findall(returned.text):
        assert named in told, named


def test_every_production_belongs_to_a_return() -> None:
    for scenario in LIBRARY.scenarios.values():
        known = {one.id for one in scenario.returns}
        assert set(productions(LIBRARY.slugs[scenario.id]).returns) <= known


def test_the_digest_announced_is_that_of_the_file_except_where_it_was_planted_otherwise() -> None:
    wrong = {one.id for scenario, one in TOLD if of(scenario, one).announced != of(scenario, one).sha256}
    assert wrong == {"S1-steppe", "S7-desk-content"}


def test_an_address_is_a_lead_only_with_its_moment_and_port() -> None:
    lead = PlantedLead(kind="ipv4", value="203.0.113.9", at="2026-09-14T15:42:10Z", port=50211)
    assert is_lead(lead, "203.0.113.9", "2026-09-14T17:42:10+02:00", 50211)
    assert not is_lead(lead, "203.0.113.9", "2026-09-14T17:42:10Z", 50211)
    assert not is_lead(lead, "203.0.113.9", "2026-09-14T15:42:10", 50211)
    assert not is_lead(lead, "203.0.113.9", "2026-09-14T15:42:10Z", None)
    assert not is_lead(lead, "203.0.113.9", None, 50211)

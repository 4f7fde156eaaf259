"""The router as a whole: channels as plug-ins, the same answer twice, and a plan whose steps stand in order."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import comity
from comity.law.book import Law
from comity.model.category import ChannelKind
from comity.model.route import RouteAnswer, RouteState
from comity.plugins.walk import slugs, walk
from comity.providers.catalog import Catalog
from comity.routing.answer_document import answer_document
from comity.routing.case_file import read_case
from comity.routing.channel import CHANNELS, Channel
from comity.routing.route import route
from tests.routing.law_case import answer_of, law_cases, shipped

WORKED = Path(comity.__file__).parent / "samples" / "worked-case" / "case.yaml"


def worked(language: str = "en") -> RouteAnswer:
    law, catalog = shipped()
    case = read_case(WORKED, law, catalog)
    return route(case, law, catalog, case.on, language)


def test_each_channel_of_the_trade_has_one_file():
    kinds = {slug: channel.kind for slug, channel in walk(CHANNELS, Channel)}  # type: ignore[type-abstract]
    assert set(kinds.values()) == set(ChannelKind)
    assert {slug: kind.value for slug, kind in kinds.items()} == {slug: slug for slug in slugs(CHANNELS)}


@pytest.mark.parametrize("row", [row for _, row in law_cases()], ids=lambda row: row["name"])
def test_every_route_is_complete(row, tmp_path):
    law, _ = shipped()
    _, answer = answer_of(row, tmp_path)
    ids = [one.id for one in answer.routes]
    assert len(set(ids)) == len(ids)
    for one in answer.routes:
        assert one.instrument in law.instruments, one.instrument
        assert one.addressee
        assert one.reasons
        assert one.signs
        assert one.yields
        assert set(one.safeguards) <= set(law.safeguards)
        assert set(one.safeguards) <= {asked.id for asked in one.questions}
        closing = [why for why in one.reasons if why.weakens is RouteState.CLOSED]
        assert bool(closing) is (one.state is RouteState.CLOSED)
        assert not closing or one.reasons[0] in closing
        assert all(why.source is None for why in one.reasons if why.basis.value == "unverified"), one.reasons


@pytest.mark.parametrize("row", [row for _, row in law_cases()], ids=lambda row: row["name"])
def test_a_plan_takes_no_closed_route_and_waits_only_on_earlier_steps(row, tmp_path):
    _, answer = answer_of(row, tmp_path)
    closed = {one.id for one in answer.routes if one.state is RouteState.CLOSED}
    assert [step.step for step in answer.plan] == list(range(1, len(answer.plan) + 1))
    for step in answer.plan:
        assert step.route not in closed
        if step.when.startswith("after:"):
            assert 0 < int(step.when.removeprefix("after:")) < step.step
        elif step.when not in {"today", "parallel"}:
            assert date.fromisoformat(step.when) > date(2026, 1, 1)


def test_everything_at_risk_is_preserved_today_and_mla_waits_for_it():
    answer = worked()
    by_id = {one.id: one for one in answer.routes}
    steps = [(step, by_id[step.route]) for step in answer.plan if step.route]
    preserved = [step for step, one in steps if one.channel is ChannelKind.PRESERVATION]
    assert {by_id[step.route or ""].addressee_id for step in preserved} >= {"telegram", "instagram", "google", "binance"}
    assert all(step.when == "today" for step in preserved)
    waiting = [step for step, one in steps if one.channel is ChannelKind.MLA]
    assert waiting
    assert all(step.when.startswith("after:") for step in waiting)
    disclosed = [step.step for step, one in steps if one.channel is ChannelKind.VOLUNTARY]
    assert max(step.step for step in preserved) < min(disclosed) < min(step.step for step in waiting)


def test_what_vanishes_first_is_preserved_first():
    answer = worked()
    by_id = {one.id: one for one in answer.routes}
    order = [by_id[step.route].addressee_id for step in answer.plan if step.route and by_id[step.route].channel is ChannelKind.PRESERVATION]
    assert order[0] == "telegram"  # the only one whose logs have a stated end


def test_the_central_authority_is_asked_because_rows_are_weak():
    assert worked().ask_central_authority


def test_the_same_case_knowledge_and_day_give_the_same_answer():
    law, catalog = shipped()
    case = read_case(WORKED, law, catalog)
    other_law, other_catalog = Law.open(), Catalog.open()
    first = route(case, law, catalog, case.on, "ru")
    second = route(read_case(WORKED, other_law, other_catalog), other_law, other_catalog, case.on, "ru")
    assert (first.routes, first.plan, first.not_possible, first.flags) == (second.routes, second.plan, second.not_possible, second.flags)


def test_the_order_of_sets_in_memory_does_not_show():
    digests = set()
    for seed in ("0", "1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "comity", "route", str(WORKED), "--json"],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8"},
        )
        digests.add(hashlib.sha256(done.stdout).hexdigest())
    assert len(digests) == 1


def test_the_document_holds_what_the_contract_names():
    law, catalog = shipped()
    case = read_case(WORKED, law, catalog)
    document = json.loads(json.dumps(answer_document(route(case, law, catalog, case.on), case)))
    assert set(document) >= {"routes", "plan", "not_possible", "ask_central_authority", "flags"}
    names = {
        "lead",
        "category",
        "channel",
        "instrument",
        "addressee",
        "state",
        "duty",
        "reasons",
        "safeguards",
        "clocks",
        "signs",
        "languages",
    }
    for one in document["routes"]:
        assert set(one) >= names
        assert one["lead"] == case.leads[one["lead_index"]].identifier.value
        assert all(set(why) >= {"code", "text", "basis", "source", "as_of"} for why in one["reasons"])
        assert all(set(clock) >= {"id", "due", "starts_from"} for clock in one["clocks"])


def test_law_is_asked_as_of_the_day():
    """The Regulation of the Union applied to a Member State's request from one day on."""
    row = {
        "from": "IE",
        "case": {"leads": [{"value": "sample.person77@gmail.com"}], "wanted": [{"lead": 0, "category": "subscriber"}]},
    }
    states = {}
    for day in ("2026-08-17", "2026-08-18"):
        _, answer = answer_of({**row, "date": date.fromisoformat(day)}, Path("unused"))
        states[day] = next(one.state for one in answer.routes if one.instrument == "eu_epoc")
    assert states == {"2026-08-17": RouteState.CLOSED, "2026-08-18": RouteState.CHECK}

"""The money of an exercise can be followed as real money is: the same trace, over HTTP, to the door that the exercise tells."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from comity.chain.flow import Limits
from comity.chain.sources.trongrid import USDT, TronGrid
from comity.chain.tags.tag_folder import read_tags
from comity.chain.trace import Direction, Order, Seed, trace
from comity.net.http import Door
from comity.training.library import Library
from comity.training.story_ledgers import ledgers_serving, story_ledgers, tron_server, write_labels


def test_every_payment_is_one_of_the_exercise() -> None:
    library = Library()
    for one in story_ledgers().tron:
        known = {row.value for row in library.scenario(one.exercise).identifiers}
        assert one.tx in known
        assert {one.sender, one.recipient} & known


def test_a_trace_ends_at_the_exchange_with_what_came_there(tmp_path: Path) -> None:
    theft = next(one for one in story_ledgers().tron if one.sender.startswith("victim"))
    with tron_server().serving() as served:
        source = TronGrid(Door(served.address, pause=lambda _: None))
        try:
            order = Order("tron", (Seed(txid=theft.tx),), Direction.FORWARD, USDT, ("fifo",), Limits())
            flow = trace(order, source, read_tags(write_labels(tmp_path), "tron")).flow
        finally:
            source.close()
    found = {one.name: int(one.amounts["fifo"]) for one in flow.arrivals if one.kind.value == "exchange"}
    assert found == {"Harbour Exchange Ltd (simulated)": 38_900_000_000}


def test_a_register_is_told_of_them_while_it_is_served_unless_its_operator_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMITY_CHAIN_SOURCES", raising=False)
    monkeypatch.setenv("COMITY_TAGS", "own")
    with ledgers_serving(tmp_path):
        assert os.environ["COMITY_CHAIN_SOURCES"].startswith("tron=trongrid+http://127.0.0.1:")
        assert os.environ["COMITY_TAGS"] == "own"
    assert "COMITY_CHAIN_SOURCES" not in os.environ

"""Graphs that GraphSense's dashboard saved, packed here by the very library that the dashboard uses (lzwcompress)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.graphsense.saved_graph import Note, read_graph
from comity.chain.labels import DoorKind
from comity.chain.tags.tag_folder import read_tags
from comity.errors import InputError

SAMPLES = Path(__file__).parents[1] / "samples" / "chain"
RECEIVER = "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"


def test_a_pathfinder_tells_where_somebody_began_and_what_they_wrote():
    graph = read_graph((SAMPLES / "pathfinder.gs").read_bytes(), "x")
    assert (graph.form, graph.name) == ("pathfinder", "Дело 17")
    assert graph.addresses == (("trx", RECEIVER), ("eth", "0xABCDEFabcdef0123456789012345678901234567"))
    assert graph.transactions == (("trx", "aa" * 32),)
    assert graph.begins == (("trx", RECEIVER),)
    assert graph.notes == (Note("trx", RECEIVER, "кошелёк получателя"),)


def test_tags_of_a_saved_graph_are_labels(tmp_path):
    (tmp_path / "graph.gs").write_bytes((SAMPLES / "graph.gs").read_bytes())
    tags = read_tags(tmp_path, "btc")
    (exchange,) = tags.labels.of("bc1qexample0000000000000000000000000000000")
    (mixer,) = tags.labels.of("1Example")
    assert (exchange.name, exchange.kind, exchange.source) == ("Example Exchange", DoorKind.EXCHANGE, "answer 12")
    assert (mixer.name, mixer.kind) == ("Example Mixer", DoorKind.MIXER)
    assert tags.files[0].tags == 2


def test_the_command_lists_it(comity):
    document = comity.json("chain", "graph", SAMPLES / "pathfinder.gs")
    assert {"kind": "address", "network": "trx", "chain": "tron", "value": RECEIVER, "is_begin": True} in document["things"]
    assert comity("chain", "graph", SAMPLES / "none.gs")[0] == 2


@pytest.mark.parametrize("data", [b"", b"abc", bytes(4), b"\xff" * 8])
def test_other_bytes_are_refused(data):
    with pytest.raises(InputError):
        read_graph(data, "x")


@given(st.binary(max_size=80), st.integers(0, 200))
def test_no_bytes_break_the_reader(noise, at):
    data = (SAMPLES / "graph.gs").read_bytes()
    try:
        read_graph(data[: at * 4] + noise + data[at * 4 + len(noise) :], "x")
    except InputError:
        return

"""Statements hold while they hold; the office's own tags and an exchange's answers are read by every later trace."""

from datetime import date

import pytest

from comity.chain.labels import DoorKind
from comity.chain.tags.own_tags import OwnTag, write_own_tag
from comity.chain.tags.tag_folder import read_tags
from comity.chain.tags.validity import intervals
from comity.errors import InputError

POOL = "0x" + "12" * 20
OTHER = "0x" + "34" * 20


@pytest.fixture
def lists(tmp_path):
    """A list of sanctions that does not say since when, and a pack that names one of its addresses."""
    (tmp_path / "sanctioned_addresses_ETH.txt").write_text(f"{POOL}\n{OTHER}\n", encoding="utf-8")
    tag = f"- address: '{POOL}'\n  label: Tornado Cash 10 ETH\n  category: mixing_service\n"
    pack = f"title: pools\nsource: https://tags.example\ntags:\n{tag}"
    (tmp_path / "pools.yaml").write_text(pack, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2022, 8, 7), {DoorKind.MIXER}),
        (date(2022, 8, 8), {DoorKind.MIXER, DoorKind.SANCTIONED}),
        (date(2025, 3, 31), {DoorKind.MIXER, DoorKind.SANCTIONED}),
        (date(2025, 4, 1), {DoorKind.MIXER}),
    ],
)
def test_an_entry_that_was_taken_off_a_list_ends_and_the_mixer_stays_one(lists, day, kinds):
    labels = read_tags(lists, "evm").labels
    assert {label.kind for label in labels.of(POOL, day)} == kinds
    assert {label.kind for label in labels.of(OTHER, day)} == {DoorKind.SANCTIONED}


def test_a_statement_with_an_interval_of_its_own_keeps_it(lists):
    said = "  category: sanction\n  valid_from: 2024-01-01\n"
    pack = f"title: own\nsource: https://tags.example\ntags:\n- address: '{POOL}'\n  label: Tornado Cash\n{said}"
    (lists / "own.yaml").write_text(pack, encoding="utf-8")
    rows = read_tags(lists, "evm").labels.of(POOL)
    assert {(row.valid_from, row.valid_to) for row in rows if row.name == "Tornado Cash"} == {(date(2024, 1, 1), None)}


def test_every_interval_is_told_in_both_languages():
    assert all(interval.says["en"] and interval.says["ru"] and interval.last for interval in intervals())


def answer(**changes):
    said = {"chain": "btc", "address": "BC1QEXAMPLE", "name": "Example Exchange", "kind": DoorKind.EXCHANGE, "source": "answer 17/2026"}
    return OwnTag(**said | {"as_of": date(2026, 3, 14)} | changes)


def test_a_confirmed_answer_becomes_a_tag_that_the_next_trace_reads(tmp_path):
    path = write_own_tag(tmp_path / "own", answer(valid_to=date(2026, 5, 1)))
    assert write_own_tag(tmp_path / "own", answer(valid_to=date(2026, 5, 1))) == path
    write_own_tag(tmp_path / "own", answer(address="1Other"))
    tags = read_tags(tmp_path / "own", "btc")
    assert len(tags.labels) == 2
    (label,) = tags.labels.of("bc1qexample", date(2026, 4, 1))
    assert (label.name, label.kind, label.source, label.confidence) == (
        "Example Exchange",
        DoorKind.EXCHANGE,
        "answer 17/2026",
        "service_data",
    )
    assert tags.labels.of("bc1qexample", date(2026, 5, 2)) == ()


def test_every_kind_of_door_that_a_tag_can_say_is_read_back(tmp_path):
    for kind in DoorKind:
        if kind in {DoorKind.REST, DoorKind.OTHER}:
            with pytest.raises(InputError):
                write_own_tag(tmp_path, answer(kind=kind))
            continue
        write_own_tag(tmp_path, answer(kind=kind, address=f"1{kind.value}", source=kind.value))
    labels = read_tags(tmp_path, "btc").labels
    assert {address[1:]: rows[0].kind.value for address, rows in labels.by_address().items()} == {
        kind.value: kind.value for kind in DoorKind if kind not in {DoorKind.REST, DoorKind.OTHER}
    }


@pytest.mark.parametrize("changes", [{"source": " / "}, {"name": " "}, {"chain": "xmr"}])
def test_a_tag_without_name_source_or_chain_is_refused(tmp_path, changes):
    with pytest.raises(InputError):
        write_own_tag(tmp_path, answer(**changes))
    assert list(tmp_path.iterdir()) == []


def test_one_source_does_not_say_two_things_of_one_address(tmp_path):
    write_own_tag(tmp_path, answer())
    with pytest.raises(InputError, match="something else"):
        write_own_tag(tmp_path, answer(name="Another"))

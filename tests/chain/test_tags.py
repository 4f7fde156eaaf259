"""Labels are read as TagPacks and lists say them; what the words mean for a trace is data."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from comity.chain.labels import DoorKind
from comity.chain.tags.tag_folder import normal_address, read_tags
from comity.errors import InputError

PACKS = Path(__file__).parents[3] / "shared" / "testdata" / "chain" / "labels"
PACK = """title: pack
source: https://tags.example/list
confidence: service_data
category: exchange
lastmod: 2026-01-02
tags:
- address: 1ExampleOne
  label: One
  actor: one
- address: 1ExampleTwo
  label: Two
  category: mixing_service
  lastmod: 2025-05-05
  valid_from: 2022-08-08
  valid_to: 2025-03-21
  licence: CC0-1.0
- address: BC1QEXAMPLE
  label: Three
  category: user
  abuse: sanction
- address: 1ExampleCash
  label: Four
  currency: BCH
- address: '0xABCDEFabcdef0123456789abcdefABCDEF012345'
  label: Five
  category: a word of its own
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path


def only(tags, address):
    (label,) = tags.labels.of(address)
    return label


def test_the_head_holds_for_every_tag_that_does_not_say_otherwise(folder):
    tags = read_tags(folder, "btc")
    one, two = only(tags, "1ExampleOne"), only(tags, "1ExampleTwo")
    assert (one.name, one.kind, one.source, one.confidence, one.as_of) == (
        "One",
        DoorKind.EXCHANGE,
        "https://tags.example/list",
        "service_data",
        date(2026, 1, 2),
    )
    assert (two.kind, two.as_of, two.licence, one.actor) == (DoorKind.MIXER, date(2025, 5, 5), "CC0-1.0", "one")


def test_a_statement_holds_on_its_days(folder):
    labels = read_tags(folder, "btc").labels
    assert [
        bool(labels.of("1ExampleTwo", date.fromisoformat(day))) for day in ("2022-08-07", "2022-08-08", "2025-03-21", "2025-03-22")
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_words_become_kinds_by_data(folder):
    tags = read_tags(folder, "btc")
    assert only(tags, "bc1qexample").kind is DoorKind.SANCTIONED
    assert only(tags, normal_address("0xABCDEFabcdef0123456789abcdefABCDEF012345")).kind is DoorKind.OTHER


def test_chains_that_only_look_alike_are_left_out(folder):
    assert not read_tags(folder, "btc").labels.of("1ExampleCash")
    assert read_tags(folder, "evm").labels.of("1ExampleCash")


def test_packed_files_lists_and_folders_below_are_read(tmp_path):
    (tmp_path / "below").mkdir()
    with gzip.open(tmp_path / "below" / "pack.yaml.gz", "wb") as stream:
        stream.write(PACK.encode())
    (tmp_path / "sanctioned_addresses_XBT.txt").write_text("1Listed\n\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("words", encoding="utf-8")
    tags = read_tags(tmp_path, "btc")
    assert only(tags, "1Listed").kind is DoorKind.SANCTIONED
    assert [(file.name, file.tags) for file in tags.files] == [("below/pack.yaml.gz", 4), ("sanctioned_addresses_XBT.txt", 1)]


def test_the_version_of_the_set_changes_with_any_file(folder):
    before = read_tags(folder, "btc").version
    (folder / "pack.yaml").write_text(PACK + "\n", encoding="utf-8")
    assert read_tags(folder, "btc").version != before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.yaml", b"tags: [", "is no YAML"),
        ("a.yaml", b"title: x", "is no TagPack"),
        ("a.yaml", b"- 1", "is no TagPack"),
        ("a.yaml", b"tags:\n- label: x", "a tag without an address"),
        ("a.yaml", b"tags:\n- address: x\n  lastmod: yesterday", "is no day"),
        ("a.yaml.gz", b"not packed", "cannot be unpacked"),
        ("a.txt", b"1A", "no file of labels"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read_tags(tmp_path, "btc")
    assert str(tmp_path) in caught.value.place


@pytest.mark.heavy
def made_packs(folder):
    """As many packs and lists as the real selection has kinds of doors, one address each, and a list of another chain."""
    folder.mkdir()
    categories = ("exchange", "mixing_service", "sanction_list", "gambling", "market")
    for number, category in enumerate(categories):
        tags = f"tags:\n- address: 1Example{number}\n  label: {category} number {number}\n  category: {category}\n"
        (folder / f"{category}.yaml").write_text(f"title: made\nsource: https://tags.example\n{tags}", encoding="utf-8")
    (folder / "sanctioned_addresses_XBT.txt").write_text("1ExampleSanctioned\n", encoding="utf-8")
    (folder / "sanctioned_addresses_BCH.txt").write_text("1ExampleOther\n", encoding="utf-8")
    return folder


def test_made_and_real_packs_and_lists_are_read_whole(tmp_path):
    kinds = {DoorKind.EXCHANGE, DoorKind.MIXER, DoorKind.SANCTIONED, DoorKind.GAMBLING, DoorKind.DARKNET}
    samples = [(made_packs(tmp_path / "packs"), kinds, 7, "1Example0", "exchange number 0")]
    if PACKS.is_dir():
        samples.append((PACKS, kinds | {DoorKind.FROZEN}, 50, "bc1qgrxsrmrhsapvh9addyx6sh8j4rw0sn9xtur9uq", "kucoin reserve wallets"))
    for folder, expected, files, address, name in samples:
        tags = read_tags(folder, "btc")
        assert expected <= {label.kind for rows in tags.labels.by_address().values() for label in rows}
        assert len(tags.files) >= files
        other_chains = ("actorpack", "_BCH", "_BSV", "_BTG")
        assert all(file.tags for file in tags.files if not any(word in file.name for word in other_chains))
        assert only(tags, address).name == name

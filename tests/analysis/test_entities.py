"""Entities against known truth: what is joined and by which records, what is only suggested, and what an analyst decides and undoes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.analysis.entities.claims import Claim
from comity.analysis.entities.decisions import FILE, Decision, decide, in_force, read_decisions
from comity.analysis.entities.resolve import _Joining, resolve, rows_of
from comity.analysis.entities.rules import read_rules
from comity.analysis.entities.values import Entity, Node, Resolution
from comity.errors import InputError
from comity.readers.generators.accounts import subscriber_page
from comity.readers.generators.databases import contacts
from comity.readers.generators.holders import exchange_workbook
from comity.readers.generators.messengers import ios_backup_info, whatsapp_contacts
from comity.readers.generators.networks import discord_account
from comity.readers.reopen import reopen
from comity.readers.run import Plan, read
from tests.analysis import productions

pytestmark = pytest.mark.real_clock
AT = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    makers = (subscriber_page, exchange_workbook, discord_account, ios_backup_info, whatsapp_contacts, contacts)
    return productions.made_store(tmp_path_factory.mktemp("made"), [maker(Random(1), 6) for maker in makers])


def _of(found: Resolution, key: str) -> Entity:
    entity = found.entity_of(key)
    assert entity is not None, key
    return entity


def _keys(entity: Entity) -> set[str]:
    return {node.key for node in entity.nodes}


def test_accounts_of_one_stated_mailbox_are_one_and_each_merge_lists_its_rows(made: Path) -> None:
    found = resolve(made)
    entity = _of(found, "email:target@example.org")
    kinds = {key.split(":")[0] + ":" + key.split(":")[1] for key in _keys(entity) if "350000001" in key or not key.startswith("account:s-")}
    assert {"account:google", "account:discord", "email:target@example.org"} <= kinds
    assert any(key.endswith(":350000001") for key in _keys(entity))
    merges = {one.id: one for one in found.merges}
    assert entity.merges
    for name in entity.merges:
        merge = merges[name]
        assert merge.state == "merged"
        assert merge.records >= len(merge.rows) >= 1
        assert merge.why["en"]
        assert merge.why["ru"]
        assert all(row.locator and row.member_path and row.source_sha256 for row in merge.rows)


def test_a_merge_points_to_the_bytes_that_say_so(made: Path) -> None:
    found = resolve(made)
    merge = next(one for one in found.merges if one.rule == "stated_mailbox" and "google" in one.left)
    path = next(one for one in (made.parent / "in").rglob("*.html"))
    assert "target@example.org" in str(reopen(path.read_bytes(), merge.rows[0].locator))


def test_a_number_for_recovery_is_suggested_and_joins_nobody(made: Path) -> None:
    found = resolve(made)
    suggestion = next(one for one in found.suggestions if one.rule == "recovery_number")
    assert {suggestion.left, suggestion.right} == {"account:google:104500000000000000001", "phone:+77010000001"}
    assert "phone:+77010000001" not in _keys(_of(found, "account:google:104500000000000000001"))


def test_a_device_that_states_its_number_and_card_is_one(made: Path) -> None:
    entity = _of(resolve(made), "phone:+77010000000")
    assert {"device:490154203237518", "sim:8997000000000000001"} <= _keys(entity)


def test_a_mailbox_on_every_card_of_an_address_book_is_no_identity(made: Path) -> None:
    found = resolve(made)
    cards = [one for one in found.suggestions if one.rule == "one_card"]
    assert len(cards) == 6
    assert all(one.state == "suggested" for one in cards)
    assert _keys(_of(found, "email:b@example.org")) == {"email:b@example.org"}


def test_names_are_told_with_their_source_and_join_nobody(made: Path) -> None:
    found = resolve(made)
    assert "Имя 1" in {name.name for name in _of(found, "phone:+77010000001").names}
    assert not [one for one in found.merges if "person:" in one.left + one.right]


def test_the_same_store_gives_the_same_ids(made: Path) -> None:
    first = msgspec.json.encode(resolve(made))
    rules = read_rules()
    resolve.__globals__["_kept"].clear()
    assert msgspec.json.encode(resolve(made)) == first
    assert rules is read_rules()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A household's telephone, a help desk's mailbox, one address for all, and a SIM that stood in two telephones."""
    files = {
        f"{number}/a.SubscriberInfo.html": productions.subscriber_page(
            f"10450000000000000000{number}",
            {
                "Name": "Аа Бб",
                "e-Mail": "info@example.org" if number < 2 else f"u{number}@example.org",
                "User Phone Numbers": "+77010000009",
            },
        )
        for number in range(5)
    }
    files["x/b.SubscriberInfo.html"] = productions.subscriber_page("104500000000000000099", {"e-Mail": "u3@example.org (not verified)"})
    rows = [productions.call(AT + timedelta(hours=hour), "77010000001", "77020000002", imsi="401010000000001") for hour in range(30)]
    rows += [
        productions.call(AT + timedelta(hours=hour), "77010000001", "77020000002", imsi="401010000000001", imei="490154203237518")
        for hour in range(30, 33)
    ]
    files["cdr.csv"] = productions.calls(rows)
    files["logins.csv"] = productions.logins([("u1", AT, "192.0.2.1:5000"), ("u2", AT, "192.0.2.1:5001")])
    return productions.store_of(tmp_path, files, "Asia/Almaty")


def test_what_many_share_identifies_nobody(shared: Path) -> None:
    found = resolve(shared)
    assert all(len([key for key in _keys(one) if key.startswith("account:google")]) <= 1 for one in found.entities)
    beyond = [one for one in found.suggestions if one.because == "limit"]
    assert {"phone:+77010000009"} == {key for one in beyond for key in (one.left, one.right) if key.startswith("phone")}
    assert {one.because for one in found.suggestions if "email:info@example.org" in {one.left, one.right}} == {"shared"}
    assert all("ip:192.0.2.1" not in {one.left, one.right} for one in (*found.merges, *found.suggestions))


def test_a_mailbox_that_is_not_verified_is_suggested_only(shared: Path) -> None:
    found = resolve(shared)
    told = [one for one in (*found.merges, *found.suggestions) if "account:google:104500000000000000099" in {one.left, one.right}]
    assert [one.state for one in told] == ["suggested"]


def test_a_number_on_a_sim_is_one_and_the_devices_are_suggested_with_all_their_rows(shared: Path) -> None:
    found = resolve(shared)
    assert _keys(_of(found, "phone:+77010000001")) == {"phone:+77010000001", "sim:401010000000001"}
    merge = next(one for one in found.merges if one.rule == "number_on_sim")
    assert (merge.records, len(merge.rows)) == (33, 5)
    assert len(rows_of(shared, merge.id)) == 33
    devices = {one.left: one.records for one in found.suggestions if one.rule == "sim_in_device"}
    assert devices == {"device:356000000714142": 30, "device:490154203237518": 3}
    with pytest.raises(InputError, match="no merge"):
        rows_of(shared, "m-none")


def test_an_analyst_merges_splits_rejects_and_undoes_and_a_rebuild_applies_it_again(shared: Path) -> None:
    phone, device, sim = "phone:+77010000001", "device:490154203237518", "sim:401010000000001"
    joined = decide(shared, "merge", phone, device, who="А. Аналитик", why="seized from him, report 12", at=NOW)
    found = resolve(shared)
    assert device in _keys(_of(found, phone))
    merge = next(one for one in found.merges if one.rule == "decision")
    assert (merge.id, merge.by, merge.decided_at, merge.why["said"]) == ("d-1", "А. Аналитик", NOW, "seized from him, report 12")
    assert {one.state for one in found.merges if one.rule == "number_on_sim"} == {"merged"}

    decide(shared, "split", phone, sim, who="A", why="the card was sold", at=NOW)
    found = resolve(shared)
    assert sim not in _keys(_of(found, phone))
    assert [one.state for one in found.merges if one.rule == "number_on_sim"] == ["held_apart"]

    decide(shared, "undo", "d-2", who="A", why="wrong card", at=NOW)
    assert sim in _keys(_of(resolve(shared), phone))
    rejected = next(one for one in resolve(shared).merges if one.rule == "number_on_sim")
    decide(shared, "reject", rejected.id, who="A", why="the operator erred", at=NOW)
    assert sim not in _keys(_of(resolve(shared), phone))
    decide(shared, "name", phone, "Аа Бб", who="A", why="he said so", at=NOW)
    assert (_of(resolve(shared), phone).kind, _of(resolve(shared), phone).label) == ("person", "Аа Бб")
    decide(shared, "merge", phone, "phone:+10000000000", who="A", why="another case", at=NOW)

    before = msgspec.json.encode(resolve(shared))
    read(Plan(paths=(shared.parent / "in",), out=shared, zone="Asia/Almaty", children=1))
    assert msgspec.json.encode(resolve(shared)) == before
    assert resolve(shared).stale == ("d-6",)
    assert [one.action for one in read_decisions(shared)] == ["merge", "split", "undo", "reject", "name", "merge"]
    assert joined.id == "d-1"


def test_a_split_holds_whatever_joins(shared: Path) -> None:
    decide(shared, "split", "phone:+77010000001", "device:490154203237518", who="A", why="other people", at=NOW)
    decide(shared, "merge", "sim:401010000000001", "device:490154203237518", who="A", why="seen together", at=NOW)
    found = resolve(shared)
    assert {one.id: one.state for one in found.merges if one.rule == "decision"} == {"d-2": "merged"}
    assert "device:490154203237518" not in _keys(_of(found, "phone:+77010000001"))
    assert [one.state for one in found.merges if one.rule == "number_on_sim"] == ["held_apart"]


def test_a_changed_or_removed_decision_is_seen(shared: Path) -> None:
    for why in ("first", "second"):
        decide(shared, "split", "a:1", "b:2", who="A", why=why, at=NOW)
    path = shared / FILE
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"first", b"worst"))
    with pytest.raises(InputError, match="not as they were written"):
        read_decisions(shared)
    path.write_bytes(whole.split(b"\n", 1)[1])
    with pytest.raises(InputError, match="not as they were written"):
        resolve(shared)
    path.write_bytes(whole + b'{"id":"d-3","half')
    assert len(read_decisions(shared)) == 2
    assert decide(shared, "split", "a:1", "c:3", who="A", why="third", at=NOW).id == "d-3"
    assert len(read_decisions(shared)) == 3


@pytest.mark.parametrize(
    ("action", "left", "right", "who", "why"),
    [
        ("merge", "a", "a", "A", "x"),
        ("merge", "a", "", "A", "x"),
        ("merge", "a", "b", " ", "x"),
        ("split", "a", "b", "A", ""),
        ("undo", "d-9", "", "A", "x"),
    ],
)
def test_a_decision_needs_who_why_and_two_things(shared: Path, action: str, left: str, right: str, who: str, why: str) -> None:
    with pytest.raises(InputError):
        decide(shared, action, left, right, who=who, why=why, at=NOW)  # type: ignore[arg-type]
    assert read_decisions(shared) == ()


def test_a_decision_that_undoes_an_undoing_brings_the_first_back() -> None:
    made = [
        Decision(id=f"d-{n}", at=NOW, who="A", why="x", action=action, left=left)
        for n, action, left in ((1, "reject", "m-1"), (2, "undo", "d-1"), (3, "undo", "d-2"))
    ]  # type: ignore[arg-type]
    assert [one.id for one in in_force(tuple(made))] == ["d-1"]


NAMES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NAMES, NAMES), max_size=14), st.lists(st.tuples(NAMES, NAMES), max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_no_order_of_claims_joins_what_was_split_and_ids_do_not_depend_on_it(
    pairs: list[tuple[str, str]], splits: list[tuple[str, str]], random: Random
) -> None:
    nodes = {name: Node(name, "account", name, "x") for name in "abcdefgh"}
    rules = msgspec.structs.replace(read_rules(), pairs=tuple(msgspec.structs.replace(one, limit=99) for one in read_rules().pairs))
    decisions = tuple(
        Decision(id=f"d-{n}", at=NOW, who="A", why="x", action="split", left=a, right=b) for n, (a, b) in enumerate(splits) if a != b
    )
    claims = [Claim("registered_name", min(a, b), max(a, b), 1) for a, b in dict.fromkeys(pairs) if a != b]
    groups = _Joining(nodes, rules, decisions).run(claims).groups
    random.shuffle(claims)
    assert _Joining(nodes, rules, decisions).run(claims).groups == groups
    assert all(groups[one.left] != groups[one.right] for one in decisions)

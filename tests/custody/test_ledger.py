"""What every storage of a log must do; the journal and PostgreSQL go through the same tests."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.crypto.signer import LogSigner
from comity.crypto.tree import leaf_hash, verify_inclusion
from comity.custody.log.event import CustodyEvent
from comity.custody.log.journal import Journal
from comity.custody.log.ledger import Ledger
from comity.custody.log.postgresql import PostgresEntries
from comity.custody.log.storage import EntryStore
from comity.custody.vault.sealing import Sealer
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError
from tests.custody.kills import kill_many
from tests.postgresql import running

AT = datetime(2026, 3, 14, 12, tzinfo=UTC)
SIGNER = LogSigner.generate("custody.example/log")
SEALER = Sealer(bytes(32))
pytestmark = [pytest.mark.real_clock]
Open = Callable[[], Ledger]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running("custody") as address:
        yield address


@pytest.fixture(params=["journal", pytest.param("postgresql", marks=pytest.mark.heavy)])
def opens(request, tmp_path: Path) -> Iterator[Open]:
    """Open the same log again and again; all of them are closed at the end."""
    opened: list[Ledger] = []
    address = request.getfixturevalue("database") if request.param == "postgresql" else ""

    def open_it() -> Ledger:
        storage: EntryStore = PostgresEntries(address, str(tmp_path)) if address else Journal(tmp_path / "log")
        opened.append(Ledger(storage, SIGNER.name, SEALER, tmp_path / "hashes" / str(len(opened))))
        return opened[-1]

    yield open_it
    for ledger in opened:
        ledger.close()


def event(identity: str, kind: str = "note") -> CustodyEvent:
    return CustodyEvent(identity, kind, AT, "A", "comity", details={"words": "слова " * 20})


def test_entries_keep_their_order_and_their_bytes(opens):
    ledger = opens()
    ledger.append([event("a"), event("b", "intake"), event("c", "hold")])
    ledger.append([event("d")])
    for seen in (ledger, opens()):
        assert [(stored.seq, stored.id) for stored in seen.entries()] == [(0, "a"), (1, "b"), (2, "c"), (3, "d")]
        assert [stored.id for stored in seen.entries(2)] == ["c", "d"]
        assert [stored.id for stored in seen.of_types("hold", "note")] == ["a", "c", "d"]
        assert seen.entry(1) == next(stored for stored in seen.entries() if stored.id == "b")
        assert [seen.seq_of(name) for name in "abcdx"] == [0, 1, 2, 3, None]
        with pytest.raises(CustodyError, match="no entry 4"):
            seen.entry(4)


def test_an_act_told_twice_is_logged_once(opens):
    ledger = opens()
    first = ledger.append([event("a"), event("b"), event("a")])
    assert [(receipt.seq, receipt.is_new) for receipt in first] == [(0, True), (1, True), (0, False)]
    again = opens().append([event("c"), event("b")])
    assert [(receipt.seq, receipt.is_new) for receipt in again] == [(2, True), (1, False)]
    assert ledger.size == 3


def test_writers_of_several_processes_are_put_in_one_order(opens):
    ledgers = [opens() for _ in range(3)]

    def work(name: str, ledger: Ledger) -> None:
        for number in range(20):
            ledger.append([event(f"{name}{number}"), event(f"shared{number}")])

    threads = [threading.Thread(target=work, args=(name, ledger)) for name, ledger in zip("xyz", ledgers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [stored.id for stored in opens().entries()]
    assert len(ids) == len(set(ids)) == 80
    assert {ledger.size for ledger in ledgers} == {80}
    assert len({ledger.root(80) for ledger in ledgers}) == 1
    assert opens().audit() == 80


def test_checkpoints_are_numbered_and_the_newest_can_be_cosigned(opens):
    ledger = opens()
    ledger.append([event("a")])
    one = ledger.sign(SIGNER, AT)
    ledger.append([event("b")])
    two = opens().sign(SIGNER, AT)
    with pytest.raises(CustodyError, match="newer checkpoint"):
        ledger.cosigned(one)
    ledger.cosigned(two)
    assert [(point.number, point.size, point.note) for point in opens().checkpoints()] == [(1, 1, str(one)), (2, 2, str(two))]


def test_each_entry_can_be_proved(opens):
    ledger = opens()
    ledger.append([event(str(number)) for number in range(300)])
    note = ledger.sign(SIGNER, AT)
    for seq in (0, 127, 255, 256, 299):
        proof = ledger.prove(seq)
        verify_inclusion(seq, 300, leaf_hash(ledger.entry(seq).entry), proof.path, proof.checkpoint.root)
        assert str(proof.note) == str(note)
    ledger.append([event("later")])
    with pytest.raises(CustodyError, match="no signed checkpoint covers"):
        ledger.prove(300)


def test_what_is_destroyed_is_gone_and_the_tree_stays(opens):
    ledger = opens()
    ledger.append([event("a"), event("b")])
    ledger.append([event("c")])
    root = ledger.root(3)
    ledger.destroy([1])
    again = opens()
    assert [stored.sealed is None for stored in again.entries()] == [False, True, False]
    assert again.root(3) == root
    assert again.audit() == 3


@pytest.mark.heavy
def test_a_vault_stands_on_postgresql(database, identity, tmp_path):
    from comity.custody.vault.keys import read_identity

    (tmp_path / "evidence").write_bytes(b"evidence")
    Vault.create(tmp_path / "v", "custody.example/vault", [str(read_identity(identity).to_public())], ledger=database)
    with Vault(tmp_path / "v", identity) as opened:
        items, _, _ = opened.add([tmp_path / "evidence"], Actor("A"))
        assert [fault for _, fault in opened.verify()] == [None]
    with pytest.raises(InputError, match="holds a log of this name already"):
        Vault.create(tmp_path / "w", "custody.example/vault", [], ledger=database)
    with Vault(tmp_path / "v", identity) as opened:
        assert b"".join(opened.read(items[0].id)) == b"evidence"
        assert opened.prove(items[0].id).index == 0


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE comity_entry SET entry = convert_to(replace(convert_from(entry, 'UTF8'), 'note', 'Note'), 'UTF8') WHERE seq = 1",
            "entry 1",
        ),
        ("DELETE FROM comity_entry WHERE seq = 1", "entry 1|entry 2 is missing"),
        ("UPDATE comity_entry SET id = 'z' WHERE seq = 1", "another id"),
        ("UPDATE comity_checkpoint SET size = 1", "checkpoint 1 does not fit"),
    ],
)
def test_a_changed_row_is_named(database, tmp_path, statement, says):
    import psycopg

    log, hashes = str(tmp_path), tmp_path / "hashes"
    ledger = Ledger(PostgresEntries(database, log), SIGNER.name, SEALER, hashes)
    ledger.append([event("a"), event("b"), event("c")])
    ledger.sign(SIGNER, AT)
    ledger.close()
    with psycopg.connect(database, autocommit=True) as base:
        number = base.execute("SELECT number FROM comity_log WHERE name = %s", (log,)).fetchone()
        base.execute(statement + (" AND " if "WHERE" in statement else " WHERE ") + "log = %s", number)
    again = Ledger(PostgresEntries(database, log), SIGNER.name, SEALER, hashes)
    with pytest.raises(CustodyError, match=says):
        again.audit()
    again.close()


@pytest.mark.heavy
def test_no_kill_loses_or_doubles_what_postgresql_acknowledged(database, tmp_path):
    tally = kill_many(tmp_path, 8, seed=1, ledger=database)
    assert tally.wrong == []
    assert tally.acknowledged > 8


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("address", "error", "says"),
    [
        ("postgresql://u:secret@/x", InputError, "holds a password"),
        ("postgresql://u@/x?nonsense=1", InputError, "not the address"),
        ("postgresql://u@/x?host=/nonexistent", CustodyError, "the database refuses"),
    ],
)
def test_a_database_that_cannot_be_used_is_told(address, error, says):
    with pytest.raises(error, match=says):
        PostgresEntries(address, "x")


def test_entries_hold_no_plain_private_part(opens):
    ledger = opens()
    ledger.append([event("a")])
    stored = ledger.entry(0)
    assert "слова".encode() not in stored.entry + (stored.sealed or b"")
    assert set(json.loads(stored.entry)) == {"at", "clock", "commitment", "id", "tool", "type", "v"}

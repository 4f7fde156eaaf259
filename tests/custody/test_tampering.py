"""A thousand places, one bit each: whatever is changed in ledger, checkpoints, index, packs or objects is found and named."""

import contextlib
import os
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from comity.custody.vault import retention
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError

FLIPS = 1000
TABLES = {
    "entry": ("seq", "id", "leaf", "entry", "sealed"),
    "checkpoint": ("number", "size", "note"),
    "item": ("id", "event", "file", "start", "length", "sealed"),
    "hold": ("item",),
}


@pytest.fixture
def rich(vault, identity, filled, tmp_path) -> Path:
    """A vault with several checkpoints, a held item and an erased one."""
    for number in range(6):
        (tmp_path / f"more{number}").write_bytes(os.urandom(2000 * number + 1))
        with Vault(vault, identity) as opened:
            opened.add([tmp_path / f"more{number}"], Actor("A"))
    with Vault(vault, identity) as opened:
        retention.hold(opened, filled["large.bin"], Actor("A"))
        plan = retention.plan_erasure(opened, [filled["small.bin"]], Actor("A", reason="rule"))
        retention.erase(opened, plan, Actor("B"))
    return vault


def bad_places(root: Path, identity: Path) -> list[str]:
    """Verify as `comity vault verify` does; return what is said."""
    try:
        with Vault(root, identity) as opened:
            return [f"{item.id} {fault}" for item, fault in opened.verify() if fault]
    except CustodyError as error:
        return [str(error)]


def flipped(value: object, chance: random.Random) -> object:
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(20)
    data = bytearray(value if isinstance(value, bytes) else str(value).encode())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    return bytes(data) if isinstance(value, bytes) else data.decode("latin-1")


@pytest.mark.heavy
def test_every_flipped_bit_of_a_row_is_found(rich, identity):
    chance = random.Random(20261121)
    assert bad_places(rich, identity) == []
    base = rich / "log.db"
    with closing(sqlite3.connect(base)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
        cells = [
            (table, row, column, value)
            for table, columns in TABLES.items()
            for row, *values in opened.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}")  # noqa: S608 - own names
            for column, value in zip(columns, values, strict=True)
            if value not in {None, ""}
        ]
    whole = base.read_bytes()
    missed = []
    for _ in range(FLIPS // 2):
        table, row, column, value = chance.choice(cells)
        base.write_bytes(whole)
        new = flipped(value, chance)
        with closing(sqlite3.connect(base)) as opened:
            try:
                opened.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))  # noqa: S608 - own names
            except sqlite3.IntegrityError:
                continue  # the database itself refuses a number that stands twice
            opened.commit()
        if not (said := bad_places(rich, identity)) or not said[0]:
            missed.append((table, row, column))
        for suffix in ("-wal", "-shm"):
            base.with_name(base.name + suffix).unlink(missing_ok=True)
    assert missed == []


def dump(base: Path) -> list[str]:
    with closing(sqlite3.connect(base)) as opened:
        return list(opened.iterdump())


@pytest.mark.heavy
def test_every_flipped_bit_of_the_files_is_found_or_changes_nothing(rich, identity):
    """A bit of a file may lie where nothing is stored: then the database must read as before, and every item must come back the same."""
    chance = random.Random(11212026)
    base = rich / "log.db"
    with closing(sqlite3.connect(base)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
        places = opened.execute("SELECT file, start, length FROM item WHERE sealed IS NOT NULL").fetchall()
    before = dump(base)
    files = [path for path in rich.rglob("*") if path.is_file() and path.name not in {"lock", "vault.json"}]
    missed, found = [], 0
    for _ in range(FLIPS // 2):
        path = chance.choice(files)
        data = path.read_bytes()
        changed, place = bytearray(data), chance.randrange(len(data))
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(changed))
        said = bad_places(rich, identity)
        for suffix in ("-wal", "-shm"):
            base.with_name(base.name + suffix).unlink(missing_ok=True)
        name = path.relative_to(rich / "store").as_posix() if path.is_relative_to(rich / "store") else ""
        stored = any(file == name and start <= place < start + length for file, start, length in places)
        if said:
            found += 1
        elif path == base:
            missed += [] if dump(base) == before else [f"log.db:{place}"]
        elif not name or stored:
            missed.append(f"{path.name}:{place}")
        path.write_bytes(data)
    assert missed == []
    assert found > FLIPS // 4


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM item WHERE rowid = 3", "is missing from the index"),
        ("DELETE FROM entry WHERE seq = 2", "is missing|was changed"),
        ("DELETE FROM checkpoint WHERE number = 2", "checkpoint 2 is missing"),
        ("DELETE FROM hold", "is not on hold, against the log"),
        ("INSERT INTO hold SELECT id FROM item LIMIT 1", "is on hold, against the log"),
        ("UPDATE item SET sealed = NULL WHERE rowid = 1", "the log knows of no erasure"),
        ("UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE seq = 1) WHERE seq = 0", "does not open|is gone"),
        ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE number = 1) WHERE number = 2", "checkpoint 2 does not fit"),
        ("INSERT INTO item SELECT 'ffffffffffffffffffffffffffffffff', 'x', file, start, length, sealed FROM item LIMIT 1", "knows nothing"),
        ("UPDATE item SET event = (SELECT id FROM entry WHERE seq = 6) WHERE rowid = 1", "UNIQUE|missing from the index"),
    ],
)
def test_what_an_administrator_may_try_is_told(rich, identity, statement, says):
    with closing(sqlite3.connect(rich / "log.db")) as base, contextlib.suppress(sqlite3.IntegrityError):
        base.execute(statement)
        base.commit()
        assert re.search(says, bad_places(rich, identity)[0])


@pytest.mark.parametrize("name", ["log.db", "signer.sealed", "key.age"])
def test_a_file_of_rubbish_is_told_without_a_traceback(rich, identity, name):
    (rich / name).write_bytes(os.urandom(4096))
    assert bad_places(rich, identity)


def test_a_cut_database_is_told(rich, identity, tmp_path):
    with closing(sqlite3.connect(rich / "log.db")) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
    data = (rich / "log.db").read_bytes()
    for part in (0.2, 0.5, 0.9):
        copy = tmp_path / f"cut{part}"
        shutil.copytree(rich, copy)
        (copy / "log.db").write_bytes(data[: int(len(data) * part)])
        assert bad_places(copy, identity)

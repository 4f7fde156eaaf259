"""One bit anywhere: whatever is changed in journal, index, hashes, packs or objects is found and named.

`COMITY_FLIPS` says how many bits are tried (80 by default; 1,000 and more by `make bench B=custody_faults`).
"""

import os
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from comity.custody.log.blocks import HEADER_SIZE, Block, checkpoint_block, entries_block, parse_checkpoint, places, table_size
from comity.custody.vault import retention
from comity.custody.vault.vault import Actor, Vault
from tests.custody.flips import bad_places, flip_and_look, rich_vault

FLIPS = int(os.environ.get("COMITY_FLIPS", "80"))


@pytest.fixture
def rich(vault, identity, filled, tmp_path) -> Path:
    """A vault with several checkpoints, a held item and an erased one."""
    return rich_vault(vault, identity, filled, tmp_path)


@pytest.mark.heavy
def test_every_flipped_bit_is_found(rich, identity):
    outcome = flip_and_look(rich, identity, FLIPS, random.Random(20261121))
    assert outcome.missed == []
    assert outcome.found + outcome.idle == FLIPS
    assert outcome.found > FLIPS * 0.85


class Edited:
    """A journal taken apart, to be put together again with digests that fit: what whoever owns the disk can do."""

    def __init__(self, root: Path) -> None:
        self.path = root / "log" / "journal"
        data, at = self.path.read_bytes(), 0
        self.blocks: list[tuple[Block, list[list[bytes]]]] = []
        while (block := Block.parse(data[at : at + HEADER_SIZE], at)) is not None:
            body = data[block.body : block.body + block.length]
            rows = (
                [[body[a : a + b], body[c : c + d]] for a, b, c, d in places(body[: table_size(block)], block)]
                if block.kind == b"E"
                else [[body]]
            )
            self.blocks.append((block, rows))
            at = block.end

    def write(self) -> None:
        """Number everything anew, and let the index be made anew."""
        first, out = 0, b""
        for block, rows in self.blocks:
            if block.kind == b"E":
                out += entries_block(first, [(entry, sealed) for entry, sealed in rows])
                first += len(rows)
            else:
                out += checkpoint_block(block.first, *parse_checkpoint(rows[0][0]))
        self.path.write_bytes(out)
        for name in ("index.db", "index.db-wal", "index.db-shm", "index.db.b3"):
            self.path.with_name(name).unlink(missing_ok=True)
        shutil.rmtree(self.path.with_name("hashes"))

    def entries(self) -> list[list[bytes]]:
        return [row for block, rows in self.blocks if block.kind == b"E" for row in rows]

    def checkpoints(self) -> list[int]:
        return [place for place, (block, _) in enumerate(self.blocks) if block.kind == b"C"]


def drop_entry(journal: Edited) -> None:
    next(rows for block, rows in journal.blocks if block.kind == b"E").pop(1)


def change_entry(journal: Edited) -> None:
    journal.entries()[1][0] = journal.entries()[1][0].replace(b'"type":"intake"', b'"type":"Intake"')


def swap_private_parts(journal: Edited) -> None:
    one, two, *_ = journal.entries()
    one[1], two[1] = two[1], one[1]


def destroy_private_part(journal: Edited) -> None:
    journal.entries()[0][1] = bytes(len(journal.entries()[0][1]))


def drop_checkpoint(journal: Edited) -> None:
    del journal.blocks[journal.checkpoints()[1]]


def double_checkpoint(journal: Edited) -> None:
    one, two, *_ = journal.checkpoints()
    journal.blocks[two] = (journal.blocks[two][0], journal.blocks[one][1])


def add_entry(journal: Edited) -> None:
    rows = next(rows for block, rows in journal.blocks if block.kind == b"E")
    rows.append([rows[0][0].replace(b'"id":"', b'"id":"f'), rows[0][1]])


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (drop_entry, "checkpoint 1 does not fit"),
        (change_entry, "checkpoint 1 does not fit"),
        (swap_private_parts, "does not open|the log knows of no erasure"),
        (destroy_private_part, "the log knows of no erasure"),
        (drop_checkpoint, "does not follow"),
        (double_checkpoint, "checkpoint 2 stands in a place"),
        (add_entry, "checkpoint 2 does not fit"),
    ],
)
def test_what_an_administrator_may_try_is_told(rich, identity, edit, says):
    journal = Edited(rich)
    edit(journal)
    journal.write()
    assert re.search(says, bad_places(rich, identity)[0])


def test_an_untouched_journal_put_together_again_holds(rich, identity):
    Edited(rich).write()
    assert bad_places(rich, identity) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event WHERE seq = 2",
        "UPDATE event SET seq = 1 WHERE seq = 2",
        "DELETE FROM rare WHERE type = 'hold'",
        "UPDATE checkpoint SET at = 0 WHERE number = 2",
        "UPDATE block SET at = 0 WHERE first > 0",
    ],
)
def test_an_index_that_lies_is_told(rich, identity, statement):
    with closing(sqlite3.connect(rich / "log" / "index.db")) as base, base:
        base.execute(statement)
    assert bad_places(rich, identity)
    digest = rich / "log" / "index.db.b3"
    kept = digest.read_bytes()
    digest.unlink()
    assert bad_places(rich, identity)  # found in the rows themselves, too
    digest.write_bytes(kept)
    (rich / "log" / "index.db").unlink()
    assert bad_places(rich, identity) == []


@pytest.mark.parametrize("name", ["log/index.db", "log/journal", "signer.sealed", "key.age"])
def test_a_file_of_rubbish_is_told_without_a_traceback(rich, identity, name):
    (rich / name).write_bytes(os.urandom(4096))
    assert bad_places(rich, identity)


@pytest.mark.parametrize("name", ["journal", "index.db"])
@pytest.mark.parametrize("part", [0, 0.2, 0.5, 0.9])
def test_a_cut_file_of_the_log_is_told_or_made_anew(rich, identity, name, part):
    path = rich / "log" / name
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    said = bad_places(rich, identity)
    assert said or (name, part) == ("index.db", 0)


def test_a_hold_is_what_the_log_says(rich, identity, filled):
    with Vault(rich, identity) as opened:
        assert opened.state(filled["large.bin"]) == "on_hold"
        retention.hold(opened, filled["large.bin"], Actor("A", second_person="B"), release=True)
        assert opened.state(filled["large.bin"]) == "held"

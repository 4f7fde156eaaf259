"""The vault on real files: given back byte for byte, nothing plain at rest, every change found, no acknowledged item lost."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comity.custody.vault.keys import new_identity
from comity.custody.vault.stream import CHUNK
from comity.custody.vault.vault import Actor, Vault
from comity.custody.verify.checkpoint import read_keys
from comity.custody.verify.proof import check_proof
from comity.errors import CustodyError, InputError

ACTOR = Actor("Officer", case="KG-2026-1", reason="request 7")


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "empty").write_bytes(b"")
    (folder / "письмо.txt").write_text("тайна", encoding="utf-8")
    (folder / "exact.bin").write_bytes(os.urandom(CHUNK))
    (folder / "large.bin").write_bytes(os.urandom(3 * CHUNK + 17))
    (folder / os.fsdecode(b"bad\xffname")).write_bytes(b"name is data")
    return folder


def test_every_item_comes_back_byte_for_byte(vault, identity, evidence):
    with Vault(vault, identity) as opened:
        items, skipped, _ = opened.add([evidence], ACTOR)
        assert skipped == []
        assert {item.name.partition("/")[2] for item in items} == {"empty", "письмо.txt", "exact.bin", "large.bin", "bad\\xffname"}
        for item in items:
            original = os.fsdecode(item.name.replace("\\xff", "\udcff").encode("utf-8", "surrogateescape"))
            assert b"".join(opened.read(item.id)) == (evidence.parent / original).read_bytes()
        assert [fault for _, fault in opened.verify()] == [None] * 5


def test_nothing_plain_rests_on_disk(vault, identity, evidence):
    with Vault(vault, identity) as opened:
        opened.add([evidence], ACTOR)
    at_rest = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    for secret in ("тайна".encode(), "письмо".encode(), b"Officer", b"KG-2026-1", (evidence / "large.bin").read_bytes()[:64]):
        assert secret not in at_rest


def test_the_same_file_is_taken_in_once(vault, identity, evidence):
    with Vault(vault, identity) as opened:
        first, _, _ = opened.add([evidence], ACTOR)
        again, _, _ = opened.add([evidence], ACTOR)
        assert {item.state for item in first} == {"new"}
        assert [(item.id, item.state) for item in again] == [(item.id, "known") for item in first]
        (evidence / "письмо.txt").write_text("другое", encoding="utf-8")
        changed, _, _ = opened.add([evidence / "письмо.txt"], ACTOR)
        assert changed[0].state == "new"


def test_links_and_devices_are_recorded_and_never_followed(vault, identity, tmp_path):
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    with Vault(vault, identity) as opened:
        items, skipped, _ = opened.add([folder, folder / "absent"], ACTOR)
        assert items == []
        assert {entry.name for entry in skipped} == {"odd/link", "odd/loop", "odd/pipe", "absent"}
        assert opened.ledger.size == 4


def test_a_proof_convinces_an_outsider_and_only_of_its_item(vault, identity, evidence, tmp_path):
    with Vault(vault, identity) as opened:
        items, _, _ = opened.add([evidence], ACTOR)
        chosen = next(item for item in items if item.name.endswith("large.bin"))
        proof = tmp_path / "large.tlog-proof"
        proof.write_text(str(opened.prove(chosen.id)), encoding="utf-8")
        keys = read_keys([str(key) for key in opened.signer.keys])
    assert check_proof(proof, evidence / "large.bin", keys).ok
    assert not check_proof(proof, evidence / "exact.bin", keys).ok


@pytest.mark.parametrize("place", [0, 0.2, 0.5, 0.9, 1])
def test_a_flipped_bit_in_a_sealed_item_is_found_and_named(vault, identity, evidence, place):
    with Vault(vault, identity) as opened:
        opened.add([evidence], ACTOR)
    target = max((vault / "store").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    data = bytearray(target.read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    target.write_bytes(bytes(data))
    with Vault(vault, identity) as opened:
        bad = [(item.name, fault) for item, fault in opened.verify() if fault]
    assert [name for name, _ in bad] == ["evidence/large.bin"]


def test_a_changed_ledger_row_is_found_and_named(vault, identity, evidence):
    with Vault(vault, identity) as opened:
        opened.add([evidence], ACTOR)
    journal = vault / "log" / "journal"
    data = journal.read_bytes()
    place = [found.start() for found in re.finditer(b"intake", data)][2]
    journal.write_bytes(data[:place] + b"Intake" + data[place + 6 :])
    with Vault(vault, identity) as opened, pytest.raises(CustodyError, match="entry 2 was changed"):
        opened.ledger.audit()


def test_a_cut_log_is_told(vault, identity, evidence):
    with Vault(vault, identity) as opened:
        opened.add([evidence], ACTOR)
    journal = vault / "log" / "journal"
    data = journal.read_bytes()
    journal.write_bytes(data[: data.rindex(b"CMTY")])
    with pytest.raises(CustodyError, match="bytes are missing from the end of the journal"):
        Vault(vault, identity)


def test_somebody_elses_identity_opens_nothing(vault, tmp_path):
    stranger = tmp_path / "stranger.age"
    new_identity(stranger)
    with pytest.raises(CustodyError, match="no custodian"):
        Vault(vault, stranger)


def test_no_vault_is_made_in_a_folder_that_holds_something(tmp_path):
    (tmp_path / "thing").write_text("x")
    with pytest.raises(InputError, match="not empty"):
        Vault.create(tmp_path, "custody.example/log", [])


_INTAKE = """
import json, sys
from pathlib import Path
from comity.custody.vault import taking
from comity.custody.vault.vault import Actor, Vault
taking._GROUP = taking.BATCH_ITEMS = 7
settle = taking.Taking.settle
def acknowledged(self):
    names = [event.name for event in self._events]
    settle(self)
    print(json.dumps(names), flush=True)
taking.Taking.settle = acknowledged
with Vault(Path(sys.argv[1]), Path(sys.argv[2])) as opened:
    opened.add([Path(sys.argv[3])], Actor("Officer"))
"""


@pytest.mark.heavy
@pytest.mark.parametrize("delay", [0.02, 0.1])
def test_a_kill_loses_nothing_that_was_acknowledged(vault, identity, tmp_path, delay):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:04d}").write_bytes(os.urandom(3000))
    process = subprocess.Popen([sys.executable, "-c", _INTAKE, str(vault), str(identity), str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    told = [name for line in [first, *process.stdout] if line.endswith("\n") for name in json.loads(line)]
    process.stdout.close()
    process.wait()
    with Vault(vault, identity) as opened:
        held = [item.name for item in opened.items()]
        assert set(told) <= set(held)
        assert [fault for _, fault in opened.verify() if fault] == []
        opened.add([folder], ACTOR)
        held = [item.name for item in opened.items()]
        assert len(held) == len(set(held)) == 200
        assert [fault for _, fault in opened.verify() if fault] == []


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_vault_that_stays_open_follows_what_others_write(vault: Path, identity: Path, tmp_path: Path, times: int) -> None:
    """The desk holds a vault open while its worker and the command line write: their checkpoints are further than it has read."""
    with Vault(vault, identity) as stays:
        for number in range(times):
            with Vault(vault, identity) as other:
                (tmp_path / f"{number}.txt").write_text(f"evidence {number}")
                other.add([tmp_path / f"{number}.txt"], ACTOR)
        stays.ledger.audit()
        (tmp_path / "own.txt").write_text("own")
        stays.add([tmp_path / "own.txt"], ACTOR)
        stays.ledger.audit()
        assert len(list(stays.items())) == times + 1
    with Vault(vault, identity) as later:
        later.ledger.audit()
        assert len(list(later.items())) == times + 1

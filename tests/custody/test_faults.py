"""When the disk is full, read-only or forbidden, or the clock goes back: a clear error, and nothing that was acknowledged is lost."""

import errno
import json
import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.custody.vault.vault import Actor, Vault
from comity.errors import ComityError, CustodyError
from tests.custody import real_disks
from tests.custody.conftest import OFFICER
from tests.custody.failing import REFUSALS, ReadOnlyDisk, refused_at

_ADD = """
import resource, sys
from pathlib import Path
from comity.cli.main import main
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
main(["vault", "add", sys.argv[2], "--vault", sys.argv[3], "--identity", sys.argv[4], "--json"])
"""


def add(limit: int, what: Path, vault: Path, identity: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _ADD, str(limit), str(what), str(vault), str(identity)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def whole(vault: Path, identity: Path) -> set[str]:
    with Vault(vault, identity) as opened:
        judged = list(opened.verify())
    assert [fault for _, fault in judged if fault] == []
    return {item.name for item, _ in judged}


@pytest.mark.heavy
@pytest.mark.parametrize("limit", [4096, 60_000, 200_000, 1_000_000, 2_200_000])
def test_a_disk_that_takes_no_more_loses_nothing(vault, identity, tmp_path, limit):
    """The limit on file sizes stands for the full disk: writes fall short in the middle of packs, objects and the journal."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02d}").write_bytes(os.urandom(90_000))
    (folder / "large").write_bytes(os.urandom(3 << 20))
    (tmp_path / "first").write_bytes(b"first")
    with Vault(vault, identity) as opened:
        opened.add([tmp_path / "first"], OFFICER)
    done = add(limit, folder, vault, identity)
    assert done.returncode in {2, 3}, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert "first" in whole(vault, identity)
    again = add(resource.RLIM_INFINITY, folder, vault, identity)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["skipped"] == []
    assert len(whole(vault, identity)) == 32


def test_a_read_only_vault_says_so(vault, identity, filled, tmp_path):
    if os.geteuid() == 0:
        # root passes over permissions; a folder in the place of a file stops it as well
        (vault / "store" / "packs").rename(vault / "store" / "kept")
        (vault / "store" / "packs").write_text("")
    else:
        (vault / "store" / "packs").chmod(0o500)
    (tmp_path / "new").write_text("x")
    with Vault(vault, identity) as opened, pytest.raises(CustodyError, match="the vault's disk refuses"):
        opened.add([tmp_path / "new"], OFFICER)
    with Vault(vault, identity) as opened:
        assert len(list(opened.items())) == len(filled)


def test_a_file_that_cannot_be_read_is_skipped_and_recorded(vault, identity, tmp_path, monkeypatch):
    from comity.custody.vault import taking

    (tmp_path / "bad").write_text("x")
    (tmp_path / "good").write_text("y")
    regular = taking.open_regular

    def refuse(path: bytes):
        if path.endswith(b"bad"):
            raise PermissionError(13, "Permission denied")
        return regular(path)

    monkeypatch.setattr(taking, "open_regular", refuse)
    with Vault(vault, identity) as opened:
        items, skipped, _ = opened.add([tmp_path / "bad", tmp_path / "good"], OFFICER)
        assert ([item.name for item in items], [(one.name, one.reason) for one in skipped]) == (
            ["good"],
            [("bad", "cannot be read: Permission denied")],
        )
        assert "skipped" in {json.loads(entry)["type"] for _, _, entry, _ in opened.ledger.entries()}


def test_a_clock_that_goes_back_is_marked(vault, identity, tmp_path):
    times = iter([datetime(2026, 3, 14, 12, tzinfo=UTC) - timedelta(hours=hours) for hours in (0, 0, 5, 5)])
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
        with Vault(vault, identity, lambda: next(times)) as opened:
            opened.add([tmp_path / name], Actor("A"))
    with Vault(vault, identity) as opened:
        clocks = [json.loads(entry)["clock"] for _, _, entry, _ in opened.ledger.entries()]
    assert clocks == ["system", "system, behind the entry before"]


def test_two_writers_do_not_meet(vault, identity, tmp_path):
    (tmp_path / "a").write_text("a")
    with Vault(vault, identity) as one, Vault(vault, identity) as other, one.locked(), pytest.raises(ComityError, match="somebody else"):
        other.add([tmp_path / "a"], OFFICER)


@pytest.mark.usefixtures("filled")
def test_a_ledger_does_not_sign_what_it_cannot_show(vault, identity):
    with Vault(vault, identity) as opened:
        opened.ledger.append([opened.event_of("note", OFFICER, None, {})])
        journal = vault / "log" / "journal"
        data = journal.read_bytes()
        place = data.rindex(b'"note"') + 1
        with journal.open("r+b") as changed:
            changed.seek(place)
            changed.write(b"N")
        with pytest.raises(CustodyError, match="was changed"):
            opened.sign()


@pytest.mark.heavy
@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
def test_whatever_the_disk_refuses_is_told_and_nothing_acknowledged_is_lost(tmp_path, number):
    """The disk refuses its n-th request and all after it; every third n here, every one by `make bench B=custody_faults`."""
    refused, last = 0, REFUSALS.index(number)
    while True:
        folder = tmp_path / str(last)
        folder.mkdir()
        told, wrong = refused_at(folder, last, number)
        assert wrong == [], last
        if told.error is None:
            break
        refused, last = refused + 1, last + 3
    assert refused > 15
    assert (len(told.items), len(told.events)) == (4, 4)


def test_a_vault_on_a_read_only_disk_can_be_read_and_says_why_not_more(vault, identity, filled):
    index = vault / "log" / "index.db"
    for _ in range(2):
        with Vault(vault, identity, disk=ReadOnlyDisk()) as opened:
            assert {item.id for item in opened.items()} == set(filled.values())
            assert b"".join(opened.read(filled["письмо.txt"])) == "тайна".encode()
            assert [fault for _, fault in opened.verify() if fault] == []
            assert opened.prove(filled["large.bin"]).index >= 0
            with pytest.raises(CustodyError, match="read-only"):
                opened.record("note", OFFICER, {})
        index.unlink(missing_ok=True)  # the second time, it is made in memory
    assert not index.exists()


@pytest.mark.heavy
@pytest.mark.real_clock
def test_a_disk_that_is_really_full_read_only_or_no_longer_ours():
    """On a file system of its own where this system lets a test mount one; simulated disks do the same everywhere, above."""
    for kind in real_disks.KINDS:
        told = real_disks.run(kind)
        assert told["wrong"] == [], kind
        assert told["error"] == "CustodyError", told
        assert told["hint"], kind
        assert told["told"] >= 3, kind

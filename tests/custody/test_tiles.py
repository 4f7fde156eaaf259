"""The log as tiles: an independent reader rebuilds it from the files alone, and whatever is changed in them is named."""

import base64
import hashlib
import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from comity.crypto.signer import LogSigner
from comity.custody.log.event import CustodyEvent
from comity.custody.log.journal import Journal
from comity.custody.log.ledger import Ledger
from comity.custody.log.tiles import export_tiles, tile_path
from comity.custody.outsider.tools import write_tools
from comity.custody.vault.sealing import Sealer
from comity.custody.verify.tiles import check_tiles

AT = datetime(2026, 3, 14, 12, tzinfo=UTC)
SIGNER = LogSigner.generate("custody.example/log")


def grown(tmp_path, size):
    """Return a folder of tiles of a log of some size, and the log."""
    ledger = Ledger(Journal(tmp_path / "log"), SIGNER.name, Sealer(bytes(32)), tmp_path / "hashes")
    ledger.append([CustodyEvent(f"e{number}", "note", AT, "A", "comity") for number in range(ledger.size, size)])
    ledger.sign(SIGNER, AT)
    export_tiles(ledger, tmp_path / "tiles")
    return tmp_path / "tiles", ledger


def rebuilt(folder):
    """Rebuild size and root from the tiles of row 0 as the specification says; nothing of Comity is used."""
    _, size, root = (folder / "checkpoint").read_text(encoding="utf-8").split("\n")[:3]
    row, entries = [], []
    for number in range(0, int(size), 256):
        index, width = number // 256, min(256, int(size) - number)
        digits = f"{index:03d}" if index < 1000 else f"x{index // 1000:03d}/{index % 1000:03d}"
        name = digits if width == 256 else f"{digits}.p/{width}"
        tile = (folder / "tile" / "0" / name).read_bytes()
        row += [tile[at : at + 32] for at in range(0, len(tile), 32)]
        bundle = (folder / "tile" / "entries" / name).read_bytes()
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    assert row == [hashlib.sha256(b"\0" + entry).digest() for entry in entries]

    def tree(hashes):
        if len(hashes) == 1:
            return hashes[0]
        middle = 1 << (len(hashes) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + tree(hashes[:middle]) + tree(hashes[middle:])).digest()

    assert tree(row) == base64.b64decode(root)
    return len(entries)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700])
def test_a_reader_that_knows_only_the_specification_rebuilds_the_log(tmp_path, size):
    folder, ledger = grown(tmp_path, size)
    assert rebuilt(folder) == size
    assert check_tiles(folder, SIGNER.keys).ok
    ledger.close()


@pytest.mark.heavy
def test_high_rows_are_written_and_full_tiles_are_written_once(tmp_path):
    folder, ledger = grown(tmp_path, 256 * 256 + 300)
    ledger.close()
    assert {path.name for path in (folder / "tile").iterdir()} == {"0", "1", "2", "entries"}
    assert (folder / "tile" / "2" / "000.p" / "1").stat().st_size == 32
    assert (folder / "tile" / "1" / "000").stat().st_size == 8192
    before = {path: path.stat().st_ino for path in (folder / "tile").rglob("*") if path.is_file() and ".p/" not in str(path)}
    old = tmp_path / "old-checkpoint"
    old.write_bytes((folder / "checkpoint").read_bytes())
    _, ledger = grown(tmp_path, 256 * 258)
    ledger.close()
    assert all(path.stat().st_ino == number for path, number in before.items())
    assert rebuilt(folder) == 256 * 258
    judgement = check_tiles(folder, SIGNER.keys, older=old)
    assert (judgement.ok, judgement.reasons[-1].code) == (True, "grown")


def test_the_program_of_the_outsider_says_the_same(tmp_path):
    folder, ledger = grown(tmp_path, 600)
    ledger.close()
    write_tools(tmp_path / "tools")
    run = [sys.executable, "-I", tmp_path / "tools" / "verify.py", "log", folder, "--key", str(SIGNER.keys[0])]
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0
    bundle = folder / "tile" / "entries" / "001"
    bundle.write_bytes(bundle.read_bytes().replace(b'"e300"', b'"e30x"'))
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "001" in done.stdout
    assert not check_tiles(folder, SIGNER.keys).ok


def test_every_flipped_bit_of_the_tiles_is_found(tmp_path):
    folder, ledger = grown(tmp_path, 300)
    ledger.close()
    chance = random.Random(20261121)
    files = [path for path in folder.rglob("*") if path.is_file()]
    for _ in range(120):
        path = chance.choice(files)
        good = path.read_bytes()
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        judgement = check_tiles(folder, SIGNER.keys)
        path.write_bytes(good)
        if path.name == "checkpoint" and judgement.ok:
            continue  # the name of a signature that nobody asked for
        assert not judgement.ok, path
        assert judgement.reasons[0].where


def test_a_log_that_was_rewritten_or_cut_is_told_from_the_one_seen_before(tmp_path):
    folder, ledger = grown(tmp_path / "one", 300)
    ledger.close()
    (tmp_path / "two").mkdir()
    other = Ledger(Journal(tmp_path / "two" / "log"), SIGNER.name, Sealer(bytes(32)), None)
    for size, code in ((200, "shrank"), (400, "rewritten")):
        other.append([CustodyEvent(f"x{number}", "note", AT, "A", "comity") for number in range(other.size, size)])
        other.sign(SIGNER, AT)
        export_tiles(other, tmp_path / f"tiles{size}")
        judgement = check_tiles(tmp_path / f"tiles{size}", SIGNER.keys, older=folder / "checkpoint")
        assert (judgement.ok, judgement.reasons[0].code) == (False, code)
    other.close()


@pytest.mark.parametrize(("number", "path"), [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")])
def test_tiles_are_named_as_the_specification_says(number, path):
    assert tile_path(number) == path
    assert tile_path(number, 7) == f"{path}.p/7"

"""Custody, in ratios within one run: intake of large and small files, verification, the ledger against the disk, proofs among a million.

What the disk limits is measured on the wall and on this disk; the rest in CPU seconds. Ways take turns, since a neighbour or the disk's own
housekeeping slows whoever is running. Sizes follow `COMITY_BENCH_SCALE` (1 by default: 4 × 256 MiB, 60,000 small files; 0.1 for a quick
look). The log in PostgreSQL is measured on Debian's server, started here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.harness import Spread, cost, promise
from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import verified_by
from comity.crypto.signer import LogSigner, Witness
from comity.crypto.tree import leaf_hash, verify_inclusion
from comity.custody.log.hashes import TileTree
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from tests.postgresql import running

SCALE = float(os.environ.get("COMITY_BENCH_SCALE", "1"))
AT = datetime(2026, 11, 21, tzinfo=UTC)
ACTOR = Actor("bench")


def main() -> None:
    """Measure and hold against what was promised."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("COMITY_BENCH_DIR")) as folder:
        root = Path(folder)
        recipient = new_identity(root / "identity")
        large(root, recipient)
        small(root, recipient)
        ledger(root, recipient)
        proofs(root)


def large(root: Path, recipient: str) -> None:
    """Large files: encrypted, hashed twice and durable, against `cp` with fsync and OpenSSL's SHA-256."""
    source = root / "large"
    source.mkdir()
    size = max(1, int(256 * SCALE)) << 20
    for number in range(4):
        with (source / str(number)).open("wb") as target:
            for _ in range(size >> 20):
                target.write(os.urandom(1 << 20))
            os.fsync(target.fileno())
    total = 4 * size

    def copy() -> None:
        subprocess.run(["cp", "-r", source, root / "copy"], check=True)
        for path in (root / "copy").iterdir():
            with path.open("rb") as done:
                os.fsync(done.fileno())

    def openssl() -> None:
        subprocess.run(["openssl", "dgst", "-sha256", *source.iterdir()], check=True, stdout=subprocess.DEVNULL)

    names = ("cp + fsync", "openssl dgst", "intake", "verify", "hashlib")
    rates: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(5):
        vault = make(root / f"vault{turn}", recipient)
        with Vault(vault, root / "identity") as opened:
            ways: dict[str, Callable[[], object]] = {
                "cp + fsync": copy,
                "openssl dgst": openssl,
                "intake": lambda: opened.add([source], ACTOR),
            }
            for name in list(ways) if turn % 2 else list(ways)[::-1]:
                rates[name].append(total / wall(ways[name]))
                os.sync()
            rates["verify"].append(total / cost(lambda: list(opened.verify())))
        rates["hashlib"].append(total / cost(lambda: [hash_file(path) for path in source.iterdir()]))
        shutil.rmtree(vault)
        shutil.rmtree(root / "copy")
    print("large files, MB/s")
    for name, values in rates.items():
        print(f"  {name:<16} {Spread.over([value / 1e6 for value in values])}", flush=True)
    limit = min(Spread.over(rates["cp + fsync"]).median, Spread.over(rates["openssl dgst"]).median)
    promise("of min(cp + fsync, openssl dgst) is the rate of intake", Spread.over(rates["intake"]).median / limit, at_least=0.85)
    again = [a / b for a, b in zip(rates["verify"], rates["hashlib"], strict=True)]
    promise("of hashlib's rate is that of verification", Spread.over(again).median, at_least=0.9)
    shutil.rmtree(source)


def small(root: Path, recipient: str) -> None:
    """Small files: encrypted, hashed twice, logged one by one and durable, against bagit-python, which does none of this but hash once."""
    source, count = root / "small", max(500, int(60_000 * SCALE))
    for number in range(count):
        path = source / f"{number // 500:03d}" / f"{number:06d}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(200 + number * 7919 % 7600))
    os.sync()

    def bagit() -> None:
        shutil.copytree(source, root / "bag")
        judge = Path(sys.executable).with_name("bagit.py")
        subprocess.run([sys.executable, "-W", "ignore", judge, "--quiet", "--sha256", root / "bag"], check=True)

    cpu, clock = [], []
    for turn in range(3):
        vault = make(root / f"small{turn}", recipient)
        with Vault(vault, root / "identity") as opened:
            ours, ours_wall = both(lambda: opened.add([source], ACTOR))
        os.sync()
        theirs, theirs_wall = both(bagit)
        os.sync()
        print(f"{count} small files a CPU second: comity {count / ours:,.0f}, bagit-python {count / theirs:,.0f}", flush=True)
        cpu.append(theirs / ours)
        clock.append(theirs_wall / ours_wall)
        for made in (root / "bag", vault):
            shutil.rmtree(made)
        os.sync()
    promise("times bagit-python's files a CPU second", Spread.over(cpu).median, at_least=7)
    promise("times bagit-python's files a second", Spread.over(clock).median, at_least=6)
    shutil.rmtree(source)


def ledger(root: Path, recipient: str) -> None:
    """Entries: one at a time against the disk's own rate of append and fdatasync, and a thousand at a time."""
    with Vault(make(root / "vault-log", recipient), root / "identity") as opened:
        singles(opened, root, "single entries")
        batches(opened, "entries a second, a thousand at a time")
    with running("custody") as address:
        Vault.create(root / "vault-pg", "custody.example/bench", [recipient], ledger=address)
        with Vault(root / "vault-pg", root / "identity") as opened:
            batches(opened, "entries a second in PostgreSQL, a thousand at a time")


def singles(opened: Vault, root: Path, what: str) -> None:
    """Hold single appends against the disk, turn by turn."""
    count, ratios = 300, []

    def append() -> None:
        for _ in range(count):
            opened.ledger.append([opened.event_of("note", ACTOR, None, {})])

    for _ in range(7):
        raw = count / wall(lambda: raw_appends(root / "raw", count))
        ratios.append(count / wall(append) / raw)
    spread = Spread.over(ratios)
    print(f"{what} against raw appends with fdatasync: {spread}")
    promise(f"of the disk's fdatasync rate is that of {what}", spread.median, at_least=0.8)


def batches(opened: Vault, what: str) -> None:
    rows = max(5000, int(50_000 * SCALE))
    events = [opened.event_of("note", ACTOR, None, {}) for _ in range(rows)]
    seconds = wall(lambda: [opened.ledger.append(events[start : start + 1000]) for start in range(0, rows, 1000)])
    promise(what, rows / seconds, at_least=15_000)


def proofs(root: Path) -> None:
    """Proofs for one of a million entries, and an outsider who rebuilds the root with the standard library."""
    size = 1_000_000
    tree = TileTree(root / "hashes")
    for start in range(0, size, 10_000):
        tree.extend([leaf_hash(b"%d" % number) for number in range(start, start + 10_000)])
    signer = LogSigner.generate("custody.example/log")
    witness = Witness("witness.example", signer.classic)
    note = witness.cosign(signer.sign(Checkpoint(signer.name, size, tree.root()), AT), AT)
    made = [LogProof(index, tuple(tree.inclusion(index)), note) for index in range(0, size, 5003)]
    seconds = cost(lambda: [str(LogProof(index, tuple(tree.inclusion(index)), note)) for index in range(0, size, 5003)])
    promise("milliseconds to make a proof from the files", 1000 * seconds / len(made), at_most=5)
    files = [str(proof).encode() for proof in made]

    def verify() -> None:
        for file, index in zip(files, range(0, size, 5003), strict=True):
            proof = LogProof.parse(file)
            assert len(verified_by(proof.note, signer.keys)) == 2
            verify_inclusion(index, proof.checkpoint.size, leaf_hash(b"%d" % index), proof.path, proof.checkpoint.root)

    promise("milliseconds to verify a proof with both signatures", 1000 * cost(verify) / len(files), at_most=5)
    promise("bytes of the largest proof", max(map(len, files)), at_most=8192)
    promise("CPU seconds for an outsider to rebuild a million entries", cost(lambda: rebuild(size)), at_most=10)
    tree.close()


def rebuild(size: int) -> bytes:
    """Hash all leaves pairwise up to the root, as any program can."""
    sha = hashlib.sha256
    row = [sha(b"\x00%d" % number).digest() for number in range(size)]
    while len(row) > 1:
        odd = row.pop() if len(row) % 2 else None
        row = [sha(b"\x01" + row[place] + row[place + 1]).digest() for place in range(0, len(row), 2)]
        if odd:
            row.append(odd)
    return row[0]


def make(root: Path, recipient: str) -> Path:
    Vault.create(root, "custody.example/bench", [recipient])
    return root


def raw_appends(path: Path, count: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(count):
        os.write(descriptor, bytes(600))
        os.fdatasync(descriptor)
    os.close(descriptor)


def hash_file(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def wall(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def both(do: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of one call."""
    start = time.perf_counter()
    used = cost(do)
    return used, time.perf_counter() - start


if __name__ == "__main__":
    main()

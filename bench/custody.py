"""Custody, in ratios within one run: intake of large and small files, verification, the ledger against the disk, proofs among a million.

What the disk limits is measured on the wall and on this disk; the rest in CPU seconds. Sizes follow `COMITY_BENCH_SCALE` (1 by default,
0.1 for a quick look; 10 for the sizes of the published figures).
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

from bench.harness import cost, promise
from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import verified_by
from comity.crypto.signer import LogSigner, Witness
from comity.crypto.tree import MerkleTree, leaf_hash, verify_inclusion
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault

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
    proofs()


def large(root: Path, recipient: str) -> None:
    """Large files: encrypted, hashed twice and durable, against `cp` with fsync and OpenSSL's SHA-256."""
    source = root / "large"
    source.mkdir()
    size = int(128 * SCALE) << 20
    for number in range(4):
        with (source / str(number)).open("wb") as target:
            block = os.urandom(1 << 20)
            for _ in range(size >> 20):
                target.write(block)
            os.fsync(target.fileno())
    total = 4 * size

    def copy() -> None:
        subprocess.run(["cp", "-r", source, root / "copy"], check=True)
        for path in (root / "copy").iterdir():
            with path.open("rb") as done:
                os.fsync(done.fileno())

    def openssl() -> None:
        subprocess.run(["openssl", "dgst", "-sha256", *source.iterdir()], check=True, stdout=subprocess.DEVNULL)

    rates: dict[str, list[float]] = {"cp + fsync": [], "openssl dgst": [], "intake": [], "verify": [], "hashlib": []}
    for turn in range(3):
        vault = make(root / f"vault{turn}", recipient)
        shutil.rmtree(root / "copy", ignore_errors=True)
        rates["cp + fsync"].append(total / wall(copy))
        rates["openssl dgst"].append(total / wall(openssl))
        with Vault(vault, root / "identity") as opened:
            rates["intake"].append(total / wall(lambda: opened.add([source], ACTOR)))
            rates["verify"].append(total / cost(lambda: list(opened.verify())))
        rates["hashlib"].append(total / cost(lambda: [hash_file(path) for path in source.iterdir()]))
        shutil.rmtree(vault)
    show("large files, MB/s", {name: [value / 1e6 for value in values] for name, values in rates.items()})
    ratios = [a / min(b, c) for a, b, c in zip(rates["intake"], rates["cp + fsync"], rates["openssl dgst"], strict=True)]
    promise("of min(cp + fsync, openssl dgst) is the rate of intake", max(ratios), at_least=0.85)
    again = [a / b for a, b in zip(rates["verify"], rates["hashlib"], strict=True)]
    promise("of hashlib's rate is that of verification", max(again), at_least=0.9)
    shutil.rmtree(source)
    shutil.rmtree(root / "copy")


def small(root: Path, recipient: str) -> None:
    """Small files: encrypted and durable, against bagit-python, which does neither."""
    source, count = root / "small", int(6000 * SCALE)
    for number in range(count):
        path = source / f"{number // 500:03d}" / f"{number:06d}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(200 + number * 7919 % 7600))

    def bagit() -> None:
        shutil.copytree(source, root / "bag")
        judge = Path(sys.executable).with_name("bagit.py")
        subprocess.run([sys.executable, "-W", "ignore", judge, "--quiet", "--sha256", root / "bag"], check=True)

    vault = make(root / "vault-small", recipient)
    with Vault(vault, root / "identity") as opened:
        ours, ours_wall = both(lambda: opened.add([source], ACTOR))
    theirs, theirs_wall = both(bagit)
    print(f"{count} small files: comity {count / ours:,.0f} a CPU second, bagit-python {count / theirs:,.0f}")
    promise("times bagit-python's files a CPU second", theirs / ours, at_least=7)
    promise("times bagit-python's files a second", theirs_wall / ours_wall, at_least=6)
    shutil.rmtree(root / "bag")
    shutil.rmtree(source)


def ledger(root: Path, recipient: str) -> None:
    """Entries: one at a time against the disk's own rate of append and fdatasync, and a thousand at a time."""
    singles, rounds = 200, 3
    ratios = []
    with Vault(make(root / "vault-log", recipient), root / "identity") as opened:
        for _ in range(rounds):
            raw = singles / wall(lambda: raw_appends(root / "raw", singles))

            def append() -> None:
                for _ in range(singles):
                    opened.ledger.append([opened.event_of("note", ACTOR, None, {})])

            ratios.append(singles / wall(append) / raw)
        promise("of the disk's fdatasync rate is that of single entries", max(ratios), at_least=0.8)
        rows = int(20_000 * SCALE)
        events = [opened.event_of("note", ACTOR, None, {}) for _ in range(rows)]
        seconds = wall(lambda: [opened.ledger.append(events[start : start + 1000]) for start in range(0, rows, 1000)])
        promise("entries a second, a thousand at a time", rows / seconds, at_least=15_000)


def proofs() -> None:
    """Proofs for one of a million entries, and an outsider who rebuilds the root with the standard library."""
    size = 1_000_000
    tree = MerkleTree(leaf_hash(b"%d" % number) for number in range(size))
    signer = LogSigner.generate("custody.example/log")
    witness = Witness("witness.example", signer.classic)
    note = witness.cosign(signer.sign(Checkpoint(signer.name, size, tree.root()), AT), AT)
    made = [LogProof(index, tuple(tree.inclusion(index)), note) for index in range(0, size, 5003)]
    seconds = cost(lambda: [str(LogProof(index, tuple(tree.inclusion(index)), note)) for index in range(0, size, 5003)])
    promise("milliseconds to make a proof", 1000 * seconds / len(made), at_most=5)
    files = [str(proof).encode() for proof in made]

    def verify() -> None:
        for file, index in zip(files, range(0, size, 5003), strict=True):
            proof = LogProof.parse(file)
            assert len(verified_by(proof.note, signer.keys)) == 2
            verify_inclusion(index, proof.checkpoint.size, leaf_hash(b"%d" % index), proof.path, proof.checkpoint.root)

    promise("milliseconds to verify a proof with both signatures", 1000 * cost(verify) / len(files), at_most=5)
    promise("bytes of the largest proof", max(map(len, files)), at_most=8192)
    promise("CPU seconds for an outsider to rebuild a million entries", cost(lambda: rebuild(size)), at_most=10)


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


def show(title: str, rates: dict[str, list[float]]) -> None:
    print(title)
    for name, values in rates.items():
        print(f"  {name:<16} {max(values):>8,.0f} (from {min(values):,.0f})", flush=True)


if __name__ == "__main__":
    main()

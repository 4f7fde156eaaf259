"""Custody under faults, in full numbers: kills, power cuts, flipped bits. The suite does the same in small numbers.

`COMITY_KILLS` (1,000), `COMITY_POWER_CUTS` (10,000) and `COMITY_FLIPS` (1,000) give the counts. The log in PostgreSQL is tried on Debian's
server, started here.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

from bench.harness import promise
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from tests.custody.flips import flip_and_look, rich_vault
from tests.custody.kills import kill_many
from tests.custody.power_cuts import cut_many
from tests.custody.real_disks import KINDS, run
from tests.postgresql import running

KILLS, CUTS, FLIPS = (
    int(os.environ.get(f"COMITY_{name}", count)) for name, count in (("KILLS", 1000), ("POWER_CUTS", 10_000), ("FLIPS", 1000))
)


def main() -> None:
    """Do all of it and hold it against what was promised."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("COMITY_BENCH_DIR")) as folder:
        root = Path(folder)
        kills(root / "kills", "journal", "the journal")
        with running("custody") as address:
            kills(root / "kills-pg", address, "PostgreSQL")
        cuts(root / "cuts")
        flips(root / "flips")
        disks()


def kills(folder: Path, ledger: str, name: str) -> None:
    folder.mkdir()
    start = time.monotonic()
    tally = kill_many(folder, KILLS, 1, ledger)
    said = f"{tally.kills} kills with {name}: {tally.acknowledged} acknowledged, {tally.unacknowledged} written but not acknowledged"
    print(f"{said}, {time.monotonic() - start:.0f} s", *tally.wrong[:5], sep="\n  ", flush=True)
    promise(f"lost or doubled by kills with {name}", len(tally.wrong), at_most=0)


def cuts(folder: Path) -> None:
    steps, seed, each = 0, 0, 1000
    wrong: list[str] = []
    start = time.monotonic()
    for seed in range(max(1, CUTS // each)):
        (folder / str(seed)).mkdir(parents=True)
        more, found = cut_many(folder / str(seed), min(CUTS, each), seed)
        steps, wrong = steps + more, wrong + found
    print(
        f"{CUTS} power cuts over {seed + 1} runs of {steps // (seed + 1)} steps, {time.monotonic() - start:.0f} s",
        *wrong[:5],
        sep="\n  ",
        flush=True,
    )
    promise("lost or damaged by power cuts", len(wrong), at_most=0)


def flips(folder: Path) -> None:
    folder.mkdir()
    identity, evidence, vault = folder / "identity", folder / "evidence", folder / "vault"
    Vault.create(vault, "custody.example/log", [new_identity(identity)])
    evidence.mkdir()
    for name, size in {"small.bin": 5000, "large.bin": (1 << 21) + 17, "letter.txt": 60}.items():
        (evidence / name).write_bytes(os.urandom(size))
    with Vault(vault, identity) as opened:
        items = {item.name.partition("/")[2]: item.id for item in opened.add([evidence], Actor("A"))[0]}
    outcome = flip_and_look(rich_vault(vault, identity, items, folder), identity, FLIPS, random.Random(1))
    print(
        f"{FLIPS} bits flipped: {outcome.found} found, {outcome.idle} where nothing is stored", *outcome.missed[:5], sep="\n  ", flush=True
    )
    promise("flipped bits missed", len(outcome.missed), at_most=0)


def disks() -> None:
    """Fill a file system, make it read-only, give the right away: where this system lets one be mounted."""
    for kind in KINDS:
        told = run(kind)
        print(f"a disk that is {kind}: {told['told']} acts acknowledged, then: {told['message']}", flush=True)
        promise(f"lost or told badly on a disk that is {kind}", len(told["wrong"]) + (not told["hint"]), at_most=0)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()

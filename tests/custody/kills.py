"""Kill a process that takes in and appends, at any moment, many times over, and look whether everything it acknowledged is there, once.

The worker is forked from a process that has everything loaded, so that a thousand kills take minutes. What it acknowledged it wrote to a
pipe after the call came back.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from comity.custody.log.event import CustodyEvent
from comity.custody.vault import taking
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault

ACTOR = Actor("A")
_FRESH = 40
"""After so many kills a new vault is begun, since each look reads all of it."""


@dataclass
class Tally:
    """What the kills showed."""

    kills: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_many(folder: Path, count: int, seed: int, ledger: str = "journal") -> Tally:
    """Kill `count` times; returns what was found."""
    chance, tally = random.Random(seed), Tally()
    identity = folder / "identity"
    recipient = new_identity(identity)
    while tally.kills < count:
        run = folder / f"run{tally.kills}"
        Vault.create(run / "vault", f"custody.example/{os.getpid()}-{tally.kills}", [recipient], ledger=ledger)
        (run / "evidence").mkdir()
        told: dict[str, set[str]] = {"event": set(), "item": set()}
        for _ in range(min(_FRESH, count - tally.kills)):
            _evidence(run / "evidence", chance)
            asked = [f"{chance.getrandbits(128):032x}" for _ in range(chance.randint(1, 30))]
            for line in _killed(run, identity, asked, chance):
                told[line["kind"]].add(line["id"])
            tally.kills += 1
            tally.wrong += [f"kill {tally.kills}: {one}" for one in _look(run, identity, told, asked, tally)]
        tally.acknowledged += len(told["event"]) + len(told["item"])
        if tally.wrong:
            break
    return tally


def _evidence(folder: Path, chance: random.Random) -> None:
    for _ in range(chance.randint(2, 12)):
        (folder / f"{len(list(folder.iterdir())):05d}").write_bytes(chance.randbytes(chance.choice((0, 40, 900, 5000, 20_000))))
    if chance.random() < 0.15:
        (folder / f"{len(list(folder.iterdir())):05d}").write_bytes(chance.randbytes((1 << 20) + chance.randint(1, 9999)))


def _killed(run: Path, identity: Path, asked: list[str], chance: random.Random) -> list[dict[str, str]]:
    """Let a worker run for a moment; return what it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reader)
            _work(run, identity, asked, writer)
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        begun = pipe.readline()  # the vault is open
        time.sleep(chance.random() ** 2 * 0.12)
        os.kill(child, signal.SIGKILL)
        lines = [line for line in pipe if line.endswith(b"\n")]
    os.waitpid(child, 0)
    assert begun == b"{}\n"
    return [json.loads(line) for line in lines if line != b"{}\n"]


def _work(run: Path, identity: Path, asked: list[str], writer: int) -> None:
    taking._GROUP = taking.BATCH_ITEMS = 5  # so that many batches are acknowledged
    settle = taking.Taking.settle

    def acknowledged(self: taking.Taking) -> None:
        items = list(self._unsettled)
        settle(self)
        for item in items:
            os.write(writer, json.dumps({"kind": "item", "id": item}).encode() + b"\n")

    taking.Taking.settle = acknowledged  # type: ignore[method-assign]
    with Vault(run / "vault", identity) as vault:
        os.write(writer, b"{}\n")
        half = len(asked) // 2
        _append(vault, asked[:half], writer)
        vault.add([run / "evidence"], ACTOR)
        _append(vault, asked[half:], writer)
        vault.ledger.append([_event(vault, f"{run.name}-batch-{place}") for place in range(50)])
        vault.sign()


def _event(vault: Vault, identity: str) -> CustodyEvent:
    return msgspec.structs.replace(vault.event_of("note", ACTOR, None, {}), id=identity)


def _append(vault: Vault, asked: list[str], writer: int) -> None:
    for identity in asked:
        vault.ledger.append([_event(vault, identity)])
        os.write(writer, json.dumps({"kind": "event", "id": identity}).encode() + b"\n")


def _look(run: Path, identity: Path, told: dict[str, set[str]], asked: list[str], tally: Tally) -> list[str]:
    """Look for what was acknowledged, then do the rest of the work under the same ids."""
    try:
        with Vault(run / "vault", identity) as vault:
            ids = [stored.id for stored in vault.ledger.entries()]
            wrong = [f"{kind} {one} is lost" for kind, known in told.items() for one in known - set(ids)]
            tally.unacknowledged += sum(one in ids and one not in told["event"] for one in asked)
            wrong += [f"{item.id}: {fault}" for item, fault in vault.verify() if fault]
            receipts = vault.ledger.append([_event(vault, one) for one in asked])
            wrong += [f"event {one} was logged twice" for one, got in zip(asked, receipts, strict=True) if one in ids and got.is_new]
            told["event"].update(asked)
            items, skipped, _ = vault.add([run / "evidence"], ACTOR)
            wrong += [f"item {item.id} was taken in twice" for item in items if item.state == "new" and item.id in told["item"]]
            told["item"].update(item.id for item in items)
            names = [item.name for item in vault.items()]
            if skipped or len(names) != len(set(names)) or len(names) != len(list((run / "evidence").iterdir())):
                wrong.append("an item stands twice, or is missing")
            ids = [stored.id for stored in vault.ledger.entries()]
            if len(ids) != len(set(ids)):
                wrong.append("an entry stands twice")
    except Exception as error:  # noqa: BLE001 - told with the kill after which it happened
        wrong = [f"{type(error).__name__}: {error}"]
    return wrong

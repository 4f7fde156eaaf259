"""Cut the power at any step of a vault's work, many times over, and look whether everything that was acknowledged is there."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from comity.custody.vault import retention
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from tests.custody.power import RecordingDisk, Wreck

ACTOR = Actor("A", reason="rule")


@dataclass
class Story:
    """One run of a vault, with what was acknowledged after which step of the disk."""

    root: Path
    identity: Path
    evidence: Path
    disk: RecordingDisk = field(default_factory=RecordingDisk)
    events: list[tuple[int, str]] = field(default_factory=list)
    items: list[tuple[int, str, str]] = field(default_factory=list)
    erased: list[tuple[int, str]] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    erasing: tuple[int, str] = (1 << 60, "")
    indexes: list[tuple[int, dict[str, bytes]]] = field(default_factory=list)
    start: dict[str, bytes] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return len(self.disk.steps)

    def opened(self, act: Callable[[Vault], None]) -> None:
        with Vault(self.root, self.identity, disk=self.disk) as vault:
            act(vault)
        index = {path.name: path.read_bytes() for path in (self.root / "log").glob("index.db*")}
        self.indexes.append((self.now, index))


def told(folder: Path, chance: random.Random) -> Story:
    """Let a vault work: small and large files, single events, holds, an erasure; everything acknowledged is written down."""
    story = Story(folder / "vault", folder / "identity", folder / "evidence")
    Vault.create(story.root, "custody.example/log", [new_identity(story.identity)])
    story.start = {path.name: path.read_bytes() for path in story.root.iterdir()}
    story.evidence.mkdir()

    def add(vault: Vault, *sizes: int) -> None:
        paths = []
        for size in sizes:
            path = story.evidence / f"{len(list(story.evidence.iterdir())):03d}"
            path.write_bytes(chance.randbytes(size))
            paths.append(path)
        items, skipped, _ = vault.add(paths, ACTOR)
        assert skipped == []
        story.items += [(story.now, item.id, item.sha256) for item in items]
        story.sizes.append((story.now, vault.ledger.size))

    def note(vault: Vault, count: int) -> None:
        for _ in range(count):
            event = vault.event_of("note", ACTOR, None, {"words": "x" * chance.randint(0, 900)})
            vault.ledger.append([event])
            story.events.append((story.now, event.id))

    def erase(vault: Vault) -> None:
        item = story.items[1][1]
        retention.hold(vault, story.items[0][1], ACTOR)
        plan = retention.plan_erasure(vault, [item], ACTOR)
        story.erasing = (story.now, item)
        retention.erase(vault, plan, Actor("B"))
        story.erased.append((story.now, item))

    def mixed(vault: Vault) -> None:
        note(vault, 3)
        add(vault, 100)
        note(vault, 3)

    story.opened(lambda vault: add(vault, 3000, 0, 700))
    story.opened(lambda vault: note(vault, 8))
    story.opened(lambda vault: add(vault, (1 << 20) + 5, 12, 4096))
    story.opened(mixed)
    story.opened(erase)
    story.opened(lambda vault: add(vault, 5000, (5 << 20) + 1))
    story.opened(lambda vault: note(vault, 4))
    return story


def cut_and_look(story: Story, folder: Path, at: int, wreck: Wreck, chance: random.Random, *, go_on: bool) -> list[str]:
    """Cut at one step; returns what is wrong with what is left."""
    wreck.advance(at)
    target = folder / "left"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, data in story.start.items():
        (target / name).write_bytes(data)
    wreck.write_to(target, chance)
    _lay_index(story, target, at, chance)
    try:
        with Vault(target, story.identity) as vault:
            wrong = _missing(story, vault, at)
            wrong += [f"{item.id}: {fault}" for item, fault in vault.verify() if fault and item.id != story.erasing[1]]
            if go_on:
                wrong += _gone_on(story, vault, at)
    except Exception as error:  # noqa: BLE001 - told with the step at which it happened
        wrong = [f"{type(error).__name__}: {error}"]
    return [f"step {at} ({story.disk.steps[at - 1].kind if at else 'begin'}): {one}" for one in wrong]


def _lay_index(story: Story, target: Path, at: int, chance: random.Random) -> None:
    older = [index for when, index in story.indexes if when <= at]
    if older and chance.random() < 0.7 and (target / "log").is_dir():
        for name, data in chance.choice(older[-3:]).items():
            (target / "log" / name).write_bytes(data)


def _missing(story: Story, vault: Vault, at: int) -> list[str]:
    erased = story.erasing[1] if at > story.erasing[0] else ""
    held = {item.id: item for item in vault.items()}
    wrong = [f"event {event} is lost" for when, event in story.events if when <= at and vault.ledger.seq_of(event) is None]
    for when, item, sha256 in story.items:
        if when <= at and item != erased and (item not in held or held[item].sha256 != sha256):
            wrong.append(f"item {item} is lost")
    wrong += [f"item {item} is not erased" for when, item in story.erased if when <= at and held[item].state != "erased"]
    wrong += [f"{vault.ledger.size} entries of {size}" for when, size in story.sizes if when <= at and vault.ledger.size < size]
    return wrong


def _gone_on(story: Story, vault: Vault, at: int) -> list[str]:
    """Do the whole work again: what was acknowledged is known, the rest comes in, nothing twice."""
    acknowledged = {item for when, item, _ in story.items if when <= at}
    if at > story.erasing[0]:
        retention.erase_again(vault, ACTOR)
    items, _, _ = vault.add([story.evidence], ACTOR)
    twice = [item.id for item in items if item.state == "new" and item.id in acknowledged]
    names = [item.name for item in vault.items() if item.state != "erased"]
    wrong = [f"item {item} was taken in twice" for item in twice]
    if len(names) != len(set(names)):
        wrong.append("an item stands twice")
    return wrong + [f"after going on: {item.id}: {fault}" for item, fault in vault.verify() if fault]


def cut_many(folder: Path, count: int, seed: int) -> tuple[int, list[str]]:
    """Cut the power `count` times, evenly over all steps; returns how many steps there are, and what went wrong."""
    chance = random.Random(seed)
    story = told(folder, chance)
    steps = len(story.disk.steps)
    wrong: list[str] = []
    wreck = Wreck(story.disk.steps, story.root)
    for number in range(count):
        at = number * (steps + 1) // count
        wrong += cut_and_look(story, folder, at, wreck, chance, go_on=number % 10 == 0)
    return steps, wrong

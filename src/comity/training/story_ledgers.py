"""The payments of the exercises on a simulated ledger, so that a trace in a training register finds them as it finds real ones.

A training register asks a server on this machine alone, made from `ledgers.yaml`; labels of the exercises lie in a folder of their own.
What the operator of the register has set (`COMITY_CHAIN_SOURCES`, `COMITY_TAGS`) goes before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import yaml

from comity.chain.sources.trongrid import USDT
from comity.knowledge.row import Facts
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, AccountTransaction, Move
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer
from comity.training.library import HERE, read

TAGS = "labels-of-exercises"
"""Folder of the labels in the data folder of a training register."""

_SOURCES, _FOLDER = "COMITY_CHAIN_SOURCES", "COMITY_TAGS"
_FIRST = 60_000_000


class Payment(Facts, frozen=True, kw_only=True):
    """A payment of an exercise: its transaction, when, from whom to whom, and how much in base units."""

    exercise: str
    tx: str
    at: str
    sender: str
    recipient: str
    value: int


class StoryLabel(Facts, frozen=True, kw_only=True):
    """Whose an address is."""

    address: str
    label: str
    category: str


class StoryLedgers(Facts, frozen=True, kw_only=True):
    """The file of payments."""

    tron: tuple[Payment, ...] = ()
    labels: tuple[StoryLabel, ...] = msgspec.field(default=())


def story_ledgers() -> StoryLedgers:
    """Read the file."""
    return read(HERE / "ledgers.yaml", StoryLedgers, "training/ledgers.yaml")


def tron_server() -> TronGridServer:
    """Return the simulated server of the payments on TRON; who pays without having received held it before."""
    ledger = AccountLedger(USDT)
    for number, one in enumerate(sorted(story_ledgers().tron, key=lambda row: row.at), 1):
        missing = one.value - ledger.balance(one.sender)
        if missing > 0:
            ledger.opening[one.sender] = ledger.opening.get(one.sender, 0) + missing
        milliseconds = int(datetime.fromisoformat(one.at).timestamp() * 1000)
        moves = (Move(one.sender, one.recipient, one.value),)
        ledger.transactions.append(AccountTransaction(one.tx, _FIRST + number, milliseconds, 0, USDT, moves))
        ledger.height = _FIRST + number
    return TronGridServer(ledger)


def write_labels(data: Path) -> Path:
    """Write the labels of the exercises as a tag pack; return its folder."""
    folder = data / TAGS
    folder.mkdir(parents=True, exist_ok=True)
    rows = [msgspec.to_builtins(one) for one in story_ledgers().labels]
    pack = {"title": "Labels of the exercises: everything here is invented", "creator": "training", "tags": rows}
    (folder / "exercises.yaml").write_text(yaml.safe_dump(pack, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


@contextmanager
def ledgers_serving(data: Path) -> Iterator[None]:
    """Serve the payments on this machine, and name server and labels to the register that is started within.

    Args:
        data: the data folder of the training register.
    """
    with tron_server().serving() as served:
        before = {name: os.environ.get(name) for name in (_SOURCES, _FOLDER)}
        os.environ.setdefault(_SOURCES, f"tron=trongrid+{served.address}")
        os.environ.setdefault(_FOLDER, str(write_labels(data)))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)

"""Returns of a run: taken into the academy's vault before they are read, and read by the same readers as real productions."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.worker import Worker
from comity.text.messages import mark, say
from comity.training.exercise import INTAKE_STATES
from comity.training.scenario import Return
from comity.training.space.certificate import academy
from comity.training.space.runs import Place, act

STATES: dict[str, str] = {
    "verified": mark("the digest matches"),
    "mismatch_reported": mark("the digest does not match, and the sender was told"),
    "reconciled": mark("asked and received were laid side by side"),
    "sealed": mark("what nobody asked for was sealed"),
}
FOLDER = "returns"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A return that has come.

    Attributes:
        returned: the return.
        states: what was done with it.
        is_taken_in: whether it lies in the vault.
        sha256: digest of the file as it came.
    """

    returned: Return
    states: tuple[str, ...]
    is_taken_in: bool
    sha256: str


def arrived(place: Place) -> tuple[Arrived, ...]:
    """List the returns that have come, in the order of their coming."""
    record = place.game.record
    found = []
    for pack in record.delivered:
        returned = place.game.returns[pack]
        states = tuple(one.state for one in record.intakes if one.pack == pack)
        found.append(Arrived(returned, states, _path(place, pack).exists(), hashlib.sha256(returned.text.encode()).hexdigest()))
    return tuple(found)


def _path(place: Place, pack: str) -> Path:
    return Path(settings.CONFIGURATION.data) / FOLDER / str(place.run.pk) / pack / f"TRAINING-{pack}.txt"


def take_in(worker: Worker, place: Place, pack: str, state: str) -> None:
    """Take a return in, and say what was done with it; the first time it goes into the academy's vault.

    Raises:
        NotThereError: it has not come.
        InputError: there is no such state.
    """
    if pack not in place.game.record.delivered or state not in INTAKE_STATES:
        raise NotThereError(say("there is nothing here for you"))
    act(worker, place.run.pk, {"do": "take_in", "pack": pack, "state": state})
    path = _path(place, pack)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(place.game.returns[pack].text.encode())
        _into_the_vault(worker, place, path)


def _into_the_vault(worker: Worker, place: Place, path: Path) -> None:
    from comity.custody.vault.vault import Actor, Vault

    root, identity = academy()
    who = Actor(worker.person.full_name, role="trainee", case=place.run.case.number, reason="return of an exercise")
    with Vault(root, identity, worker.clock, seen=identity.with_name("last-seen")) as vault:
        vault.add([path], who)


def read_return(place: Place, pack: str) -> dict[str, Any]:
    """Read a return with the readers of real productions; return their report on coverage.

    Raises:
        RefusedError: it was not taken in yet.
    """
    from comity.readers.run import Plan, read

    path = _path(place, pack)
    if not path.exists():
        raise RefusedError(say("take it in before you read it"))
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        return read(Plan(paths=(copy,), out=Path(folder) / "store", children=1))

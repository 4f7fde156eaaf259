"""Returns of a run: sealed in the academy's vault before they are read, read by the readers of real productions, and searched for leads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from comity.custody.vault.vault import Actor, Vault
from comity.desk.models.lead import Lead
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.find_leads import usual_wants
from comity.text.messages import say
from comity.training.exercise import INTAKE_STATES, INTAKES
from comity.training.production import Delivered, delivered
from comity.training.reading import Read, read_delivered
from comity.training.scenario import Return
from comity.training.space import stage
from comity.training.space.certificate import academy
from comity.training.space.runs import Place, act

STATES: dict[str, str] = {state: words.key for state, words in INTAKES.items()}
_SEALED = "sealed.txt"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A return that has come.

    Attributes:
        returned: the return, as the exercise tells it.
        file: what arrived.
        states: what was done with it.
        is_taken_in: whether it lies in the vault.
        leads: how many leads were taken from it.
    """

    returned: Return
    file: Delivered
    states: tuple[str, ...]
    is_taken_in: bool
    leads: int


def arrived(place: Place) -> tuple[Arrived, ...]:
    """List the returns that have come, in the order of their coming."""
    record = place.game.record
    return tuple(
        Arrived(
            place.game.returns[pack],
            file_of(place, pack),
            tuple(one.state for one in record.intakes if one.pack == pack),
            _note(place, pack).exists(),
            sum(one.pack == pack for one in record.found),
        )
        for pack in record.delivered
    )


def file_of(place: Place, pack: str) -> Delivered:
    """Return the file that came."""
    return delivered(stage.library(), place.game.scenario, place.game.returns[pack])


def _note(place: Place, pack: str) -> Path:
    """Where the number under which the vault keeps a return is noted."""
    return Path(settings.CONFIGURATION.data) / "returns" / str(place.run.pk) / pack / _SEALED


def take_in(worker: Worker, place: Place, pack: str, state: str) -> None:
    """Take a return in, and say what was done with it; the first time it goes into the academy's vault, before anybody reads it.

    Raises:
        NotThereError: it has not come, or there is no such state.
    """
    if pack not in place.game.record.delivered or state not in INTAKE_STATES:
        raise NotThereError(say("there is nothing here for you"))
    act(worker, place.run.pk, {"do": "take_in", "pack": pack, "state": state})
    note = _note(place, pack)
    if not note.exists():
        item = _into_the_vault(worker, place, file_of(place, pack))
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(item, encoding="utf-8")


def _into_the_vault(worker: Worker, place: Place, file: Delivered) -> str:
    root, identity = academy()
    who = Actor(worker.person.full_name, role="trainee", case=place.run.case.number, reason="return of an exercise")
    with TemporaryDirectory() as folder, Vault(root, identity, worker.clock, seen=identity.with_name("last-seen")) as vault:
        path = Path(folder) / file.name
        path.write_bytes(file.data)
        items, _, _ = vault.add([path], who)
        return str(items[0].id)


def sealed_as(place: Place, pack: str) -> str:
    """Return the number under which the vault keeps a return.

    Raises:
        RefusedError: it was not taken in yet.
    """
    note = _note(place, pack)
    if not note.exists():
        raise RefusedError(say("take it in before you read it"))
    return note.read_text(encoding="utf-8")


def read_return(place: Place, pack: str, zone: str | None = None) -> Read:
    """Read a return with the readers of real productions.

    Args:
        place: the person's place in the run.
        pack: the return.
        zone: zone for times that name none.

    Raises:
        RefusedError: it was not taken in yet.
        InputError: the zone is unknown.
    """
    sealed_as(place, pack)
    return _read(file_of(place, pack), zone or None, place.game.scenario.state)


@lru_cache(maxsize=64)
def _read(file: Delivered, zone: str | None, country: str) -> Read:
    """A return is the same in every run: one class reads it once."""
    return read_delivered(file, zone, country)


def take_lead(worker: Worker, place: Place, pack: str, kind: str, value: str, at: str = "", port: str = "") -> None:
    """Take a lead from a return: it is recorded for the marking, and stands among the leads of the case.

    Raises:
        RefusedError: the return was not taken in yet.
        InputError: nothing is named.
    """
    sealed_as(place, pack)
    number = int(port) if port.isdigit() else None
    with stage.held(place.run.pk), transaction.atomic():
        act(worker, place.run.pk, {"do": "find", "pack": pack, "kind": kind, "value": value.strip(), "moment": at or None, "port": number})
        case = worker.case(place.run.case_id, "case.leads", locked=True)
        file = file_of(place, pack)
        entry = {key: text for key, text in (("at", at), ("port", port)) if text}
        if not case.leads.filter(kind=kind, value=value.strip(), entry=entry).exists():
            Lead.objects.create(
                case=case, state="accepted", kind=kind, value=value.strip()[:500], verdict="unsure", entry=entry,
                wanted=[{"category": category} for category in usual_wants(kind)], source=file.name, source_sha256=file.sha256,
                added_by=worker.person, added_at=worker.clock(),
            )  # fmt: skip

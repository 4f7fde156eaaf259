"""Own exercises on the desk: a trainer copies one, changes its parts, and plays it at once."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.training import TrainingRun
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import say
from comity.training.space import runs, stage
from comity.training.space.groups import group_of, is_trainer, needs_training_register
from comity.training.workshop import Workshop


def workshop_of(worker: Worker) -> Workshop:
    """Return the workshop of this register.

    Raises:
        RefusedError: the person leads no groups, or this register holds real cases.
    """
    needs_training_register()
    if not is_trainer(worker):
        raise RefusedError(say("only a trainer changes exercises"))
    return Workshop(Path(settings.CONFIGURATION.data) / stage.OWN, stage.library(), workbench("en").linter)


def copy(worker: Worker, scenario: str) -> str:
    """Copy an exercise; return the id of the copy."""
    id_ = workshop_of(worker).copy(stage.library().scenario(scenario))
    _changed(worker, id_)
    return id_


def save(worker: Worker, id_: str, place: str, text: str) -> None:
    """Change a part of an own exercise.

    Raises:
        InputError: it is being played, or there is no such part.
        KnowledgeError: the text does not fit the shape.
    """
    if TrainingRun.objects.filter(scenario=id_, state="open").exists():
        raise InputError(
            say("this exercise is being played: what has happened in it must stay true"), hint=say("copy it, and change the copy")
        )
    workshop_of(worker).save(id_, place, text)
    _changed(worker, id_)


def _changed(worker: Worker, id_: str) -> None:
    stage.exercises_changed()
    words = worker.t("{name} changed the exercise {id}", name=worker.person.full_name, id=id_)
    write("training.exercise_changed", words, person=worker.person, subject=f"exercise:{id_}", clock=worker.clock)


def play_now(worker: Worker, id_: str, group: str) -> TrainingRun:
    """Open a run of an own exercise that the trainer plays alone.

    Raises:
        InputError: something is still wrong with it, or no group was chosen.
    """
    found = workshop_of(worker).problems(id_)
    if found:
        raise InputError(found[0].text, place=found[0].place, hint=say("mend what the check says, then play it"))
    if not group.isdigit():
        raise InputError(say("choose a group"), place="group")
    return runs.open_run(worker, group_of(worker, int(group), leads=True), id_, [runs.Player(worker.person)])

"""A training register with a trainer, a group and its people, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from comity.desk.models import Appointment, Person, TrainingGroup, TrainingRun, Unit
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.drafting.draft_file import draft_text
from comity.model.time import as_rfc3339
from comity.training.players.play import Played
from comity.training.record import Sent
from comity.training.space import stage
from comity.training.space.groups import join, open_group
from comity.training.space.runs import Player, open_run


@dataclass
class Academy:
    """A trainer with a group.

    Attributes:
        trainer: who leads the group.
        group: the group.
        people: who has joined.
    """

    trainer: Worker
    group: TrainingGroup
    people: list[Worker] = field(default_factory=list)

    @classmethod
    def open(cls, people: int = 2) -> Academy:
        """Make the trainer, the group and its people."""
        unit = Unit.objects.create(name="Academy (invented)", state="KG", zone="Asia/Bishkek")
        person = Person.objects.create(login="trainer", full_name="Trainer T. (invented)")
        Appointment.objects.create(person=person, unit=unit, role=Role.ADMINISTRATOR)
        trainer = Worker(person, is_fresh=True)
        group = open_group(trainer, "Group of the tests")
        own = cls(Worker(person, is_fresh=True), group)
        own.people = [Worker(join(group.code, f"Trainee {number}", "4711", "en"), is_fresh=True) for number in range(1, people + 1)]
        return own

    def run(self, scenario: str = "S1", length: str = "whole", seed: int = 1) -> TrainingRun:
        """Open a run that the first of the people plays alone."""
        return open_run(self.trainer, self.group, scenario, [Player(self.people[0].person)], length=length, seed=seed)

    def client(self, worker: Worker) -> Client:
        """A browser in which a person has signed in and just proved who they are."""
        client = Client()
        client.force_login(worker.person)
        return client


def played_over(run: TrainingRun, played: Played, person: Person | None = None) -> TrainingRun:
    """Do in a run what a machine player did, deed by deed, at the same moments."""
    record = played.exercise.record
    deeds = [(one.at, 0, sent_deed(one)) for one in record.sent]
    deeds += [(one.at, 1, {"do": "take_in", "pack": one.pack, "state": one.state}) for one in record.intakes]
    deeds += [(one.at, 1, {"do": "decide", "name": one.name, "value": one.value, "reason": one.reason}) for one in record.decisions]
    for at, _, deed in sorted(deeds, key=lambda row: (row[0], row[1])):
        stage.do(run.pk, person, {"do": "advance", "to": as_rfc3339(at)})
        stage.do(run.pk, person, deed)
    stage.do(run.pk, person, {"do": "advance", "to": as_rfc3339(played.exercise.end)})
    return TrainingRun.objects.get(pk=run.pk)


def sent_deed(one: Sent) -> dict[str, object]:
    """The deed by which a request or act goes out again."""
    if one.request is None:
        return {"do": "act", "name": one.kind, "to": one.to}
    return {"do": "send", "to": one.to, "draft": draft_text(one.request)}

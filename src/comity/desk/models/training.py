"""The training register: groups, runs of exercises with everything done in them, tests before and after, certificates.

A run is kept as its moves alone. The engine of the exercise is deterministic, so the moves played again give the same run to the minute.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.model.time import system_clock


class TrainingGroup(models.Model):
    """A group of a course.

    Attributes:
        code: what trainees type to join.
        unit: the unit its persons are appointed to; every group has one of its own.
        is_open: whether trainees may still join.
        modules: modules of the course that the group takes, as ids.
    """

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=16, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="training_groups")
    trainer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    modules = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=system_clock)
    members: ClassVar = models.ManyToManyField(Person, related_name="training_groups")

    class Meta:
        """How the table is kept."""

        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class TrainingRun(models.Model):
    """One run of an exercise.

    Attributes:
        scenario: id of the exercise.
        seed: of what is left to chance.
        length: `short`, `half` or `whole`.
        case: the case on the desk that belongs to it.
        rate: simulated minutes for each real minute while it runs.
        running_since: the real moment since which the clock runs; None while it is paused.
        state: `open` or `marked`: nothing is done any more, the marking is shown.
        lock: grows with each move.
    """

    group = models.ForeignKey(TrainingGroup, on_delete=models.CASCADE, related_name="runs")
    scenario = models.CharField(max_length=16)
    seed = models.PositiveIntegerField(default=1)
    length = models.CharField(max_length=8, default="whole")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="training_run")
    rate = models.PositiveIntegerField(default=60)
    running_since = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, default="open")
    lock = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return f"{self.scenario} {self.case}"


class TrainingMember(models.Model):
    """A person plays a part in a run.

    Attributes:
        part: `alone`, `investigator`, `prosecutor`, `central_authority` or `counterpart`.
        plays: the counterpart that the person plays; empty for the other parts.
    """

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="players")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training_parts")
    part = models.CharField(max_length=20, default="alone")
    plays = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "person", "part", "plays"), name="one_part")]
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.run}: {self.person}"


class TrainingMove(models.Model):
    """One thing done in a run, in the order in which it was done.

    Attributes:
        number: from 1, without gaps.
        deed: what was done, as `comity.training.space.stage` reads it.
        at: the real moment.
    """

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    deed = models.JSONField()
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "number"), name="one_move")]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.run} {self.number}"


class QuizSitting(models.Model):
    """A test of a module, taken before or after the course.

    Attributes:
        moment: `before` or `after`.
        answers: question to the number of the option chosen, from 0.
        right: how many answers were right.
    """

    group = models.ForeignKey(TrainingGroup, on_delete=models.CASCADE, related_name="sittings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    module = models.CharField(max_length=8)
    moment = models.CharField(max_length=8)
    answers = models.JSONField(default=dict)
    right = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("group", "person", "module", "moment"), name="one_sitting")]
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.person} {self.module} {self.moment}"


class TrainingCertificate(models.Model):
    """A certificate that was given.

    Attributes:
        number: its number in the register.
        modules: ids of the modules passed.
        pdf: the file as it was given.
        sha256: its digest.
        proof: the file `.tlog-proof` that it stands in the academy's log.
    """

    group = models.ForeignKey(TrainingGroup, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    modules = models.JSONField(default=list)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    proof = models.TextField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=system_clock)

    def __str__(self) -> str:
        return self.number

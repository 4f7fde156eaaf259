"""Learning platforms that launch exercises over LTI 1.3: whom we know, what they began, who came from them, what we owe them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person
from comity.desk.models.training import TrainingGroup, TrainingRun
from comity.model.time import system_clock


class LearningPlatform(models.Model):
    """A platform that may launch exercises.

    Attributes:
        issuer: the platform's `iss`.
        client_id: the number under which the platform knows us.
        deployments: its deployment ids.
        login_url: where a sign-in is asked for (OpenID Connect).
        token_url: where tokens for its services are given.
        keys_url: where its public keys lie (JWKS).
        group: the group that its learners join.
    """

    name = models.CharField(max_length=120)
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    deployments = models.JSONField(default=list)
    login_url = models.CharField(max_length=500)
    token_url = models.CharField(max_length=500)
    keys_url = models.CharField(max_length=500)
    group = models.ForeignKey(TrainingGroup, on_delete=models.CASCADE, related_name="platforms")

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("issuer", "client_id"), name="one_platform")]
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class LearningLaunch(models.Model):
    """A launch that was begun: its state and nonce serve once.

    Attributes:
        state: SHA-256 of what the browser carries through the platform.
        nonce: what the platform has to sign.
        used_at: when a token came for it; nothing comes a second time.
        entered_at: when the browser came in with it.
        claims: what the platform said, once its signature was verified.
    """

    platform = models.ForeignKey(LearningPlatform, on_delete=models.CASCADE, related_name="launches")
    state = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=system_clock)
    used_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    claims = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.platform} {self.begun_at}"


class LearningPerson(models.Model):
    """Who a person is on a platform: its `sub`."""

    platform = models.ForeignKey(LearningPlatform, on_delete=models.CASCADE, related_name="people")
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="platforms")

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("platform", "subject"), name="one_subject")]

    def __str__(self) -> str:
        return f"{self.platform}: {self.person}"


class LearningResult(models.Model):
    """A run whose points a platform is to be told.

    Attributes:
        line_item: address of the platform's column for it.
        sent: points that were told last, in percent; None where none were.
        sent_at: when.
        trouble: why they could not be told; empty where they were.
    """

    learner = models.ForeignKey(LearningPerson, on_delete=models.CASCADE, related_name="results")
    run = models.OneToOneField(TrainingRun, on_delete=models.CASCADE, related_name="learning_result")
    line_item = models.CharField(max_length=1000, blank=True, default="")
    sent = models.FloatField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.learner} {self.run}"

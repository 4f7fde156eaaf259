"""Register a learning platform with a group, or forget it: a trainer's deed, in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from comity.desk.journal.chain import write
from comity.desk.models.learning import LearningPlatform
from comity.desk.models.training import TrainingGroup
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import mark, say

FIELDS: dict[str, str] = {
    "name": mark("name"),
    "issuer": mark("platform ID (issuer)"),
    "client_id": mark("client ID"),
    "deployments": mark("deployment IDs, by commas"),
    "login_url": mark("authentication request URL"),
    "token_url": mark("access token URL"),
    "keys_url": mark("public keyset URL"),
}
_ADDRESSES = ("login_url", "token_url", "keys_url")
_LONGEST = 300
_HERE = ("127.0.0.1", "localhost", "::1")


def register(worker: Worker, group: TrainingGroup, told: Mapping[str, str]) -> LearningPlatform:
    """Register a platform.

    Raises:
        InputError: something is missing, an address is none, or the platform is known already.
    """
    values = {key: " ".join(told.get(key, "").split())[:_LONGEST] for key in FIELDS}
    missing = [key for key, value in values.items() if not value]
    if missing:
        raise InputError(say("this is needed"), place=missing[0])
    for key in _ADDRESSES:
        parts = urlsplit(values[key])
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            raise InputError(say("an address begins with https://"), place=key, hint=say("copy it from the tool's page of the platform"))
    deployments = [one.strip() for one in values.pop("deployments").split(",") if one.strip()]
    try:
        with transaction.atomic():
            made = LearningPlatform.objects.create(**values, deployments=deployments, group=group)
            words = worker.t("{name} registered the learning platform {platform}", name=worker.person.full_name, platform=made.name)
            facts = {"issuer": made.issuer, "client_id": made.client_id}
            write("training.platform", words, person=worker.person, subject=f"group:{group.pk}", facts=facts, clock=worker.clock)
    except IntegrityError:
        raise InputError(say("this platform is registered already"), place="client_id") from None
    return made


def forget(worker: Worker, group: TrainingGroup, platform: str) -> None:
    """Forget a platform; the learners that came from it stay in the group.

    Raises:
        NotThereError: the group has none of this number.
    """
    with transaction.atomic():
        found = LearningPlatform.objects.filter(group=group, pk=int(platform) if platform.isdigit() else 0).first()
        if found is None:
            raise NotThereError(say("there is nothing here for you"))
        words = worker.t("{name} took away the learning platform {platform}", name=worker.person.full_name, platform=found.name)
        write("training.platform_gone", words, person=worker.person, subject=f"group:{group.pk}", clock=worker.clock)
        found.delete()

"""Who comes from a platform and what they open: a learner joins the group, plays the exercise alone or reads the lesson."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.appointment import Appointment
from comity.desk.models.learning import LearningLaunch, LearningPerson, LearningResult
from comity.desk.models.person import Person
from comity.desk.models.training import TrainingRun
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import Messages, say
from comity.training.lti.launch import CLAIM
from comity.training.lti.services import SCORE_SCOPE
from comity.training.space import runs, stage
from comity.training.teaching.course import course

_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_LONGEST_NAME = 80
_TEACHERS = ("Instructor", "Administrator", "ContentDeveloper")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a launch opens: an exercise, a lesson, or the contents of the course."""

    scenario: str | None = None
    lesson: str | None = None


def person_of(launch: LearningLaunch) -> LearningPerson:
    """Return the learner of a launch; who comes for the first time joins the group of the platform."""
    claims, platform = launch.claims, launch.platform
    known = LearningPerson.objects.filter(platform=platform, subject=claims["sub"]).select_related("person").first()
    if known is not None:
        return known
    told = " ".join(str(claims.get("name") or "").split())[:_LONGEST_NAME]
    short = hashlib.sha256(f"{platform.pk} {claims['sub']}".encode()).hexdigest()[:16]
    language = "ru" if str((claims.get(f"{CLAIM}launch_presentation") or {}).get("locale", "")).lower().startswith("ru") else "en"
    t, group = Messages(language), platform.group
    with transaction.atomic():
        person = Person(
            login=f"lti-{short}", full_name=told or t("Learner {number}", number=short[:4]), language=language, zone=group.unit.zone
        )
        person.set_unusable_password()
        person.save()
        Appointment.objects.create(person=person, unit=group.unit, role=Role.TRAINEE)
        group.members.add(person)
        learner = LearningPerson.objects.create(platform=platform, subject=claims["sub"], person=person)
        words = t("{name} joined the group {group}", name=person.full_name, group=group.name)
        write("training.joined", words, person=person, subject=f"group:{group.pk}", facts={"platform": platform.issuer})
    return learner


def is_teacher(launch: LearningLaunch) -> bool:
    """Tell whether the platform says that the person teaches there; here it lets them choose what is linked, and nothing more."""
    roles = launch.claims.get(f"{CLAIM}roles")
    found = roles if isinstance(roles, list) else []
    return any(str(role).rpartition("#")[2] in _TEACHERS for role in found)


def wanted_by(launch: LearningLaunch) -> Wanted:
    """Return what a launch opens.

    Raises:
        InputError: it names an exercise or a lesson that is not there.
    """
    custom = launch.claims.get(f"{CLAIM}custom")
    told: dict[str, Any] = custom if isinstance(custom, dict) else {}
    scenario, lesson = str(told.get("scenario") or ""), str(told.get("lesson") or "")
    if scenario:
        return Wanted(scenario=stage.library().scenario(scenario).id)
    if lesson and lesson not in {one.plan.id for one in course().lessons}:
        raise InputError(
            say("there is no lesson of this name: {name}", name=lesson[:40]), hint=say("link it anew in the learning platform")
        )
    return Wanted(lesson=lesson or None)


def open_exercise(launch: LearningLaunch, learner: LearningPerson, scenario: str) -> TrainingRun:
    """Open the learner's run of an exercise, or go on with the one that is open; note where its points are wanted."""
    worker = Worker(learner.person, learner.person.language)
    own = TrainingRun.objects.filter(group=launch.platform.group, scenario=scenario, state="open", players__person=learner.person)
    run = own.first() or runs.open_run(worker, launch.platform.group, scenario, [runs.Player(learner.person)])
    endpoint = launch.claims.get(_ENDPOINT)
    told: dict[str, Any] = endpoint if isinstance(endpoint, dict) else {}
    may_score = SCORE_SCOPE in (told.get("scope") or [])
    LearningResult.objects.update_or_create(
        run=run, defaults={"learner": learner, "line_item": str(told.get("lineitem") or "")[:1000] if may_score else ""}
    )
    return run

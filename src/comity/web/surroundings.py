"""What every page knows: language and direction, the languages to choose from, who is at work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from comity.desk.rights.worker import Worker
from comity.desk.spoken import spoken_languages
from comity.text.languages import facts_language, find_language, languages
from comity.web.keyboard import BINDINGS, address_of, are_on


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what every page knows."""
    language = find_language(get_language() or "en") or languages()["en"]
    worker = getattr(request, "worker", None)
    return {
        "language": language,
        "spoken_languages": spoken_languages(),
        "facts_in": language if (spoken := facts_language(language.tag)) == language.tag else languages()[spoken],
        "keys_are_on": are_on(request),
        "bindings": [(one, address_of(one)) for one in BINDINGS if one.does != "press"],
        "training_register": settings.CONFIGURATION.training,
        "worker": worker if isinstance(worker, Worker) else None,
        "may_incoming": isinstance(worker, Worker) and worker.may("register.register_incoming").is_allowed,
        "may_directory": isinstance(worker, Worker) and worker.may("register.see_directory").is_allowed,
        "may_journal": isinstance(worker, Worker) and worker.may("register.see_journal").is_allowed,
        "may_statistics": isinstance(worker, Worker) and worker.may("register.see_statistics").is_allowed,
        "may_people": isinstance(worker, Worker) and worker.may("register.see_people").is_allowed,
    }

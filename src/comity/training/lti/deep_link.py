"""Deep linking 2.0: a teacher chooses exercises and lessons in the platform, and we sign what they chose."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from comity.desk.models.learning import LearningLaunch
from comity.desk.rights.refusal import RefusedError
from comity.model.time import Clock, system_clock
from comity.text.messages import Messages, say
from comity.training import spoken
from comity.training.lti.launch import CLAIM
from comity.training.lti.own_key import signed
from comity.training.space import stage
from comity.training.teaching.course import course
from comity.training.teaching.lesson_file import told

_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_LIVES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that can be linked: `scenario:S1` or `lesson:L1.2`, with its title and a sentence about it."""

    key: str
    title: str
    words: str


def offers(language: str) -> tuple[Offered, ...]:
    """List what can be linked."""
    t = Messages(language)
    exercises = (
        Offered(f"scenario:{one.id}", f"{one.id} · {one.title.told(language)}", t.of(spoken.summary(one)))
        for one in stage.library().scenarios.values()
    )
    lessons = (Offered(f"lesson:{one.plan.id}", f"{one.plan.id} · {told(one.file.head.title, language)}", "") for one in course().lessons)
    return (*exercises, *lessons)


def is_linking(launch: LearningLaunch) -> bool:
    """Tell whether a launch asks for a choice."""
    return bool(launch.claims.get(f"{CLAIM}message_type") == "LtiDeepLinkingRequest")


def return_address(launch: LearningLaunch) -> str:
    """Return where the choice goes: an address that the platform signed.

    Raises:
        RefusedError: the platform named none, or a plain one that is not on this machine.
    """
    asked = launch.claims.get(f"{_LINKING}deep_linking_settings")
    url = str(asked.get("deep_link_return_url") or "") if isinstance(asked, dict) else ""
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise RefusedError(say("the launch does not hold: {claims}", claims="deep_link_return_url"))
    return url


def choice(launch: LearningLaunch, chosen: Iterable[str], address: str, language: str, clock: Clock = system_clock) -> str:
    """Sign what a teacher chose.

    Args:
        launch: the launch that asked.
        chosen: keys of what is offered; others are left out.
        address: where launches of the links go.
        language: of the titles.
        clock: tells the moment.
    """
    known, now = {one.key: one for one in offers(language)}, clock()
    items: list[dict[str, Any]] = []
    for one in (known[key] for key in chosen if key in known):
        kind, _, id_ = one.key.partition(":")
        item: dict[str, Any] = {"type": "ltiResourceLink", "title": one.title, "url": address, "custom": {kind: id_}}
        items.append(item | ({"text": one.words} if one.words else {}))
        if kind == "scenario":
            items[-1]["lineItem"] = {"scoreMaximum": 100, "label": one.title, "resourceId": id_}
    asked = launch.claims.get(f"{_LINKING}deep_linking_settings")
    claims: dict[str, Any] = {
        "iss": launch.platform.client_id,
        "aud": [launch.platform.issuer],
        "iat": int(now.timestamp()),
        "exp": int((now + _LIVES).timestamp()),
        "nonce": secrets.token_urlsafe(24),
        f"{CLAIM}deployment_id": launch.claims[f"{CLAIM}deployment_id"],
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{_LINKING}content_items": items,
    }
    if isinstance(asked, dict) and "data" in asked:
        claims[f"{_LINKING}data"] = asked["data"]
    return signed(claims)

"""What is fetched from a platform and sent to it: its keys, a token for its services, scores. The one room of LTI that has the door.

Every address is one that a trainer registered, or that the platform signed; plain `http` is for this machine alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from joserfc.jwk import KeySet

from comity.errors import ExchangeError
from comity.model.time import Clock, as_rfc3339, system_clock
from comity.net.http import Answer, Door
from comity.text.messages import say
from comity.training.lti.own_key import signed

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_WAITS = 8.0
_TRIES = 2
_LIVES = timedelta(minutes=2)
_WELL = range(200, 300)


@dataclass(frozen=True, slots=True)
class Score:
    """What a platform is told of a run.

    Attributes:
        subject: the learner, as the platform names them.
        percent: points in percent.
        comment: words beside them.
        is_final: whether nothing is still to be marked by a person.
    """

    subject: str
    percent: float
    comment: str
    is_final: bool = True


def fetch_keys(url: str) -> KeySet:
    """Fetch a platform's public keys.

    Raises:
        ExchangeError: they cannot be had, or are none.
    """
    document = _asked(url, lambda door, path: door.get(path)).json()
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ExchangeError(say("the platform's keys are none"), place=url)
    usable = [one for one in document["keys"] if isinstance(one, dict) and one.get("kty") == "RSA" and one.get("use") in {None, "sig"}]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (ValueError, KeyError, TypeError) as error:
        raise ExchangeError(say("the platform's keys are none"), place=url) from error


def token_for(token_url: str, client_id: str, scope: str, clock: Clock = system_clock) -> str:
    """Ask for a token of the platform's services (RFC 7523: the key proves who asks).

    Raises:
        ExchangeError: the platform gives none.
    """
    now = clock()
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": token_url,
        "iat": int(now.timestamp()),
        "exp": int((now + _LIVES).timestamp()),
        "jti": secrets.token_urlsafe(24),
    }
    form = {"grant_type": "client_credentials", "client_assertion_type": _ASSERTION, "client_assertion": signed(claims), "scope": scope}
    body, kind = urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    document = _asked(token_url, lambda door, path: door.post(path, body), kind).json()
    token = document.get("access_token") if isinstance(document, dict) else None
    if not isinstance(token, str) or not token:
        raise ExchangeError(say("the platform gave no token"), place=token_url)
    return token


def send_score(line_item: str, token: str, score: Score, at: datetime) -> None:
    """Write a score into the platform's column (assignment and grade services 2.0, score service).

    Raises:
        ExchangeError: the platform does not take it.
    """
    parts = urlsplit(line_item)
    url = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/scores"))
    value: dict[str, Any] = {
        "userId": score.subject,
        "scoreGiven": score.percent,
        "scoreMaximum": 100,
        "comment": score.comment,
        "timestamp": as_rfc3339(at),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded" if score.is_final else "PendingManual",
    }
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.ims.lis.v1.score+json"}
    _asked(url, lambda door, path: door.post_json(path, value), headers)


def _asked(url: str, ask: Callable[[Door, str], Answer], headers: Mapping[str, str] | None = None) -> Answer:
    """Ask at an address, whose query stays what it is.

    Raises:
        ExchangeError: nobody answers, or the platform refuses.
    """
    parts = urlsplit(url)
    path = urlunsplit(("", "", parts.path, parts.query, "")) or "/"
    with closing(Door(f"{parts.scheme}://{parts.netloc}", headers or {}, timeout=_WAITS, tries=_TRIES)) as door:
        answer = ask(door, path)
    if answer.status not in _WELL:
        raise ExchangeError(say("the platform refuses: status {status}", status=answer.status), place=url)
    return answer

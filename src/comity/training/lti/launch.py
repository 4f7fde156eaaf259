"""A launch, from the platform's first word to a browser that has come in; each step serves once.

    begin        the platform names itself (OpenID Connect, third-party initiated login); the browser is sent to its sign-in
    verify       a token comes back: signature, issuer, audience, times, nonce, deployment, version
    enter        the same browser comes in with the state that it was given

The cookie is compared in the last step, in a page of our own: a form that another site posts carries none (SameSite=Lax).
LTI Core 1.3 and the 1EdTech Security Framework 1.0, section 5.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import Token, decode

from comity.desk.models.learning import LearningLaunch, LearningPlatform
from comity.desk.rights.refusal import RefusedError
from comity.model.time import Clock, system_clock
from comity.text.messages import say
from comity.training.lti.services import fetch_keys
from comity.training.space.groups import needs_training_register

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LASTS = timedelta(minutes=10)
"""From the first word of the platform until the browser has come in."""

_LEEWAY = 60
_OLDEST = 600
_KEYS_LAST = timedelta(minutes=10)
_PAUSE = 1.0
"""Seconds before keys are fetched anew for a token that they do not fit: forged ones must not make us ask the platform all the time."""
_ALGORITHMS = ["RS256"]
_KEYS: dict[str, tuple[float, KeySet]] = {}
_LOCK = Lock()


def begin(asked: Mapping[str, str], redirect_uri: str, clock: Clock = system_clock) -> tuple[str, str]:
    """Begin a launch.

    Args:
        asked: what the platform sent: `iss`, `login_hint`, `client_id`, `lti_message_hint`.
        redirect_uri: where the token is to be posted.
        clock: tells the moment.

    Returns:
        The address to which the browser is sent, and the state that it is to keep.

    Raises:
        RefusedError: nobody registered this platform, or something is missing.
    """
    needs_training_register()
    rows = LearningPlatform.objects.filter(issuer=asked.get("iss", ""))
    if asked.get("client_id"):
        rows = rows.filter(client_id=asked["client_id"])
    found = list(rows[:2])
    if len(found) != 1 or not asked.get("login_hint"):
        raise RefusedError(
            say("nobody has registered this learning platform here"), hint=say("a trainer does so under Training, Learning platforms")
        )
    state, nonce, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), clock()
    LearningLaunch.objects.filter(begun_at__lt=now - 10 * LASTS).delete()
    LearningLaunch.objects.create(platform=found[0], state=_digest(state), nonce=nonce, begun_at=now)
    wanted = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": found[0].client_id,
        "redirect_uri": redirect_uri,
        "login_hint": asked["login_hint"],
        "state": state,
        "nonce": nonce,
    }
    if asked.get("lti_message_hint"):
        wanted["lti_message_hint"] = asked["lti_message_hint"]
    mark = "&" if "?" in found[0].login_url else "?"
    return f"{found[0].login_url}{mark}{urlencode(wanted)}", state


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def verify(id_token: str, state: str, clock: Clock = system_clock) -> LearningLaunch:
    """Take a token in; whatever is wrong with it, its state is spent.

    Raises:
        RefusedError: it is forged, expired, meant for somebody else, or has come before.
    """
    launch = _spend(state, clock)
    claims = _claims(id_token, launch, clock)
    launch.claims = claims
    launch.save(update_fields=["claims"])
    return launch


def _spend(state: str, clock: Clock) -> LearningLaunch:
    now = clock()
    with transaction.atomic():
        spent = LearningLaunch.objects.filter(state=_digest(state), used_at=None, begun_at__gt=now - LASTS).update(used_at=now)
        if not spent:
            raise RefusedError(say("this launch was not begun here, or has been used, or took too long"), hint=_AGAIN)
    return LearningLaunch.objects.select_related("platform__group__unit", "platform__group__trainer").get(state=_digest(state))


_AGAIN = say("open the activity in the learning platform again")


def _claims(id_token: str, launch: LearningLaunch, clock: Clock) -> dict[str, Any]:
    token = _signed_by(launch.platform, id_token, clock)
    claims, platform, now = dict(token.claims), launch.platform, clock().timestamp()
    audience = claims.get("aud")
    meant = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    wrong = {
        "iss": claims.get("iss") != platform.issuer,
        "aud": platform.client_id not in meant,
        "azp": (len(meant) > 1 or "azp" in claims) and claims.get("azp") != platform.client_id,
        "exp": not _is_number(claims.get("exp")) or claims["exp"] < now - _LEEWAY,
        "iat": not _is_number(claims.get("iat")) or not now - _OLDEST <= claims["iat"] <= now + _LEEWAY,
        "nonce": not secrets.compare_digest(str(claims.get("nonce", "")).encode(), launch.nonce.encode()),
        "sub": not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255,
        "version": claims.get(f"{CLAIM}version") != "1.3.0",
        "deployment_id": claims.get(f"{CLAIM}deployment_id") not in platform.deployments,
        "message_type": claims.get(f"{CLAIM}message_type") not in {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"},
    }
    found = [name for name, is_wrong in wrong.items() if is_wrong]
    if found:
        raise RefusedError(say("the launch does not hold: {claims}", claims=", ".join(found)), hint=_AGAIN)
    return claims


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _signed_by(platform: LearningPlatform, id_token: str, clock: Clock) -> Token:
    """Verify the signature; keys are fetched anew once where the kept ones do not fit (a platform changes its keys)."""
    for is_last in (False, True):
        keys = _keys_of(platform.keys_url, clock, anew=is_last)
        try:
            return decode(id_token, keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError, KeyError, TypeError, UnicodeError):
            continue
    raise RefusedError(say("the launch does not hold: {claims}", claims="signature"), hint=_AGAIN)


def _keys_of(url: str, clock: Clock, *, anew: bool) -> KeySet:
    now = clock().timestamp()
    with _LOCK:
        kept = _KEYS.get(url)
    if kept is not None and 0 <= now - kept[0] < (_PAUSE if anew else _KEYS_LAST.total_seconds()):
        return kept[1]
    keys = fetch_keys(url)
    with _LOCK:
        _KEYS[url] = (now, keys)
    return keys


def enter(state: str, cookie: str, clock: Clock = system_clock) -> LearningLaunch:
    """Let the browser in that began the launch, once.

    Raises:
        RefusedError: it is another browser, or somebody has come in with this launch already.
    """
    now = clock()
    is_same = bool(state) and secrets.compare_digest(state.encode(), cookie.encode())
    rows = LearningLaunch.objects.filter(state=_digest(state), used_at__isnull=False, entered_at=None, begun_at__gt=now - LASTS)
    if not is_same or not rows.exclude(claims={}).update(entered_at=now):
        raise RefusedError(say("this launch was not begun here, or has been used, or took too long"), hint=_AGAIN)
    return LearningLaunch.objects.select_related("platform__group__unit", "platform__group__trainer").get(state=_digest(state))

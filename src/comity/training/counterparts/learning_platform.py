"""A simulated learning platform (LTI 1.3): signs launches, gives tokens, takes scores; with faults where a test plants them.

    python -m comity.training.counterparts.learning_platform      prints its address and serves until its input ends

It is told what to sign by `POST /plan` (claims to change, a fault, `now` where its clock is to stand at another second) and which keys the
tool has by `POST /tool`; `GET /scores` tells what it was told. Faults: `forged` (another key under the same number), `none` (no
signature), `hmac` (the public key as a secret), `expired`, `later` (issued in the future), `nonce`, `audience`, `issuer`, `deployment`,
`version`, `new_key` (the platform has changed its keys).
"""

from __future__ import annotations

import base64
import hmac
import json
import sys
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jwt import JWTClaimsRegistry, decode, encode

from comity.model.time import Clock, system_clock
from comity.net.loopback import Asked, Given, LoopbackServer

CLIENT_ID = "comity-of-the-academy"
DEPLOYMENT = "1"
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/"
_SCORE = f"{_AGS}scope/score"
_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_TOKEN = "a-token-of-the-simulated-platform"  # noqa: S105 - opens nothing
_HOUR = timedelta(hours=1)


class LearningPlatformServer:
    """A platform with one course, one tool and one column for points.

    Attributes:
        scores: what it was told.
        plan: claims to change, and the fault planted.
        address: scheme, host and port, once it serves.
    """

    def __init__(self, clock: Clock = system_clock) -> None:
        self.scores: list[dict[str, Any]] = []
        self.plan: dict[str, Any] = {}
        self.address = ""
        self._clock = clock
        self._key = self._made()
        self._tool: KeySet | None = None
        self._given: set[str] = set()

    @staticmethod
    def _made() -> RSAKey:
        key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
        key.ensure_kid()
        return key

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        server = LoopbackServer(self.answer)
        self.address = server.address
        return server

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        form = {name: values[0] for name, values in parse_qs(asked.body.decode("utf-8", "replace")).items()}
        match (asked.method, asked.path):
            case ("GET", "/keys"):
                return _json({"keys": [self._key.as_dict(private=False)]})
            case ("GET", "/auth"):
                return self._sign_in(dict(asked.query))
            case ("POST", "/token"):
                return self._token(form)
            case ("POST", "/column/7/scores"):
                return self._score(asked)
            case ("GET", "/scores"):
                return _json({"scores": self.scores})
            case ("POST", "/plan"):
                self.plan = json.loads(asked.body)
                return _json({})
            case ("POST", "/tool"):
                self._tool = KeySet.import_key_set(json.loads(asked.body))
                return _json({})
            case _:
                return Given(404, b"{}")

    def _now(self) -> int:
        return int(self.plan.get("now") or self._clock().timestamp())

    def _sign_in(self, query: dict[str, str]) -> Given:
        """Sign a launch; the answer is what the form of the platform would post."""
        fault, now = self.plan.get("fault"), self._now()
        claims: dict[str, Any] = {
            "iss": "https://elsewhere.example" if fault == "issuer" else self.address,
            "aud": "somebody-else" if fault == "audience" else query["client_id"],
            "sub": self.plan.get("sub", "learner-17"),
            "name": self.plan.get("name", "Learner of the Platform (invented)"),
            "iat": now + (900 if fault == "later" else -7200 if fault == "expired" else 0),
            "exp": now - 3600 if fault == "expired" else now + int(_HOUR.total_seconds()),
            "nonce": "another" if fault == "nonce" else query["nonce"],
            f"{_CLAIM}version": "1.1" if fault == "version" else "1.3.0",
            f"{_CLAIM}deployment_id": "99" if fault == "deployment" else DEPLOYMENT,
            f"{_CLAIM}message_type": self.plan.get("message_type", "LtiResourceLinkRequest"),
            f"{_CLAIM}target_link_uri": query["redirect_uri"],
            f"{_CLAIM}resource_link": {"id": "link-1"},
            f"{_CLAIM}roles": self.plan.get("roles", ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]),
            f"{_CLAIM}custom": self.plan.get("custom", {}),
            f"{_AGS}claim/endpoint": {"scope": [_SCORE], "lineitem": f"{self.address}/column/7?type=1"},
            f"{_LINKING}deep_linking_settings": {"deep_link_return_url": f"{self.address}/chosen", "data": "kept"},
        }
        return _json({"id_token": self._signed(claims, fault), "state": query["state"], "to": query["redirect_uri"]})

    def _signed(self, claims: dict[str, Any], fault: str | None) -> str:
        kid = self._key.kid
        if fault == "none":
            return f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}."
        if fault == "hmac":
            text = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}"
            return f"{text}.{_plain(hmac.digest(self._key.as_pem(private=False), text.encode(), 'sha256'))}"
        if fault == "new_key":
            self._key = self._made()
            kid = self._key.kid
        key = self._made() if fault == "forged" else self._key
        return encode({"alg": "RS256", "kid": kid}, claims, key)

    def _token(self, form: dict[str, str]) -> Given:
        """Give a token to whoever proves with the tool's key that it is the tool (RFC 7523)."""
        if self._tool is None or form.get("grant_type") != "client_credentials" or self.plan.get("fault") == "no_token":
            return Given(401, b"{}")
        try:
            claims = decode(form.get("client_assertion", ""), self._tool, algorithms=["RS256"]).claims
            demands = JWTClaimsRegistry(
                self._now(), 300, aud={"essential": True, "value": f"{self.address}/token"}, exp={"essential": True}
            )
            demands.validate(claims)
        except (JoseError, ValueError):
            return Given(401, b"{}")
        if claims.get("iss") != CLIENT_ID or claims.get("sub") != CLIENT_ID or claims.get("jti") in self._given:
            return Given(401, b"{}")
        self._given.add(str(claims["jti"]))
        return _json({"access_token": _TOKEN, "token_type": "Bearer", "expires_in": 3600, "scope": form.get("scope", "")})

    def _score(self, asked: Asked) -> Given:
        is_known = asked.headers.get("authorization") == f"Bearer {_TOKEN}"
        if not is_known or asked.headers.get("content-type") != "application/vnd.ims.lis.v1.score+json" or asked.query.get("type") != "1":
            return Given(403, b"{}")
        self.scores.append(json.loads(asked.body))
        return Given(204, b"")


def _part(value: dict[str, Any]) -> str:
    return _plain(json.dumps(value).encode())


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _json(value: object) -> Given:
    return Given(200, json.dumps(value).encode())


if __name__ == "__main__":
    with LearningPlatformServer().serving() as _server:
        sys.stdout.write(f"{_server.address}\n")
        sys.stdout.flush()
        sys.stdin.read()

"""Launches from a learning platform in a process of its own; what is forged, stale, replayed or meant for others stays outside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import KeySet
from joserfc.jwt import decode

from comity.model.time import system_clock
from tests.training.test_space import LIBRARY, academy, perfect, rows

if TYPE_CHECKING:
    from django.test import Client

    from tests.training.academy import Academy

__all__ = ["academy", "rows"]
CLIENT_ID, DEPLOYMENT = "comity-of-the-academy", "1"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


@dataclass
class Platform:
    """The platform as a test sees it: over HTTP only."""

    address: str

    def ask(self, path: str, value: object = None) -> Any:
        from comity.net.http import Door

        parts = urlsplit(path)
        rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
        with closing(Door(self.address)) as door:
            return (door.get(rest) if value is None else door.post_json(rest, value)).json()

    def plan(self, **changes: object) -> None:
        self.ask("/plan", {**changes, "now": int(system_clock().timestamp())})


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    command = [sys.executable, "-m", "comity.training.counterparts.learning_platform"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("", timeout=20)


@pytest.fixture
def platform(running: str, academy: Academy) -> Platform:
    """A platform that the trainer has registered."""
    found = Platform(running)
    told = {
        "name": "Academy's Moodle (simulated)", "issuer": running, "client_id": CLIENT_ID, "deployments": f"{DEPLOYMENT}, 2",
        "login_url": f"{running}/auth", "token_url": f"{running}/token", "keys_url": f"{running}/keys",
    }  # fmt: skip
    answer = academy.client(academy.trainer).post(f"/training/groups/{academy.group.pk}/platforms/", told)
    assert answer.status_code == 302
    found.ask("/tool", fresh().get("/lti/keys/").json())
    found.plan()
    return found


def fresh() -> Client:
    from django.test import Client

    return Client()


def begun(client: Client, platform: Platform) -> dict[str, str]:
    """Begin a launch in a browser, and return what the platform's form would post."""
    answer = client.get("/lti/login/", {"iss": platform.address, "login_hint": "17", "client_id": CLIENT_ID, "target_link_uri": "x"})
    assert answer.status_code == 302, answer.content.decode()[:300]
    posted: dict[str, str] = platform.ask(answer["Location"])
    assert posted.pop("to") == "http://testserver/lti/launch/"
    return posted


def launched(client: Client, platform: Platform) -> Any:
    """Go the whole way; return the page on which the browser ends."""
    return client.post("/lti/launch/", begun(client, platform), follow=True)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_learner_opens_an_exercise_and_the_platform_is_told_the_points(academy: Academy, platform: Platform) -> None:
    from comity.desk.models import LearningPerson, LearningResult, TrainingRun
    from tests.training.academy import played_over

    platform.plan(custom={"scenario": "S1"})
    client = fresh()
    page = launched(client, platform)
    run = TrainingRun.objects.get()
    assert page.redirect_chain[-1][0] == f"/training/runs/{run.pk}/"
    assert page.status_code == 200
    learner = LearningPerson.objects.get()
    assert (learner.person.full_name, run.group) == ("Learner of the Platform (invented)", academy.group)
    assert not learner.person.has_usable_password()
    launched(fresh(), platform)
    assert TrainingRun.objects.count() == 1, "a learner who comes again goes on"
    played_over(run, perfect("S1"))
    assert client.post(f"/training/runs/{run.pk}/do/finish/").status_code == 302
    (score,) = platform.ask("/scores")["scores"]
    assert (score["userId"], score["scoreMaximum"], score["gradingProgress"]) == ("learner-17", 100, "PendingManual")
    assert score["scoreGiven"] == 100.0
    assert LearningResult.objects.get().sent == 100.0
    item = next(one for one in LIBRARY.scenario("S1").marking if one.by_person)
    given = {"item": item.id, "points": "0", "reason": "copied from the slide"}
    academy.client(academy.trainer).post(f"/training/runs/{run.pk}/do/adjust/", given)
    last = platform.ask("/scores")["scores"][-1]
    assert last["gradingProgress"] == "FullyGraded"
    assert last["scoreGiven"] == 100.0 - item.points


def test_a_platform_that_takes_no_points_does_not_stop_the_marking(platform: Platform) -> None:
    from comity.desk.models import LearningResult, TrainingRun

    platform.plan(custom={"scenario": "S1"}, sub="another-learner")
    client = fresh()
    launched(client, platform)
    run = TrainingRun.objects.get()
    platform.plan(fault="no_token")
    assert client.post(f"/training/runs/{run.pk}/do/finish/").status_code == 302
    run.refresh_from_db()
    assert run.state == "marked"
    result = LearningResult.objects.get()
    assert (result.sent, "401" in result.trouble) == (None, True)


@pytest.mark.parametrize("fault", ["forged", "none", "hmac", "expired", "later", "nonce", "audience", "issuer", "deployment", "version"])
def test_a_launch_that_does_not_hold_is_refused(platform: Platform, fault: str) -> None:
    from comity.desk.models import LearningPerson

    client = fresh()
    platform.plan(fault=fault)
    page = launched(client, platform)
    assert page.status_code == 403
    assert not signed_in(client)
    assert not LearningPerson.objects.exists()


def test_a_token_comes_once(platform: Platform) -> None:
    client = fresh()
    posted = begun(client, platform)
    assert client.post("/lti/launch/", posted, follow=True).status_code == 200
    again = fresh()
    assert again.post("/lti/launch/", posted, follow=True).status_code == 403
    assert not signed_in(again)


def test_a_launch_belongs_to_the_browser_that_began_it(platform: Platform) -> None:
    """Somebody who has the token and the state, but not the cookie, is no further than before; the browser that has it comes in once."""
    client, thief = fresh(), fresh()
    posted = begun(client, platform)
    assert thief.post("/lti/launch/", posted, follow=True).status_code == 403
    assert not signed_in(thief)
    assert client.get("/lti/enter/", {"state": posted["state"]}, follow=True).status_code == 200
    assert signed_in(client)
    assert client.get("/lti/enter/", {"state": posted["state"]}).status_code == 403


def test_a_state_that_nobody_gave_or_that_is_old_is_refused(platform: Platform) -> None:
    from datetime import timedelta

    from comity.desk.models import LearningLaunch

    client = fresh()
    posted = begun(client, platform)
    assert client.post("/lti/launch/", {**posted, "state": "made-up"}).status_code == 403
    launch = LearningLaunch.objects.get()
    launch.begun_at -= timedelta(minutes=11)
    launch.save()
    assert client.post("/lti/launch/", posted).status_code == 403


def test_a_platform_may_change_its_keys(platform: Platform) -> None:
    client = fresh()
    assert launched(client, platform).status_code == 200
    platform.plan(fault="new_key")
    from comity.training.lti import launch

    launch._KEYS[f"{platform.address}/keys"] = (
        launch._KEYS[f"{platform.address}/keys"][0] - 5,
        launch._KEYS[f"{platform.address}/keys"][1],
    )
    other = fresh()
    assert launched(other, platform).status_code == 200
    assert signed_in(other)


def test_a_platform_that_nobody_registered_begins_nothing(platform: Platform) -> None:
    for asked in ({"iss": "https://elsewhere.example", "login_hint": "1"}, {"iss": platform.address}, {}):
        assert fresh().post("/lti/login/", asked).status_code == 403


def test_a_register_of_real_cases_takes_no_launch(rows: object) -> None:  # noqa: ARG001
    assert fresh().post("/lti/login/", {"iss": "https://lms.example", "login_hint": "1"}).status_code == 403
    assert fresh().get("/lti/keys/").status_code == 403


def test_a_teacher_chooses_what_is_linked_and_the_choice_is_signed(platform: Platform) -> None:
    platform.plan(message_type="LtiDeepLinkingRequest", roles=[TEACHER])
    client = fresh()
    page = launched(client, platform)
    assert page.redirect_chain[-1][0] == "/lti/choose/"
    assert 'value="scenario:S1"' in page.content.decode()
    answer = client.post("/lti/choose/", {"link": ["scenario:S1", "lesson:L1.2", "scenario:S99"]})
    assert f"form-action 'self' {platform.address};" in answer["Content-Security-Policy"]
    told = answer.content.decode()
    assert f'action="{platform.address}/chosen"' in told
    jwt = told.partition('name="JWT" value="')[2].partition('"')[0]
    claims = decode(jwt, KeySet.import_key_set(fresh().get("/lti/keys/").json()), algorithms=["RS256"]).claims
    items = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert [one["custom"] for one in items] == [{"scenario": "S1"}, {"lesson": "L1.2"}]
    assert items[0]["lineItem"]["scoreMaximum"] == 100
    assert (claims["aud"], claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"]) == ([platform.address], "kept")
    assert not signed_in(client)


def test_a_learner_chooses_nothing(platform: Platform) -> None:
    platform.plan(message_type="LtiDeepLinkingRequest")
    assert launched(fresh(), platform).status_code == 403


def test_what_we_serve_of_our_key_is_its_public_half(platform: Platform) -> None:  # noqa: ARG001
    (key,) = fresh().get("/lti/keys/").json()["keys"]
    assert set(key) <= {"kty", "n", "e", "kid", "use", "alg"}


def test_only_who_leads_the_group_registers_a_platform(academy: Academy, platform: Platform) -> None:
    path = f"/training/groups/{academy.group.pk}/platforms/"
    assert academy.client(academy.people[0]).get(path).status_code == 404
    assert platform.address in academy.client(academy.trainer).get(path).content.decode()
    plain = {"name": "x", "issuer": "https://a.example", "client_id": "1", "deployments": "1", "login_url": "http://a.example/auth",
             "token_url": "https://a.example/t", "keys_url": "https://a.example/k"}  # fmt: skip
    assert academy.client(academy.trainer).post(path, plain).status_code == 400

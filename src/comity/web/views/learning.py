"""Launches from learning platforms (LTI 1.3), and the page on which a trainer registers one."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.desk.models.learning import LearningLaunch, LearningPlatform
from comity.desk.rights.refusal import RefusedError
from comity.text.messages import Messages, say
from comity.training.lti import deep_link, learners
from comity.training.lti import launch as launches
from comity.training.lti import platforms as registered
from comity.training.lti.own_key import public_keys
from comity.training.space.groups import group_of, needs_training_register
from comity.web.middleware.signed_in import for_everybody, worker_of

COOKIE = "comity_launch"
_LAUNCH = "lti_launch"


@for_everybody
@csrf_exempt  # the platform's first word; what it begins is bound to this browser by a cookie and serves once
def login(request: HttpRequest) -> HttpResponseBase:
    """Begin a launch: send the browser to the platform's sign-in."""
    asked = request.POST if request.method == "POST" else request.GET
    address, state = launches.begin({key: str(asked[key]) for key in asked}, request.build_absolute_uri("/lti/launch/"))
    answer = redirect(address)
    lasts = int(launches.LASTS.total_seconds())
    answer.set_cookie(COOKIE, state, max_age=lasts, path="/lti/", secure=settings.CONFIGURATION.secure, httponly=True, samesite="Lax")
    return answer


@for_everybody
@csrf_exempt  # posted by the platform: the signed token, its nonce and the state say that it is meant
@require_POST
def launch(request: HttpRequest) -> HttpResponseBase:
    """Verify the token of a launch, and go on in a page of our own, where the cookie is seen."""
    needs_training_register()
    if request.POST.get("error"):
        raise RefusedError(say("the learning platform did not sign in: {reason}", reason=request.POST["error"][:80]))
    launches.verify(request.POST.get("id_token", ""), request.POST.get("state", ""))
    answer = redirect("lti-enter")
    answer["Location"] += f"?state={request.POST['state']}"
    answer.status_code = 303
    return answer


@for_everybody
@require_safe
def enter(request: HttpRequest) -> HttpResponseBase:
    """Let the browser in that began the launch."""
    needs_training_register()
    found = launches.enter(request.GET.get("state", ""), request.COOKIES.get(COOKIE, ""))
    if deep_link.is_linking(found):
        request.session[_LAUNCH] = found.pk
        return redirect("lti-choose")
    wanted = learners.wanted_by(found)
    learner = learners.person_of(found)
    auth.login(request, learner.person, backend="django.contrib.auth.backends.ModelBackend")
    if wanted.scenario is not None:
        answer = redirect("training-run", learners.open_exercise(found, learner, wanted.scenario).pk)
    else:
        answer = redirect("lesson", wanted.lesson) if wanted.lesson else redirect("course")
    answer.delete_cookie(COOKIE, path="/lti/")
    return answer


@for_everybody
def choose(request: HttpRequest) -> HttpResponse:
    """Let a teacher choose what is linked; then hand the signed choice to the platform."""
    found = LearningLaunch.objects.filter(pk=request.session.get(_LAUNCH) or 0).select_related("platform").first()
    if found is None or not learners.is_teacher(found):
        raise RefusedError(say("only who teaches on the learning platform chooses what is linked there"))
    tag = get_language() or "en"
    if request.method != "POST":
        return render(request, "training/lti_choose.html", {"offers": deep_link.offers(tag), "platform": found.platform})
    address = deep_link.return_address(found)
    signed = deep_link.choice(found, request.POST.getlist("link"), request.build_absolute_uri("/lti/launch/"), tag)
    del request.session[_LAUNCH]
    answer = render(request, "training/lti_return.html", {"address": address, "signed": signed, "platform": found.platform})
    parts = urlsplit(address)
    answer.also_posts_to = f"{parts.scheme}://{parts.netloc}"  # type: ignore[attr-defined]
    return answer


@for_everybody
@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Serve the public half of our key (JWKS)."""
    needs_training_register()
    return HttpResponse(json.dumps(public_keys()), content_type="application/json")


def platforms(request: HttpRequest, group_id: int) -> HttpResponseBase:
    """Show the learning platforms of a group and what they need to know of us; register one, or forget one."""
    worker = worker_of(request)
    group = group_of(worker, group_id, leads=True)
    if request.method == "POST":
        if request.POST.get("do") == "forget":
            registered.forget(worker, group, request.POST.get("platform", ""))
        else:
            registered.register(worker, group, {key: request.POST.get(key, "") for key in registered.FIELDS})
        return redirect("learning-platforms", group_id)
    own = {name: request.build_absolute_uri(f"/lti/{name}/") for name in ("login", "launch", "keys")}
    rows = LearningPlatform.objects.filter(group=group)
    context = {"group": group, "platforms": rows, "own": own, "fields": registered.FIELDS, "t": Messages(worker.language)}
    return render(request, "training/platforms.html", context)

"""The training space: groups, runs with their clock, what was told and what is done, marking, tests, certificates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.desk.bench import workbench
from comity.desk.models.training import TrainingCertificate, TrainingGroup, TrainingRun
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.roles import STATES as REQUEST_STATES
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.model.identifier import IdentifierKind
from comity.text.messages import mark, say
from comity.training import spoken
from comity.training.evidence import calls_of
from comity.training.lti.grades import tell_platform
from comity.training.players.play import solution_of
from comity.training.reading import mark_reading
from comity.training.space import drafts, marks, returns, runs, sittings, stage
from comity.training.space.certificate import academy_key, issue, passed
from comity.training.space.groups import group_of, is_trainer, open_group
from comity.training.teaching.course import course
from comity.web.middleware.signed_in import worker_of

KINDS: dict[str, str] = {
    "instalment": mark("told"),
    "inject": mark("happens"),
    "sent": mark("sent"),
    "answer": mark("answer"),
    "act": mark("done"),
    "decision": mark("decided"),
    "intake": mark("taken in"),
    "found": mark("lead taken"),
    "clock": mark("clock"),
    "flag": mark("state"),
    "route": mark("routes"),
    "end": mark("end"),
}
"""Kinds of lines of the timeline in words."""
_PARTS = 4
"""Kind, value, moment and port of a lead."""
ANSWERS = ("disclosure", "partial_disclosure", "refusal", "clarification", "confirmation", "ack", "notice")


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Show the groups that the person leads or belongs to, and their runs."""
    worker = worker_of(request)
    own = TrainingGroup.objects.filter(trainer=worker.person) if is_trainer(worker) else worker.person.training_groups.all()
    mine = TrainingRun.objects.filter(players__person=worker.person).select_related("group").distinct()
    context = {"groups": own, "my_runs": mine, "leads": is_trainer(worker), "modules": course().modules, "language_tag": worker.language}
    return render(request, "training/groups.html", context)


@require_POST
def group_new(request: HttpRequest) -> HttpResponseBase:
    """Open a group."""
    group = open_group(worker_of(request), request.POST.get("name", ""), tuple(request.POST.getlist("modules")))
    return redirect("training-group", group.pk)


@require_safe
def group_page(request: HttpRequest, group_id: int) -> HttpResponse:
    """Show a group: its code, members, runs, tests, gain, certificates."""
    worker = worker_of(request)
    group = group_of(worker, group_id)
    leads = group.trainer_id == worker.person.pk
    members = list(group.members.all())
    rows = group.runs.select_related("case").prefetch_related("players__person")
    taken = {(one.module, one.moment) for one in group.sittings.filter(person=worker.person)}
    modules = [one for one in course().modules if not group.modules or one.plan.id in group.modules]
    context: dict[str, Any] = {
        "group": group,
        "leads": leads,
        "members": members,
        "runs": rows if leads else rows.filter(players__person=worker.person).distinct(),
        "scenarios": stage.library().scenarios.values(),
        "lengths": runs.LENGTHS,
        "parts": runs.PARTS,
        "modules": modules,
        "tests": [
            (module, [(moment, words, (module.plan.id, moment) in taken) for moment, words in sittings.MOMENTS.items()])
            for module in modules
        ],
        "language_tag": worker.language,
        "join_address": request.build_absolute_uri("/join/"),
    }
    if leads:
        context |= {
            "gains": sittings.gains(group),
            "stumbles": sittings.stumbles(group),
            "passed": [(person, passed(group, person), group.certificates.filter(person=person)) for person in members],
            "academy_key": academy_key() if group.certificates.exists() else "",
        }
    return render(request, "training/group.html", context)


@require_POST
def run_new(request: HttpRequest, group_id: int) -> HttpResponseBase:
    """Open a run: one for each member alone, or one for a team."""
    worker, posted = worker_of(request), request.POST
    group = group_of(worker, group_id)
    leads = group.trainer_id == worker.person.pk
    members = {str(one.pk): one for one in group.members.all()} if leads else {}
    length, told = posted.get("length", "whole"), posted.get("seed", "")
    seed = int(told) if told.isdigit() and len(told) < 9 else 1
    scenario = posted.get("scenario", "")
    if posted.get("way") == "team" and leads:
        chosen = [
            runs.Player(members[key], part, posted.get("plays", "") if part == "counterpart" else "")
            for part in runs.PARTS
            for key in posted.getlist(f"part.{part}")
            if key in members
        ]
        run = runs.open_run(worker, group, scenario, chosen, length=length, seed=seed)
        return redirect("training-run", run.pk)
    people = list(members.values()) if posted.get("way") == "everybody" else [worker.person]
    if not people:
        raise InputError(say("nobody has joined the group yet"), place="group")
    opened = [runs.open_run(worker, group, scenario, [runs.Player(person)], length=length, seed=seed) for person in people]
    return redirect("training-run", opened[0].pk) if len(opened) == 1 else redirect("training-group", group.pk)


@require_safe
def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a run as its players see it."""
    worker = worker_of(request)
    with stage.held(run_id):
        place = runs.place_of(worker, run_id)
        return render(request, "training/run.html", _stage_context(worker, place))


def _stage_context(worker: Worker, place: runs.Place) -> dict[str, Any]:
    game, case = place.game, place.run.case
    solution = solution_of(stage.library(), game.scenario)
    checks = [call for item in game.scenario.marking for call in calls_of(item.check)]
    hints = marks.hints_of(place)
    instruments = workbench(worker.language).law.instruments
    waiting = [
        (number, one)
        for number, one in enumerate(game.pending)
        if not one.is_answered and (place.is_trainer or one.counterpart.name in place.plays)
    ]
    return {
        "place": place,
        "run": place.run,
        "game": game,
        "scenario": game.scenario,
        "summary": spoken.summary(game.scenario),
        "trainer_notes": spoken.trainer_notes(game.scenario) if place.is_trainer else "",
        "title": game.scenario.title.told(worker.facts_language),
        "told": runs.told(game),
        "arrived": returns.arrived(place),
        "states": returns.STATES,
        "requests": [(one, drafts.is_ready(place, one)) for one in case.requests.all()],
        "leads": case.leads.filter(state="accepted"),
        "found_leads": case.leads.filter(state="found").count(),
        "may_send": runs.may_send(place) and place.run.state == "open",
        "moves_clock": place.is_trainer or "alone" in place.parts,
        "counterparts": drafts.counterparts_of(place),
        "names": {name: one.title for name, one in game.counterparts.items()},
        "instrument_names": {id_: one.name for id_, one in instruments.items()},
        "request_states": REQUEST_STATES,
        "instruments": sorted(((id_, one.name) for id_, one in instruments.items()), key=lambda pair: pair[1]),
        "decisions": sorted({arguments[0] for name, arguments in checks if name == "decided"}),
        "acts": sorted({one.act for one in solution.steps if one.act} | {"ack", "ask_for_consent"}),
        "gives": [one.sender.replace(" ", "-") for one in game.scenario.injects if one.id in game.record.events],
        "asked": [one for one in game.scenario.injects if one.id in game.record.events and f"answered:{one.id}" not in game.record.events],
        "files": [one.id for one in game.scenario.instalments] if any(name == "all_closed_with_code" for name, _ in checks) else [],
        "closed": game.record.closed,
        "codes": sorted(workbench("en").law.outcomes),
        "waiting": waiting,
        "answers": ANSWERS,
        "injects": [
            (one, spoken.told(game.scenario, one.id, one.text))
            for one in game.scenario.injects
            if place.is_trainer and one.id not in game.record.events
        ],
        "hints": [(item, hints.get(item.id, ()), marks.price_of(item, len(hints.get(item.id, ())))) for item in game.scenario.marking],
        "parts": runs.PARTS,
        "players": place.run.players.select_related("person"),
    }


@require_POST
def run_action(request: HttpRequest, run_id: int, verb: str) -> HttpResponseBase:
    """Do something in a run."""
    worker = worker_of(request)
    if verb in _DEEDS:
        runs.act(worker, run_id, {"do": verb, **{key: request.POST.get(key, "") for key in _DEEDS[verb]}})
    elif verb in _VERBS:
        answer = _VERBS[verb](worker, run_id, request.POST)
        return answer if isinstance(answer, HttpResponseBase) else redirect("training-run", run_id)
    else:
        raise Http404
    return redirect("training-run", run_id)


def _clock(worker: Worker, run_id: int, posted: QueryDict, *, runs_on: bool) -> None:
    rate = posted.get("rate", "")
    runs.set_clock(worker, run_id, runs=runs_on, rate=int(rate) if rate.isdigit() else None)


def _finish(worker: Worker, run_id: int, _: QueryDict) -> HttpResponseBase:
    tell_platform(runs.finish(worker, run_id))
    return redirect("training-marking", run_id)


def _prepare(worker: Worker, run_id: int, posted: QueryDict) -> HttpResponseBase:
    leads = [int(one) for one in posted.getlist("leads") if one.isdigit()]
    made = drafts.prepare(worker, runs.place_of(worker, run_id), posted.get("instrument", ""), posted.get("to", ""), leads)
    return redirect("request", made.pk)


def _send(worker: Worker, run_id: int, posted: QueryDict) -> None:
    number = posted.get("request", "")
    drafts.send(worker, runs.place_of(worker, run_id), int(number) if number.isdigit() else 0)


def _find(worker: Worker, run_id: int, posted: QueryDict) -> HttpResponseBase:
    place, pack = runs.place_of(worker, run_id), posted.get("pack", "")
    rows = [one.split("|") for one in posted.getlist("candidate")]
    if posted.get("value", "").strip():
        rows.append([posted.get(key, "").strip() for key in ("kind", "value", "at", "port")])
    for kind, value, at, port in (row for row in rows if len(row) == _PARTS):
        returns.take_lead(worker, place, pack, kind, value, at, port)
    return redirect(f"{reverse('training-return', args=(run_id, pack))}?{urlencode({'zone': posted.get('zone', '')})}")


def _adjust(worker: Worker, run_id: int, posted: QueryDict) -> HttpResponseBase:
    marks.adjust(worker, run_id, posted.get("item", ""), posted.get("points", ""), posted.get("reason", ""))
    tell_platform(runs.place_of(worker, run_id).run)
    return redirect("training-marking", run_id)


_VERBS: dict[str, Callable[[Worker, int, QueryDict], object]] = {
    "jump": lambda worker, run_id, posted: runs.jump(worker, run_id, posted.get("to", "next")),
    "go": lambda worker, run_id, posted: _clock(worker, run_id, posted, runs_on=True),
    "pause": lambda worker, run_id, posted: _clock(worker, run_id, posted, runs_on=False),
    "finish": _finish,
    "prepare": _prepare,
    "send": _send,
    "take-in": lambda worker, run_id, posted: returns.take_in(
        worker, runs.place_of(worker, run_id), posted.get("pack", ""), posted.get("state", "")
    ),
    "find": _find,
    "hint": lambda worker, run_id, posted: marks.take_hint(worker, run_id, posted.get("item", "")),
    "adjust": _adjust,
    "reply": lambda worker, run_id, posted: runs.act(worker, run_id, _reply(posted)),
}
_DEEDS = {
    "act": ("name", "to", "text"),
    "give": ("to", "text"),
    "answer": ("inject", "text"),
    "decide": ("name", "value", "reason"),
    "close": ("file", "code"),
    "inject": ("inject",),
}


def _reply(posted: QueryDict) -> dict[str, Any]:
    number = posted.get("number", "")
    deed: dict[str, Any] = {"do": "reply", "number": int(number) if number.isdigit() else -1}
    if posted.get("own"):
        answer = {
            "status": posted.get("status", "ack"),
            "code": posted.get("code", "granted"),
            "delay_h": 0.0,
            "text": posted.get("text", ""),
        }
        deed["answer"] = answer | ({"pack_of_scenario": True} if posted.get("pack") else {})
    return deed


@require_safe
def run_return(request: HttpRequest, run_id: int, pack: str) -> HttpResponse:
    """Show a return that was taken in: what the readers say of it, its events, and what can be taken from it."""
    worker = worker_of(request)
    place = runs.place_of(worker, run_id)
    found = next((one for one in returns.arrived(place) if one.returned.id == pack), None)
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    zone = request.GET.get("zone", "").strip()
    context = {
        "run": place.run,
        "one": found,
        "read": returns.read_return(place, pack, zone),
        "sealed": returns.sealed_as(place, pack),
        "zone": zone,
        "zones": [place.run.case.zone, "UTC"],
        "may_send": runs.may_send(place) and place.run.state == "open",
        "taken": {(row.value, row.moment, row.port) for row in place.game.record.found if row.pack == pack},
        "text": found.file.data.decode("utf-8", "replace") if found.file.name.endswith(".txt") else "",
        "kinds": sorted(one.value for one in IdentifierKind),
    }
    return render(request, "training/return.html", context)


@require_safe
def run_return_file(request: HttpRequest, run_id: int, pack: str) -> HttpResponse:
    """Give the file of a return away, to be read with other programs; its name says that it is training."""
    place = runs.place_of(worker_of(request), run_id)
    returns.sealed_as(place, pack)
    file = returns.file_of(place, pack)
    answer = HttpResponse(file.data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{quote(file.name)}"'
    return answer


@require_safe
def marking(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show the marking of a run: line by line, what happened, the model solution beside."""
    worker = worker_of(request)
    place = runs.place_of(worker, run_id)
    if place.run.state != "marked" and not place.is_trainer:
        raise InputError(say("the marking is shown when the exercise is over"), hint=say("end the exercise first"))
    context = {
        "place": place,
        "run": place.run,
        "scenario": place.game.scenario,
        "title": place.game.scenario.title.told(worker.facts_language),
        "mark": marks.mark_run(place.run),
        "words": {one.id: spoken.item(place.game.scenario, one.id) for one in place.game.scenario.marking},
        "solution": list(zip(place.game.scenario.model_solution, spoken.solution(place.game.scenario), strict=True)),
        "debrief": spoken.debrief(place.game.scenario),
        "log": place.game.record.log,
        "beside": marks.beside(place.run),
        "reading": mark_reading(place.game, stage.library()),
        "length": runs.LENGTHS[place.run.length],
        "groups": marks.GROUPS,
        "kinds": KINDS,
    }
    return render(request, "training/marking.html", context)


def test_page(request: HttpRequest, group_id: int, module: str, moment: str) -> HttpResponseBase:
    """Ask the questions of a test; afterwards show what was right and why."""
    worker = worker_of(request)
    group = group_of(worker, group_id)
    if request.method == "POST":
        sittings.sit(worker, group, module, moment, {key: request.POST[key] for key in request.POST})
        return redirect("training-test", group_id, module, moment)
    found = sittings.module_of(module)
    sitting = group.sittings.filter(person=worker.person, module=module, moment=moment).first()
    rows = [(name, question, sitting.answers.get(name) if sitting else None) for name, question in sittings.questions(found, moment, group)]
    # before the course the right answers are not shown: the same questions come again after it
    context = {
        "group": group,
        "module": found,
        "moment": sittings.MOMENTS[moment],
        "rows": rows,
        "sitting": sitting,
        "language_tag": worker.language,
    }
    return render(request, "training/test.html", context | {"shows": sitting is not None and moment == "after"})


@require_POST
def certificate_new(request: HttpRequest, group_id: int, person_id: int) -> HttpResponseBase:
    """Issue a certificate."""
    worker = worker_of(request)
    group = group_of(worker, group_id, leads=True)
    person = group.members.filter(pk=person_id).first()
    if person is None:
        raise NotThereError(say("there is nothing here for you"))
    issue(worker, group, person)
    return redirect("training-group", group_id)


@require_safe
def certificate(request: HttpRequest, number: str, format_: str) -> HttpResponse:
    """Give a certificate away, or its proof."""
    worker = worker_of(request)
    found = TrainingCertificate.objects.filter(number=number).select_related("group").first()
    if found is None or worker.person.pk not in {found.person_id, found.group.trainer_id}:
        raise NotThereError(say("there is nothing here for you"))
    is_pdf = format_ == "pdf"
    content, media = (bytes(found.pdf), "application/pdf") if is_pdf else (found.proof.encode(), "text/plain; charset=utf-8")
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{number}.{"pdf" if is_pdf else "tlog-proof"}"'
    return response

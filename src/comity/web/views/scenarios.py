"""The editor of exercises: copy one, change its parts, see what the check says, play it at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.models.training import TrainingGroup
from comity.errors import ComityError
from comity.training.space import own_exercises, stage
from comity.web.middleware.signed_in import worker_of


def scenarios(request: HttpRequest) -> HttpResponseBase:
    """List the exercises; copy one."""
    worker = worker_of(request)
    workshop = own_exercises.workshop_of(worker)
    if request.method == "POST":
        return redirect("scenario-edit", own_exercises.copy(worker, request.POST.get("scenario", "")))
    rows = stage.library().scenarios.values()
    context = {"own": set(workshop.ids()), "scenarios": rows, "language_tag": worker.facts_language}
    return render(request, "training/scenarios.html", context)


def edit(request: HttpRequest, scenario: str) -> HttpResponse:
    """Show an own exercise by its parts, with what the check says; save one part."""
    worker = worker_of(request)
    workshop = own_exercises.workshop_of(worker)
    typed: tuple[str, str] | None = None
    trouble: ComityError | None = None
    if request.method == "POST":
        typed = (request.POST.get("part", ""), request.POST.get("text", ""))
        try:
            own_exercises.save(worker, scenario, *typed)
            typed = None
        except ComityError as error:
            trouble = error
    parts = workshop.parts(scenario)
    problems = own_exercises.workshop_of(worker).problems(scenario)
    known = {one.place for one in parts}
    rows = [(one, [row for row in problems if _part_of(row.place, known) == one.place]) for one in parts]
    context = {
        "scenario": scenario,
        "title": stage.library().scenario(scenario).title.told(worker.facts_language),
        "rows": rows,
        "problems": problems,
        "typed": typed,
        "trouble": trouble,
        "groups": TrainingGroup.objects.filter(trainer=worker.person),
    }
    return render(request, "training/scenario_edit.html", context, status=400 if trouble is not None else 200)


def _part_of(place: str, known: set[str]) -> str:
    """Return the part in which a problem lies."""
    names = place.replace("[", ".").split(".")
    return next((one for one in (".".join(names[:2]), names[0], f"{names[0]}.steps") if one in known), "")


@require_POST
def play(request: HttpRequest, scenario: str) -> HttpResponseBase:
    """Open a run of an own exercise for the trainer."""
    return redirect("training-run", own_exercises.play_now(worker_of(request), scenario, request.POST.get("group", "")).pk)

"""Statistics as a page, as a workbook, and as a review to be printed for a round table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.journal.chain import write
from comity.desk.money.entries import FATES
from comity.desk.rights.worker import Worker
from comity.desk.statistics.facts import Period, gather
from comity.desk.statistics.measures import DIMENSIONS, STAGES, Row
from comity.desk.statistics.review import FEW, Review, review
from comity.desk.statistics.workbook import workbook
from comity.desk.steps.file_answer import outcome_codes
from comity.errors import InputError
from comity.text.messages import say
from comity.web.charts.bars import Bar, bars
from comity.web.middleware.signed_in import worker_of

_SHOWN = 12
_USUAL = timedelta(days=365)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a period, by default of the last year."""
    worker = worker_of(request)
    found = review(gather(worker, _period(request, worker)))
    dimension = request.GET.get("by", "state")
    return render(request, "desk/statistics.html", _context(worker, found, dimension if dimension in DIMENSIONS else "state"))


@require_safe
def statistics_review(request: HttpRequest) -> HttpResponse:
    """Show the review of procedures, to be printed."""
    worker = worker_of(request)
    found = review(gather(worker, _period(request, worker)))
    context = _context(worker, found, "state")
    context["by_dimension"] = [
        (DIMENSIONS[name][0], found.groups[name][:_SHOWN], len(found.groups[name])) for name in ("state", "addressee", "instrument", "unit")
    ]
    return render(request, "desk/review.html", context)


@require_safe
def statistics_workbook(request: HttpRequest) -> HttpResponse:
    """Give the statistics away as a workbook."""
    worker = worker_of(request)
    period = _period(request, worker)
    content = workbook(review(gather(worker, period)), worker.t)
    words = worker.t(
        "{name} took the statistics of {start} to {end} away", name=worker.person.full_name, start=period.start, end=period.end
    )
    write("statistics.exported", words, person=worker.person, clock=worker.clock)
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="statistics-{period.start}-{period.end}.xlsx"'
    return response


def _context(worker: Worker, found: Review, dimension: str) -> dict[str, Any]:
    t = worker.t
    names = outcome_codes(worker.language)
    rows = found.groups[dimension]
    return {
        "review": found,
        "period": found.facts.period,
        "dimension": dimension,
        "dimensions": {name: title for name, (title, _) in DIMENSIONS.items()},
        "rows": rows,
        "stage_names": STAGES,
        "fates": FATES,
        "outcome_names": names,
        "few": FEW,
        "questions": [t.of(one) for one in found.questions],
        "volume_chart": bars(t(DIMENSIONS[dimension][0]), [_volume(row, worker) for row in rows[:_SHOWN]]),
        "stage_chart": bars(
            t("Days by stage: median, and the mark at the 90th percentile"),
            [
                Bar(t(STAGES[stage]), days.median or 0, f"{days.median or 0:.1f} / {days.p90 or 0:.1f}", days.p90)
                for stage, days in found.stages.items()
                if days.count
            ],
        ),
        "reason_chart": bars(t("Reasons for refusal"), [Bar(names.get(code, code), count) for code, count in found.reasons[:_SHOWN]]),
        "override_chart": bars(t("Blocks let pass"), [Bar(rule, count) for rule, count in found.overridden[:_SHOWN]]),
    }


def _volume(row: Row, worker: Worker) -> Bar:
    share = "" if row.share_answered is None else f" · {100 * row.share_answered:.0f} %"
    return Bar(row.name or worker.t("not known"), row.begun, f"{row.begun}{share}")


def _period(request: HttpRequest, worker: Worker) -> Period:
    today = worker.clock().date()
    start, end = _day(request, "from", today - _USUAL), _day(request, "to", today)
    if start > end:
        raise InputError(say("the period ends before it starts: {start} to {end}", start=start, end=end), hint=say("swap the two days"))
    return Period(start, end)


def _day(request: HttpRequest, name: str, usual: date) -> date:
    text = request.GET.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError:
        raise InputError(say("this is no day: {text}", text=text), place=name, hint=say("write the year first: 2026-03-14")) from None

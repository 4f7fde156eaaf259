"""Search: hits by kind, the directory, and where an identifier is known."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.desk.search.known import known
from comity.desk.search.look import A_PAGE, Group, Hit, look
from comity.desk.search.sources import KINDS
from comity.web.middleware.signed_in import worker_of

_LONGEST = 300


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits."""
    worker = worker_of(request)
    text = request.GET.get("q", "").strip()[:_LONGEST]
    kind = request.GET.get("kind", "")
    page = max(1, int(number)) if (number := request.GET.get("page", "1")).isascii() and number.isdigit() and len(number) < 9 else 1
    found = look(worker, text, kind if kind in KINDS else "", page)
    return render(
        request,
        "desk/search.html",
        {
            "found_text": text,
            "found": found,
            "groups": [_shown(group, page) for group in found.groups],
            "known": known(worker, text) if text and page == 1 else (),
            "kind": kind if kind in KINDS else "",
        },
    )


def _shown(group: Group, page: int) -> dict[str, Any]:
    pages = ceil(group.count / A_PAGE)  # where there are more than are counted, as far as they are
    return {
        "kind": group.kind,
        "title": group.title,
        "count": group.count,
        "hits": [(hit, *_where(hit)) for hit in group.hits],
        "is_more": group.is_more,
        "more": group.is_more or group.count > len(group.hits),
        "page": page,
        "pages": pages,
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < pages else None,
    }


def _where(hit: Hit) -> tuple[str, str]:
    """The address of a hit, and its name."""
    thing, number = hit.thing, hit.case.number
    if hit.kind == "case":
        return reverse("case", args=[thing.pk]), f"{number}: {thing.title}"
    if hit.kind == "lead":
        return f"{reverse('leads', args=[hit.case.pk])}#lead-{thing.pk}", thing.value
    if hit.kind == "request":
        return reverse("request", args=[thing.pk]), f"{number}/{thing.number} {thing.addressee}"
    if hit.kind == "letter":
        return reverse("request-version", args=[thing.request_id, thing.number]), f"{number}/{thing.request.number} v{thing.number}"
    if hit.kind == "answer":
        return reverse("request", args=[thing.request_id]), f"{number}/{thing.request.number} {thing.code}"
    return reverse("case", args=[hit.case.pk]), number

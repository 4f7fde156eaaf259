"""Conversations, and one of them as people read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.analysis.views.threads import messages, threads
from comity.desk.rights.refusal import NotThereError
from comity.text.messages import say
from comity.web.views.evidence.scene import A_PAGE, Page, page_of, scene_of, with_marks
from comity.web.views.evidence.told import told

_LONGEST = 4000


@require_safe
def evidence_threads(request: HttpRequest, case_id: int) -> HttpResponse:
    """List the conversations of a case."""
    scene = scene_of(request, case_id, "conversations")
    context = {**scene.around, "who": request.GET.get("who", "").strip()[:300]}
    if scene.production is not None:
        with scene.production.opened() as store:
            _, every = threads(store, who=context["who"], limit=1)
            page = page_of(request.GET, every)
            found, _ = threads(store, who=context["who"], limit=A_PAGE, offset=page.offset)
        context |= {"threads": found, "page": page}
    return render(request, "desk/evidence/threads.html", context)


@require_safe
def evidence_thread(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a conversation: its messages with who wrote them, what hung on them, and what was edited or deleted."""
    scene = scene_of(request, case_id, "conversation")
    key = request.GET.get("thread", "")[:_LONGEST]
    if scene.production is None:
        raise NotThereError(say("there is nothing here for you"))
    with scene.production.opened() as store:
        found, _ = threads(store, key=key, limit=1)
        if not found:
            raise NotThereError(say("there is nothing here for you"))
        page: Page = page_of(request.GET, found[0].messages)
        rows = messages(store, key, limit=A_PAGE, offset=page.offset)
    context = {
        **scene.around,
        "thread": found[0],
        "messages": [(event, mark, told(event, found[0].people)) for event, mark in with_marks(scene.case, rows)],
        "as_table": request.GET.get("as") == "table",
        "page": page,
        "here": request.get_full_path(),
    }
    return render(request, "desk/evidence/thread.html", context)

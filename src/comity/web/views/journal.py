"""The whole journal, for auditors, with a check of its chain."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.desk.journal.chain import check, write
from comity.desk.models.journal_entry import JournalEntry
from comity.web.middleware.signed_in import worker_of

_A_PAGE = 100


def journal(request: HttpRequest) -> HttpResponse:
    """Show the journal; a POST checks the chain."""
    worker = worker_of(request)
    worker.demand("register.see_journal")
    state = None
    if request.method == "POST":
        state = check()
        words = (
            worker.t("{name} checked the journal: it holds", name=worker.person.full_name)
            if state.holds
            else worker.t("{name} checked the journal: it is broken", name=worker.person.full_name)
        )
        write(
            "journal.checked",
            words,
            person=worker.person,
            facts={"entries": state.entries, "broken_at": state.broken_at, "cut": state.is_cut},
        )
    page = Paginator(JournalEntry.objects.select_related("case").order_by("-number"), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/journal.html", {"page": page, "state": state, "zone": worker.person.zone})

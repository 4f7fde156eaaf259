"""Victims, losses and money of a case: what was lost, traced, frozen and returned."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.models.case import Case
from comity.desk.money.amounts import COINS
from comity.desk.money.entries import FATES, Typed, add_entry, add_victim, currency_of, strike, take_over
from comity.desk.money.totals import totals, worth
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.web.charts.bars import Bar, bars
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading

_USUAL = ("KGS", "KZT", "UZS", "TJS", "TMT", "AZN", "AMD", "GEL", "USD", "EUR", "RUB")
_TRACKS = {
    kind.value for kind in (IdentifierKind.TXID, IdentifierKind.IBAN, IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD, *WALLET_KINDS)
}
_FIELDS = tuple(Typed.__dataclass_fields__)


@require_safe
def money(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the money of a case."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "money")
    return _page(request, worker, case)


@require_POST
def money_add(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Record a victim, a sum, or what the case file lists; strike a sum out."""
    worker, posted = worker_of(request), request.POST
    try:
        if posted.get("do") == "victim":
            add_victim(worker, case_id, posted.get("name", ""), posted.get("note", ""))
        elif posted.get("do") == "take_over":
            take_over(worker, case_id)
        elif posted.get("do") == "strike":
            key = posted.get("entry", "")
            strike(worker, case_id, int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0, posted.get("reason", ""))
        else:
            add_entry(worker, case_id, Typed(**{name: posted.get(name, "") for name in _FIELDS}))
    except InputError as error:
        return _page(request, worker, worker.case(case_id), error)
    return redirect("money", case_id)


def _page(request: HttpRequest, worker: Worker, case: Case, error: InputError | None = None) -> HttpResponse:
    currency = currency_of(case)
    entries = list(case.money.select_related("victim", "lead", "request", "entered_by", "struck_by"))
    added = totals(entries, currency)
    t = worker.t
    context = {
        **about(worker, case),
        "entries": [(entry, worth(entry, currency)) for entry in entries],
        "totals": added,
        "doubts": [t.of(doubt) for doubt in added.doubts],
        "chart": bars(
            t("What became of the money, in {currency}", currency=currency),
            [Bar(t(FATES[fate]), float(one.amount), one.shown) for fate, one in added.converted.items()],
        ),
        "fates": FATES,
        "victims": case.victims.all(),
        "leads": case.leads.filter(state="accepted", kind__in=_TRACKS),
        "requests": case.requests.only("pk", "number", "addressee", "instrument", "case"),
        "losses_in_file": len([line for line in case.particulars.get("losses", "").splitlines() if line.strip()]),
        "currencies": (*_USUAL, *COINS),
        "recording": worker.may("case.losses", case=case),
        "typed": request.POST,
        "message": t.of(error.message) if error else None,
        "field": error.place if error else None,
        "hint": t.of(error.hint or "") if error else None,
    }
    return render(request, "desk/money.html", context, status=400 if error else 200)

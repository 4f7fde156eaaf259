"""The directory: providers and authorities, each fact with its source, the day it was checked on, and its age."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.bench import workbench
from comity.desk.directory.changes import FIELDS, checks, confirm, decide, entry_of, history, propose
from comity.desk.rights.worker import Worker
from comity.knowledge.shelf_life import FactKind, age, shelf_life
from comity.text.languages import facts_language
from comity.text.messages import mark
from comity.web.middleware.signed_in import worker_of

CHANGE_STATES: dict[str, str] = {"proposed": mark("proposed"), "approved": mark("approved"), "refused": mark("refused")}
_SHOWN = 50
_LONGEST_KEY = 18
_ROLES: dict[str, str] = {
    "central_authority_mla": mark("central authority for mutual legal assistance"),
    "contact_24_7": mark("24/7 contact point"),
    "ncb_interpol": mark("National Central Bureau of INTERPOL"),
    "extradition": mark("extradition"),
    "cloud_act_authority": mark("authority under a CLOUD Act agreement"),
    "mla_receiving": mark("receives requests for assistance"),
    "mla_execution": mark("carries out requests for assistance"),
    "judicial_authorities_1959": mark("judicial authorities (1959 Convention)"),
    "prosecution_international": mark("international department of the prosecution"),
    "cybercrime_policy": mark("policy on cybercrime"),
    "network_host": mark("host of a network"),
    "vasp_regulator": mark("supervisor of virtual-asset providers"),
    "cert": mark("computer emergency response team"),
    "cyber_unit": mark("cybercrime unit"),
    "telecom_technical_body": mark("technical body of telecommunications"),
}


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """List providers and authorities."""
    worker = worker_of(request)
    worker.demand("register.see_directory")
    bench, on = workbench(worker.language), worker.clock().date()
    asked = request.GET.get("q", "").strip().casefold()
    life = shelf_life(FactKind.CONTACT)
    providers = [
        (one, _freshness(one, "law_enforcement_contact", on, life))
        for one in bench.catalog.values()
        if _fits(asked, one.id, one.name, *one.services)
    ]
    authorities = [
        (one, _name(one, worker.language), _freshness(one, "contact", on, life))
        for one in bench.law.authorities.values()
        if _fits(asked, one.id, one.jurisdiction, one.name.en, one.name.ru or "")
    ]
    context = {"providers": providers, "authorities": authorities, "asked": request.GET.get("q", ""), "roles": _ROLES}
    return render(request, "desk/directory.html", context)


@require_safe
def provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show one provider."""
    worker = worker_of(request)
    worker.demand("register.see_directory")
    row = workbench(worker.language).catalog.get(provider_id)
    if row is None:
        raise Http404
    on = worker.clock().date()
    lives = {
        "legal_entity": FactKind.LEGAL_ENTITY,
        "law_enforcement_contact": FactKind.CONTACT,
        "retention": FactKind.RETENTION,
        "accepted_channels": FactKind.PROCESS,
        "identifiers": FactKind.IDENTIFIERS,
    }
    fresh = {field: _freshness(row, field, on, shelf_life(kind)) for field, kind in lives.items()}
    categories = ("subscriber", "traffic", "content", "preservation", "emergency")
    cells = [(name, getattr(row.accepted_channels, name)) for name in categories]
    return render(request, "desk/provider.html", {"row": row, "fresh": fresh, "cells": cells, **_own(worker, "provider", provider_id)})


@require_safe
def authority(request: HttpRequest, authority_id: str) -> HttpResponse:
    """Show one authority."""
    worker = worker_of(request)
    worker.demand("register.see_directory")
    row = workbench(worker.language).law.authorities.get(authority_id)
    if row is None:
        raise Http404
    fresh = _freshness(row, "contact", worker.clock().date(), shelf_life(FactKind.CONTACT))
    names = [(tag, name) for tag in type(row.name).__struct_fields__ if (name := getattr(row.name, tag))]
    return render(
        request,
        "desk/authority.html",
        {
            "row": row,
            "name": _name(row, worker.language),
            "names": names,
            "fresh": fresh,
            "roles": _ROLES,
            **_own(worker, "authority", authority_id),
        },
    )


@require_POST
def directory_act(request: HttpRequest, entry_kind: str, entry_id: str) -> HttpResponseBase:
    """Propose a change of an entry, decide on one, or note that a contact was tried."""
    worker, posted = worker_of(request), request.POST
    entry_of(worker, entry_kind, entry_id)
    if posted.get("do") == "propose":
        propose(worker, entry_kind, entry_id, **{name: posted.get(name, "") for name in ("field", "value", "source", "as_of")})
    elif posted.get("do") == "tried":
        confirm(
            worker, entry_kind, entry_id, contact=posted.get("contact", ""), holds=posted.get("holds") == "yes", how=posted.get("how", "")
        )
    else:
        key = posted.get("change", "")
        number = int(key) if key.isascii() and key.isdigit() and len(key) < _LONGEST_KEY else 0
        decide(worker, number, approve=posted.get("do") == "approve", reason=posted.get("reason", ""))
    return redirect(entry_kind, entry_id)


def _own(worker: Worker, kind: str, object_id: str) -> dict[str, Any]:
    """What the page of an entry shows of the office's own work on it."""
    return {
        "kind": kind,
        "object_id": object_id,
        "fields": FIELDS[kind],
        "change_log": history(kind, object_id)[:_SHOWN],
        "checks": checks(kind, object_id)[:_SHOWN],
        "change_states": CHANGE_STATES,
        "editing": worker.may("register.edit_directory"),
        "deciding": worker.may("register.approve_directory"),
        "today": worker.clock().date(),
    }


def _freshness(row: Any, field: str, on: Any, life: int | None) -> dict[str, Any]:
    """Say where a field comes from, when it was checked, and whether it has to be looked at again."""
    known = row.provenance(field, life=life, on=on)
    told = age(known.as_of, on, life, row.last_check(field))
    return {
        "source": known.source,
        "as_of": known.as_of,
        "checked_by": known.checked_by,
        "checked_on": row.last_check(field),
        "is_read": known.is_read,
        "age": told,
        "note": known.note,
    }


def _name(row: Any, language: str) -> str:
    return str(getattr(row.name, facts_language(language), None) or row.name.en)


def _fits(asked: str, *texts: str) -> bool:
    return not asked or any(asked in text.casefold() for text in texts)

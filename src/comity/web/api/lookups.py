"""Who am I, search, the directory, statistics."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from ninja import Router

from comity.desk.bench import workbench
from comity.desk.models.unit import Unit
from comity.desk.rights.refusal import NotThereError
from comity.desk.search.look import Hit, look
from comity.desk.statistics.facts import Period, gather
from comity.desk.statistics.review import review
from comity.errors import InputError
from comity.text.messages import say
from comity.web.api import shapes
from comity.web.api.cases import FAILS
from comity.web.api.keys import READ, worker_at

router = Router(auth=READ)
_USUAL = timedelta(days=365)


@router.get("/me", response={200: shapes.Me, **FAILS}, summary="Who the key works for")
def me(request: Any) -> dict[str, Any]:
    """The person of the key, with roles and units."""
    worker = worker_at(request)
    units = Unit.objects.filter(appointments__person=worker.person).distinct()
    return {
        "person": worker.person.full_name,
        "login": worker.person.login,
        "roles": sorted(worker.roles),
        "units": [{"id": unit.pk, "name": unit.name, "state": unit.state} for unit in units],
    }


@router.get("/search", response={200: shapes.Found, **FAILS}, summary="Search")
def search(
    request: Any,
    q: shapes.Words,
    kind: shapes.HitKind = "",
    page: shapes.PageNumber = 1,
) -> dict[str, Any]:
    """Words in any form, identifiers exactly, in what the person may see; all hits of one kind where `kind` is given."""
    found = look(worker_at(request), q.replace("\x00", " "), kind, page)
    return {
        "hits": [_hit(hit) for group in found.groups for hit in group.hits],
        "counts": {group.kind: group.count for group in found.groups},
        "directory": [{"kind": one.kind, "id": one.id, "name": one.name} for one in found.directory],
    }


@router.get("/providers", response={200: dict[str, Any], **FAILS}, summary="List the providers")
def providers(request: Any) -> dict[str, Any]:
    """Id, name and seat of every provider of the directory."""
    worker = worker_at(request)
    worker.demand("register.see_directory")
    rows = workbench(worker.language).catalog.values()
    return {"providers": [{"id": one.id, "name": one.name, "country": one.country, "kind": one.kind} for one in rows]}


@router.get("/providers/{provider_id}", response={200: dict[str, Any], **FAILS}, summary="Read a provider")
def provider(request: Any, provider_id: shapes.Line) -> Any:
    """Every fact with its source and the day it was read."""
    worker = worker_at(request)
    worker.demand("register.see_directory")
    return _facts(workbench(worker.language).catalog.get(provider_id))


@router.get("/authorities/{authority_id}", response={200: dict[str, Any], **FAILS}, summary="Read an authority")
def authority(request: Any, authority_id: shapes.Line) -> Any:
    """Every fact with its source and the day it was read."""
    worker = worker_at(request)
    worker.demand("register.see_directory")
    return _facts(workbench(worker.language).law.authorities.get(authority_id))


@router.get("/statistics", response={200: dict[str, Any], **FAILS}, summary="Statistics of a period")
def statistics(request: Any, start: date | None = None, end: date | None = None) -> Any:
    """The figures of the page *Statistics*; by default of the last year."""
    worker = worker_at(request)
    today = worker.clock().date()
    period = Period(start or today - _USUAL, end or today)
    if period.start > period.end:
        raise InputError(say("the period ends before it starts: {start} to {end}", start=period.start, end=period.end))
    found = review(gather(worker, period))
    plain = msgspec.to_builtins(found, str_keys=True)
    plain.pop("facts")
    plain["questions"] = [str(one) for one in found.questions]
    return {"from": period.start, "to": period.end, **plain}


def _hit(hit: Hit) -> dict[str, Any]:
    return {"kind": hit.kind, "id": hit.thing.pk, "case": hit.case.pk, "text": f"{hit.before}{hit.word}{hit.after}"}


def _facts(row: Any) -> Any:
    if row is None:
        raise NotThereError(say("there is nothing here for you"))
    return msgspec.to_builtins(row, str_keys=True)

"""Propose a change of a contact, decide on it, confirm a contact; what was approved is written into the office's overlay.

Nothing shipped is changed: the overlay holds the value with its source and day, and a program that is given the overlay sees it from then
on. Where several changes of one entry are approved, the file names all their sources and the oldest of their days, so that the entry ages
with its oldest fact; each change with its own source stands in the change log for ever.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.directory_change import ContactCheck, DirectoryChange
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import ComityError, InputError
from comity.law.book import Law
from comity.providers.catalog import Catalog
from comity.text.messages import mark, say

FIELDS: dict[str, dict[str, str]] = {
    "provider": {
        "law_enforcement_contact.portal_url": mark("portal for authorities"),
        "law_enforcement_contact.email": mark("mailbox for authorities"),
    },
    "authority": {
        "contact.address": mark("address"),
        "contact.phone": mark("telephone"),
        "contact.email": mark("mailbox"),
        "contact.website": mark("web page"),
    },
}
"""What can be changed here; everything else is changed in the files of the overlay."""

_LONGEST = 500


def propose(worker: Worker, kind: str, object_id: str, *, field: str, value: str, source: str, as_of: str) -> DirectoryChange:
    """Propose another value for a fact.

    Raises:
        InputError: no such field, no value, no source, or a day that has not come.
        NotThereError: there is no such entry.
    """
    worker.demand("register.edit_directory")
    row = entry_of(worker, kind, object_id)
    if field not in FIELDS[kind]:
        raise InputError(
            say("this is not changed here: {field}", field=field), place="field", hint=say("one of: {keys}", keys=", ".join(FIELDS[kind]))
        )
    words, said = " ".join(as_typed(value).split()), " ".join(as_typed(source).split())
    if not words or len(words) > _LONGEST:
        raise InputError(say("this is needed"), place="value")
    if not said or len(said) > _LONGEST:
        raise InputError(say("say who says so: the page, the letter or the call"), place="source")
    try:
        on = date.fromisoformat(as_of.strip())
    except ValueError:
        raise InputError(say("this is no day: {text}", text=as_of), place="as_of", hint=say("write the year first: 2026-03-14")) from None
    if on > worker.clock().date():
        raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="as_of")
    with transaction.atomic():
        change = DirectoryChange.objects.create(
            kind=kind, object_id=object_id, field=field, before=value_of(row, field), value=words, source=said, as_of=on,
            proposed_by=worker.person, proposed_at=worker.clock(),
        )  # fmt: skip
        told = worker.t("{name} proposed for {entry}: {value}", name=worker.person.full_name, entry=object_id, value=words)
        write("directory.proposed", told, person=worker.person, subject=f"directory:{change.pk}", facts=_facts(change), clock=worker.clock)
    return change


def decide(worker: Worker, change_id: int, *, approve: bool, reason: str = "") -> DirectoryChange:
    """Approve or refuse what somebody else proposed; what is approved is in the overlay when this returns.

    Raises:
        NotThereError: nothing is proposed under this number.
        RefusedError: the person proposed it.
        InputError: the overlay cannot be written, or would not be read with this value.
    """
    worker.demand("register.approve_directory")
    with transaction.atomic():
        change = DirectoryChange.objects.select_for_update().filter(pk=change_id, state="proposed").first()
        if change is None:
            raise NotThereError(say("there is nothing here for you"))
        if change.proposed_by_id == worker.person.pk:
            raise RefusedError(say("a change of the directory is approved by a second person"))
        change.state, change.decided_by, change.decided_at = "approved" if approve else "refused", worker.person, worker.clock()
        change.reason = as_typed(reason)[:_LONGEST]
        change.save()
        words = (
            worker.t("{name} approved for {entry}: {value}", name=worker.person.full_name, entry=change.object_id, value=change.value)
            if approve
            else worker.t("{name} refused for {entry}: {value}", name=worker.person.full_name, entry=change.object_id, value=change.value)
        )
        write(
            f"directory.{change.state}",
            words,
            person=worker.person,
            subject=f"directory:{change.pk}",
            facts=_facts(change),
            clock=worker.clock,
        )
        if approve:
            _write_overlay(worker, change.kind, change.object_id)
    return change


def confirm(worker: Worker, kind: str, object_id: str, *, contact: str, holds: bool, how: str) -> ContactCheck:
    """Note that a contact was tried, and whether it answered.

    Raises:
        InputError: it is not said which contact, or how it was tried.
        NotThereError: there is no such entry.
    """
    worker.demand("register.edit_directory")
    entry_of(worker, kind, object_id)
    which, tried = " ".join(as_typed(contact).split())[:_LONGEST], " ".join(as_typed(how).split())[:300]
    if not which or not tried:
        raise InputError(say("say which contact was tried, and how"), place="how")
    with transaction.atomic():
        check = ContactCheck.objects.create(
            kind=kind, object_id=object_id, contact=which, holds=holds, how=tried, by=worker.person, at=worker.clock()
        )
        words = worker.t("{name} tried the contact {contact}: {how}", name=worker.person.full_name, contact=which, how=tried)
        write("directory.tried", words, person=worker.person, subject=f"directory:{object_id}", facts={"holds": holds}, clock=worker.clock)
    return check


def history(kind: str, object_id: str) -> QuerySet[DirectoryChange]:
    """The change log of an entry, the last first."""
    return DirectoryChange.objects.filter(kind=kind, object_id=object_id).select_related("proposed_by", "decided_by")


def checks(kind: str, object_id: str) -> QuerySet[ContactCheck]:
    """When the contacts of an entry were tried, the last first."""
    return ContactCheck.objects.filter(kind=kind, object_id=object_id).select_related("by")


def entry_of(worker: Worker, kind: str, object_id: str) -> Any:
    """Return an entry of the directory.

    Raises:
        NotThereError: there is none.
    """
    bench = workbench(worker.language)
    row = bench.catalog.get(object_id) if kind == "provider" else bench.law.authorities.get(object_id) if kind == "authority" else None
    if row is None:
        raise NotThereError(say("there is nothing here for you"))
    return row


def value_of(row: Any, field: str) -> str:
    """Return the value of a fact as text; empty where nobody knows it."""
    for name in field.split("."):
        row = getattr(row, name, None)
    return str(row) if row is not None else ""


def _write_overlay(worker: Worker, kind: str, object_id: str) -> None:
    """Write the approved values of an entry into its file; the file that was there stays when the new one cannot be read."""
    overlay = settings.CONFIGURATION.overlay
    if overlay is None:
        raise InputError(
            say("this register has no overlay"),
            place="COMITY_OVERLAY",
            hint=say("name a folder for the office's own facts in the settings"),
        )
    row = entry_of(worker, kind, object_id)
    state = "" if kind == "provider" else row.jurisdiction.lower()
    path = (
        Path(overlay)
        / ("providers/catalog" if kind == "provider" else "law/authorities")
        / f"{object_id if kind == 'provider' else state}.yaml"
    )
    before = path.read_bytes() if path.is_file() else None
    tree: dict[str, Any] = yaml.safe_load(before) if before else {}
    found = {change.field: change for change in history(kind, object_id).filter(state="approved").order_by("decided_at", "pk")}
    entry = tree if kind == "provider" else _authority(tree, row.jurisdiction, object_id)
    for field, change in found.items():
        group, _, name = field.partition(".")
        entry.setdefault(group, {})[name] = change.value
    entry["source"] = "; ".join(dict.fromkeys(change.source for change in found.values()))
    entry["as_of"] = min(change.as_of for change in found.values()).isoformat()
    entry["confidence"] = "read"
    _put(path, yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120).encode("utf-8"))
    try:
        fresh = Catalog.open(overlay).get(object_id) if kind == "provider" else Law.open(overlay).authorities.get(object_id)
        if any(value_of(fresh, field) != change.value for field, change in found.items()):
            raise InputError(say("the overlay says something else of this already"), place=str(path))
    except ComityError:
        path.unlink() if before is None else _put(path, before)
        raise
    workbench_forget()


def workbench_forget() -> None:
    """Let the knowledge be read anew: the overlay has changed."""
    from comity.desk.bench import overlay_changed

    overlay_changed()


def _authority(tree: dict[str, Any], jurisdiction: str, object_id: str) -> dict[str, Any]:
    tree.setdefault("jurisdiction", jurisdiction)
    rows: list[dict[str, Any]] = tree.setdefault("authorities", [])
    found = next((row for row in rows if row.get("id") == object_id), None)
    if found is None:
        found = {"id": object_id}
        rows.append(found)
    return found


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _facts(change: DirectoryChange) -> dict[str, str]:
    names = ("kind", "object_id", "field", "before", "value", "source", "state")
    return {**{name: getattr(change, name) for name in names}, "as_of": change.as_of.isoformat()}

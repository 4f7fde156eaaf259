"""The office's own contacts: a source and a day, four eyes, the overlay, a change log; nothing shipped is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from comity.desk.bench import workbench
from comity.desk.directory.changes import checks, confirm, decide, history, propose, value_of, workbench_forget
from comity.desk.models import JournalEntry
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.errors import InputError
from tests.desk.office import Office

AUTHORITY, MAILBOX = "kg-central_authority_mla-018", "contact.email"
SAID = {"field": MAILBOX, "value": "liaison@kg.example", "source": "letter no. 12/2026 (invented)", "as_of": "2026-11-10"}


@pytest.fixture(autouse=True)
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "overlay"
    folder.mkdir()
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, overlay=folder))
    yield folder
    workbench_forget()


def test_what_one_proposes_and_another_approves_is_in_the_overlay_with_its_source(office: Office, overlay: Path) -> None:
    change = propose(office.worker(Role.INVESTIGATOR), "authority", AUTHORITY, **SAID)
    assert (change.before, change.state) == ("", "proposed")
    assert not list(overlay.rglob("*.yaml"))
    decide(office.worker(Role.UNIT_HEAD), change.pk, approve=True)
    row = workbench("en").law.authorities[AUTHORITY]
    assert value_of(row, MAILBOX) == "liaison@kg.example"
    known = row.provenance("contact.email")
    assert (known.source, str(known.as_of), known.is_read) == (SAID["source"], "2026-11-10", True)
    assert [path.relative_to(overlay).as_posix() for path in overlay.rglob("*.yaml")] == ["law/authorities/kg.yaml"]
    second = propose(
        office.worker(Role.INVESTIGATOR), "authority", AUTHORITY, **SAID | {"field": "contact.phone", "value": "+996 312 00 00 00"}
    )
    decide(office.worker(Role.PROSECUTOR), second.pk, approve=True)
    again = workbench("en").law.authorities[AUTHORITY]
    assert (value_of(again, MAILBOX), value_of(again, "contact.phone")) == ("liaison@kg.example", "+996 312 00 00 00")
    assert [one.state for one in history("authority", AUTHORITY)] == ["approved", "approved"]
    actions = list(JournalEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == ["directory.proposed", "directory.approved"] * 2


def test_a_provider_is_changed_the_same_way(office: Office) -> None:
    said = SAID | {"field": "law_enforcement_contact.email", "value": "liaison@telegram.example"}
    change = propose(office.worker(Role.DUTY_OFFICER), "provider", "telegram", **said)
    decide(office.worker(Role.CENTRAL_AUTHORITY), change.pk, approve=True)
    assert workbench("en").catalog["telegram"].law_enforcement_contact.email == "liaison@telegram.example"


def test_nobody_approves_what_they_proposed_and_a_refusal_writes_nothing(office: Office, overlay: Path) -> None:
    change = propose(office.worker(Role.UNIT_HEAD), "authority", AUTHORITY, **SAID)
    with pytest.raises(RefusedError, match="second person"):
        decide(office.worker(Role.UNIT_HEAD), change.pk, approve=True)
    with pytest.raises(RefusedError):
        decide(office.worker(Role.INVESTIGATOR), change.pk, approve=True)
    with pytest.raises(ProofNeededError):
        decide(office.worker(Role.PROSECUTOR, is_fresh=False), change.pk, approve=True)
    decide(office.worker(Role.PROSECUTOR), change.pk, approve=False, reason="the letter says otherwise")
    assert not list(overlay.rglob("*.yaml"))
    with pytest.raises(NotThereError):
        decide(office.worker(Role.PROSECUTOR), change.pk, approve=True)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"field": "name.en"}, "field"),
        ({"value": " "}, "value"),
        ({"source": ""}, "source"),
        ({"as_of": "10.11.2026"}, "as_of"),
        ({"as_of": "2031-01-01"}, "as_of"),
    ],
)
def test_a_change_needs_field_value_source_and_day(office: Office, changed: dict[str, str], place: str) -> None:
    with pytest.raises(InputError) as caught:
        propose(office.worker(Role.INVESTIGATOR), "authority", AUTHORITY, **SAID | changed)
    assert caught.value.place == place
    with pytest.raises(NotThereError):
        propose(office.worker(Role.INVESTIGATOR), "authority", "nobody", **SAID)


def test_a_contact_that_was_tried_is_noted(office: Office) -> None:
    confirm(
        office.worker(Role.INVESTIGATOR),
        "authority",
        AUTHORITY,
        contact="+996 312 00 00 00",
        holds=True,
        how="called, the duty officer answered",
    )
    (check,) = checks("authority", AUTHORITY)
    assert (check.holds, check.by) == (True, office.people[Role.INVESTIGATOR])
    with pytest.raises(InputError):
        confirm(office.worker(Role.INVESTIGATOR), "authority", AUTHORITY, contact="x", holds=True, how="")
    for role in (Role.AUDITOR, Role.TRAINEE, Role.CUSTODIAN, Role.ADMINISTRATOR):
        with pytest.raises(RefusedError):
            confirm(office.worker(role), "authority", AUTHORITY, contact="x", holds=True, how="called")

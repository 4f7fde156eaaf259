"""The roles, and their names."""

from __future__ import annotations

from enum import StrEnum

from comity.text.messages import mark


class Role(StrEnum):
    """A role that a person is appointed to in a unit."""

    INVESTIGATOR = "investigator"
    UNIT_HEAD = "unit_head"
    PROSECUTOR = "prosecutor"
    CENTRAL_AUTHORITY = "central_authority"
    DUTY_OFFICER = "duty_officer"
    CUSTODIAN = "custodian"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


NAMES: dict[Role, str] = {
    Role.INVESTIGATOR: mark("investigator"),
    Role.UNIT_HEAD: mark("head of unit"),
    Role.PROSECUTOR: mark("prosecutor"),
    Role.CENTRAL_AUTHORITY: mark("officer of the central authority"),
    Role.DUTY_OFFICER: mark("24/7 duty officer"),
    Role.CUSTODIAN: mark("custodian"),
    Role.TRAINER: mark("trainer"),
    Role.TRAINEE: mark("trainee"),
    Role.AUDITOR: mark("auditor"),
    Role.ADMINISTRATOR: mark("administrator"),
}

STATES: dict[str, str] = {
    "draft": mark("draft"),
    "submitted": mark("waits for approval"),
    "approved": mark("approved"),
    "sent": mark("sent"),
    "answered": mark("answered"),
    "closed": mark("closed"),
    "open": mark("open"),
    "registered": mark("registered"),
    "admitted": mark("let through the gate"),
    "accepted": mark("to be carried out"),
    "assigned": mark("with a unit"),
    "refused": mark("refused"),
}

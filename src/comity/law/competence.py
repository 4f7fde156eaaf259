"""Which authority of a State to address, and how far its published contact may be trusted.

Published contacts rot: every contact has to be confirmed, and the confirmation recorded, before a request is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.knowledge.answer import Answer, Weakness, ground, merged
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.authority import Authority, Role


@dataclass(frozen=True, slots=True)
class Competent:
    """An authority to address.

    Attributes:
        authority: the row.
        must_confirm: whether its contact has to be confirmed before use: always, unless somebody recorded a check within the shelf life.
        has_contact: whether an address, telephone or mailbox is known.
    """

    authority: Authority
    must_confirm: bool
    has_contact: bool


def competent(rows: Iterable[Authority], role: Role, on: date) -> tuple[Answer[Competent], ...]:
    """List the authorities in a role, the surest first.

    Args:
        rows: the authorities of one State.
        role: what they are addressed for.
        on: the day asked.
    """
    found = [_answer(row, on) for row in rows if row.role == role]
    return tuple(sorted(found, key=lambda answer: (len(answer.weak), answer.value.authority.id)))


def _answer(row: Authority, on: date) -> Answer[Competent]:
    what = f"authorities/{row.id}"
    stale = Weakness.STALE if row.stale else None
    office = ground(row, what, on, life=shelf_life(FactKind.AUTHORITY), field="name", weakness=stale)
    if row.contact.is_empty:
        return Answer(Competent(row, must_confirm=True, has_contact=False), on, (office,), row.note or "")
    contact = ground(row, what, on, life=shelf_life(FactKind.CONTACT), field="contact", weakness=stale)
    is_confirmed = row.last_check("contact") is not None and contact.weakness is None
    value = Competent(row, must_confirm=row.must_confirm_before_use and not is_confirmed, has_contact=True)
    return Answer(value, on, merged((office,), (contact,)), row.note or "")

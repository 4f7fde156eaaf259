"""Whether a State is bound by a treaty on a day.

A row that says `party`, read in a source of a given date, proves that the State was bound on that date; for a later day it is relied on
until its shelf life ends. For an earlier day, and for an entry into force that lay in the future when the row was read, the date of entry
into force decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.knowledge.answer import Answer, Ground, Ternary, Weakness, computed, ground
from comity.knowledge.partial_date import PartialDate
from comity.law.treaty import Party, Treaty
from comity.model.provenance import Basis, Provenance
from comity.text.messages import say

NOT_BOUND = frozenset(
    {"ratified_not_in_force", "signatory", "invited", "negotiating", "not_signed", "not_party", "none", "letter_of_intent", "see_own_row"}
)
"""Positions in which a State is not bound, as long as the row holds."""

NOT_READ = frozenset(
    {"signed", "signed_ratified_by_kz", "signed_ratified_by_lv", "draft_approved", "approval_reported", "deposit_reported"}
)
"""Positions of which nobody read whether they led to an entry into force."""

NOT_IN_FORCE = frozenset({"not_in_force", "protocol_not_in_force_when_read", "letter_of_intent"})
"""States of a treaty in which it binds nobody."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a State stands towards a treaty.

    Attributes:
        status: as the row says (`party`, `signatory`, `ratified_not_in_force` …); `unknown` where no row names the State.
        signed: date of signature as recorded.
        in_force: date of entry into force for the State as recorded.
        bound: whether the State is bound on the day asked.
    """

    status: str
    signed: str | None
    in_force: str | None
    bound: Ternary


def position(treaty: Treaty, code: str, on: date, *, hub: str | None = None) -> Answer[Position]:
    """Tell where a State stands towards a treaty on a day.

    Args:
        treaty: the treaty.
        code: ISO 3166-1 alpha-2 code of the State.
        on: the day asked.
        hub: the State at the centre of a set of bilateral agreements, which its rows do not name.
    """
    answer = binds(treaty, code, on, hub=hub)
    row = treaty.party(code)
    if row is None:
        status = "party" if answer.value is Ternary.YES else "not_party" if answer.value is Ternary.NO else "unknown"
        return answer.map(lambda bound: Position(status, None, None, bound))
    return answer.map(lambda bound: Position(row.status, row.signed, row.in_force, bound))


def binds(treaty: Treaty, code: str, on: date, *, hub: str | None = None) -> Answer[Ternary]:
    """Tell whether a treaty binds a State on a day; arguments as for `position`."""
    head = ground(treaty, f"treaties/{treaty.id}", on, life=treaty.review_after_days, field="status")
    if treaty.status in NOT_IN_FORCE:
        return Answer(Ternary.NO, on, (head,), treaty.status_note or say("{treaty} is not in force", treaty=treaty.id))
    if not _has_entered(treaty, on):
        date_of_entry = ground(treaty, f"treaties/{treaty.id}", on, life=treaty.review_after_days, field="in_force")
        return Answer(
            Ternary.NO, on, (head, date_of_entry), say("{treaty} enters into force on {day}", treaty=treaty.id, day=treaty.in_force)
        )
    row = treaty.party(code)
    if row is None:
        return _missing(treaty, code, on, hub, head)
    return _by_row(treaty, row, on).also((head,))


def _has_entered(treaty: Treaty, on: date) -> bool:
    return treaty.in_force is None or PartialDate.parse(treaty.in_force).has_come(on) is not False


def _missing(treaty: Treaty, code: str, on: date, hub: str | None, head: Ground) -> Answer[Ternary]:
    if code == hub:
        return Answer(Ternary.YES, on, (head, computed(f"treaties/{treaty.id} hub {code}")))
    if treaty.kind == "domestic":
        is_own = treaty.jurisdiction == code
        return Answer(Ternary.YES if is_own else Ternary.NO, on, (head, computed(f"treaties/{treaty.id} jurisdiction")))
    if treaty.kind == "bilateral" and hub is None:
        return Answer(
            Ternary.NO, on, (computed(f"treaties/{treaty.id} parties"),), say("{treaty} binds its two parties only", treaty=treaty.id)
        )
    if treaty.kind == "eu":
        return Answer(
            Ternary.NO,
            on,
            (computed(f"treaties/{treaty.id} parties"),),
            say("{treaty} binds the Member States that its list names", treaty=treaty.id),
        )
    what = f"treaties/{treaty.id} parties[{code}].missing"
    weak = Ground(what, Provenance(Basis.UNVERIFIED, origin=treaty.origin), Weakness.UNKNOWN, treaty.source)
    return Answer(
        Ternary.UNKNOWN, on, (head, weak), say("the list of {treaty} that was read does not name {state}", treaty=treaty.id, state=code)
    )


def _by_row(treaty: Treaty, row: Party, on: date) -> Answer[Ternary]:
    if row.status == "party":
        return _party(treaty, row, on)
    status = _ground(treaty, row, on, "status")
    if row.status in NOT_BOUND:
        return Answer(Ternary.NO, on, (status,), row.note or "")
    if row.status == "withdrawn":
        known = None if row.as_of is None else PartialDate.parse(row.as_of).has_come(on)
        value = Ternary.NO if known else Ternary.UNKNOWN
        return Answer(value, on, (status,), row.note or say("{state} has withdrawn from {treaty}", state=row.code, treaty=treaty.id))
    if row.status in NOT_READ:
        note = say("{treaty}, {state}: {status}; entry into force was not read", treaty=treaty.id, state=row.code, status=row.status)
    else:
        note = say("{treaty}, {state}: the position is not known", treaty=treaty.id, state=row.code)
    return Answer(Ternary.UNKNOWN, on, (_ground(treaty, row, on, "status", Weakness.UNKNOWN),), note)


def _party(treaty: Treaty, row: Party, on: date) -> Answer[Ternary]:
    """Weigh a row that says `party`: what the source showed on its date, or the date of entry into force."""
    status = _ground(treaty, row, on, "status")
    entry = PartialDate.parse(row.in_force) if row.in_force else None
    read_on = PartialDate.parse(row.as_of).latest if row.confidence == "read" and row.as_of else None
    was_bound_when_read = read_on is not None and (entry is None or entry.latest is None or entry.latest <= read_on)
    if was_bound_when_read and read_on is not None and on >= read_on:
        return Answer(Ternary.YES, on, (status,))
    if entry is not None and entry.is_dated:
        come = entry.has_come(on)
        value = Ternary.UNKNOWN if come is None else Ternary.YES if come else Ternary.NO
        note = "" if come else say("{treaty} enters into force for {state} on {day}", treaty=treaty.id, state=row.code, day=row.in_force)
        return Answer(value, on, (status, _ground(treaty, row, on, "in_force")), note)
    bound = PartialDate.parse(row.bound_on) if row.bound_on else None
    if bound is not None and bound.has_come(on) is False:
        return Answer(
            Ternary.NO,
            on,
            (status, _ground(treaty, row, on, "bound_on")),
            say("{state} was bound to {treaty} on {day} only", state=row.code, treaty=treaty.id, day=row.bound_on),
        )
    if read_on is not None:
        grounds = (status, _ground(treaty, row, on, "in_force", Weakness.UNKNOWN))
        return Answer(
            Ternary.UNKNOWN, on, grounds, say("when {treaty} entered into force for {state} was not read", treaty=treaty.id, state=row.code)
        )
    return Answer(Ternary.YES, on, (status,))


def _ground(treaty: Treaty, row: Party, on: date, field: str, weakness: Weakness | None = None) -> Ground:
    what = f"treaties/{treaty.id} parties[{row.code}]"
    found = ground(row, what, on, life=treaty.review_after_days, field=field, weakness=weakness)
    if found.verify_at is None and treaty.source is not None:
        return Ground(found.what, found.provenance, found.weakness, treaty.source)
    return found

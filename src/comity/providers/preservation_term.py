"""How long a provider keeps data on request: the term depends on who asks, and the extension on asking in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from comity.knowledge.answer import Answer, Weakness, ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.providers.provider import Provider, Verdict


@dataclass(frozen=True, slots=True)
class Term:
    """Preservation as this requester gets it.

    Attributes:
        offered: whether the provider preserves at this requester's request.
        days: initial term; None where it is not known.
        extendable: whether it can be extended.
        extension_days: length of one extension; None where it is not known.
        extensions: how many are given; None where it is not known.
        lead_days: how many days before the end an extension has to be asked for; None where nothing is published.
        discretionary: whether the provider says that it is at its discretion.
        who_else: who has to ask instead where this requester cannot (`us_authority`); None otherwise.
        note: what the sources say.
    """

    offered: Verdict
    days: int | None
    extendable: Verdict
    extension_days: int | None
    extensions: int | None
    lead_days: int | None
    discretionary: bool
    who_else: str | None
    note: str

    def ends(self, start: date) -> date | None:
        """Return the last day of the initial term that starts on a day; None where the term is not known."""
        return None if self.days is None else start + timedelta(days=self.days)

    def extend_by(self, start: date, default_lead: int = 14) -> date | None:
        """Return the day by which an extension has to be asked for, at the latest.

        Args:
            start: the day on which the term starts.
            default_lead: days before the end to count with where the provider publishes none.
        """
        end = self.ends(start)
        return None if end is None else max(start, end - timedelta(days=default_lead if self.lead_days is None else self.lead_days))


def preservation_term(provider: Provider, requester: str, on: date) -> Answer[Term]:
    """Tell the term of preservation for a requester.

    Args:
        provider: the provider.
        requester: ISO 3166-1 alpha-2 code of the requesting State.
        on: the day asked.
    """
    row = provider.preservation
    by_requester = row.by_requester
    special = None if by_requester is None else by_requester.us if requester == "US" else by_requester.non_us
    is_shut_out = row.only_for == "us_authority" and requester != "US"
    notes = [note for note in (row.note, special.note if special else None) if note]
    value = Term(
        offered="no" if is_shut_out else row.offered,
        days=None if is_shut_out else special.days if special else row.days,
        extendable=row.extendable or "unknown",
        extension_days=special.extension_days if special else row.extension_days,
        extensions=special.extensions if special else row.extensions,
        lead_days=row.extension_lead_days,
        discretionary=bool(special and special.discretionary),
        who_else=row.only_for if is_shut_out else None,
        note="; ".join(notes),
    )
    weakness = Weakness.UNKNOWN if value.offered == "unknown" else Weakness.UNVERIFIED if "unverified" in value.note else None
    life = shelf_life(FactKind.PROCESS)
    offered = ground(provider, f"providers/{provider.id}", on, life=life, field="preservation.offered", weakness=weakness)
    if value.days is None:
        return Answer(value, on, (offered,), value.note)
    days = ground(provider, f"providers/{provider.id}", on, life=life, field="preservation.days", weakness=weakness)
    return Answer(value, on, (offered, days), value.note)

"""What exists at the holder: so that nobody asks for what is not there, and everybody asks before it is gone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from comity.model.category import DataCategory
from comity.model.provenance import Provenance
from comity.providers.channels import access
from comity.providers.holdings import Holding, what_exists
from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft

SHORT = timedelta(days=180)
"""Data that are gone within half a year do not outlast a request for legal assistance."""

_STORED = {
    DataCategory.SUBSCRIBER,
    DataCategory.LOGIN_IP,
    DataCategory.TRAFFIC,
    DataCategory.CONTENT,
    DataCategory.KYC,
    DataCategory.TRANSACTIONS,
    DataCategory.DOMAIN_REGISTRATION,
}


def is_stored(category: DataCategory) -> bool:
    """Tell whether a category is data that a holder has stored."""
    return category in _STORED


def gives_it_to_nobody(provider: Provider, ask: Ask) -> bool:
    """Tell whether the provider gives the category to nobody, not even to its own State (content that it cannot read, say)."""
    if not is_stored(ask.category):
        return False
    found = access(provider, ask.requester, ask.category, ask.on).value
    own = access(provider, "US", ask.category, ask.on).value.direct
    home = access(provider, provider.country, ask.category, ask.on).value.direct if provider.country != "US" else own
    return found.through_mla == "no" and "yes" not in {own, home, found.direct} and "conditional" not in {own, home, found.direct}


def mind_what_exists(draft: RouteDraft, provider: Provider) -> None:
    """Close a draft that asks for what does not exist, and set the clock of what will be gone."""
    ask = draft.ask
    found = what_exists(provider, ask.category, ask.on).value
    row = provider.provenance("retention")
    if gives_it_to_nobody(provider, ask):
        note = access(provider, ask.requester, ask.category, ask.on).value.note or "–"
        draft.because("never_produced", provider.provenance("accepted_channels"), provider=provider.name, note=note)
    elif found.existence == "no_data":
        draft.because("not_kept", row, provider=provider.name, data=ask.facts(absent(found)))
    set_retention_clock(draft, found, row)


def absent(found: Holding) -> tuple[str, ...]:
    """Name the data that are not kept."""
    return tuple(row.data for row in found.rows if row.duration == "0")


def set_retention_clock(draft: RouteDraft, found: Holding, row: Provenance) -> None:
    """Set a clock for the first data to vanish, counted from the start of the period asked about."""
    ask, first = draft.ask, first_day(draft.ask)
    if first is None or found.shortest is None:
        return
    gone = found.gone_after(first)
    draft.clock("retention_expiry", gone, ask.t("{day}, the first day asked about", day=first.isoformat()), row)
    if gone is not None and gone < ask.on:
        draft.because("retention_passed", row, day=gone.isoformat())


def first_day(ask: Ask) -> date | None:
    """Return the first day of the data asked about; None when the case file states none."""
    start = ask.period.start or ask.case.offence_from
    if start is None and ask.lead.identifier.at is not None:
        start = ask.lead.identifier.at.local
    return start.date() if isinstance(start, datetime) else start

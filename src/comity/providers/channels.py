"""What a provider answers to this requester, by category of data: directly, through legal assistance, or only to its own State."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from comity.knowledge.answer import Answer, Ground, Weakness, ground, merged
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.category import DataCategory
from comity.providers.provider import ChannelCells, Provider, Verdict
from comity.text.messages import say

Requester = Literal["us_authority", "home_authority", "direct_foreign"]
Cell = Literal["subscriber", "traffic", "content", "preservation", "emergency"]

_CELLS: dict[DataCategory, tuple[Cell, ...]] = {
    DataCategory.SUBSCRIBER: ("subscriber",),
    DataCategory.LOGIN_IP: ("subscriber", "traffic"),
    DataCategory.TRAFFIC: ("traffic",),
    DataCategory.CONTENT: ("content",),
    DataCategory.KYC: ("subscriber",),
    DataCategory.TRANSACTIONS: ("traffic",),
    DataCategory.DOMAIN_REGISTRATION: ("subscriber",),
    DataCategory.PRESERVATION: ("preservation",),
}
"""Cells of the table that bear on a category; log-in addresses stand between subscriber and traffic data, so both count."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a requester gets of a category.

    Attributes:
        requester: as what the provider sees the requester.
        direct: whether a request that the requester itself sends is answered.
        through_mla: whether a request through legal assistance (or a CLOUD Act agreement) is answered.
        home_only: whether the provider answers its own State only, so that the way is legal assistance to that State.
        home_state: ISO code of the provider's State; None where its seat is not known.
        note: what the sources say.
    """

    requester: Requester
    direct: Verdict
    through_mla: Verdict
    home_only: bool
    home_state: str | None
    note: str


def access(provider: Provider, requester: str, category: DataCategory, on: date, *, emergency: bool = False) -> Answer[Access]:
    """Tell what a provider answers to a requester.

    Args:
        provider: the provider.
        requester: ISO 3166-1 alpha-2 code of the requesting State.
        category: the category of data.
        on: the day asked.
        emergency: whether it is asked for in danger to life.

    Returns:
        `unknown` for categories that the catalogue says nothing of (collection in real time).
    """
    cells: tuple[Cell, ...] = ("emergency",) if emergency else _CELLS.get(category, ())
    who = requester_kind(provider, requester)
    home_state = None if provider.country == "XX" else provider.country
    if not cells:
        return Answer(
            Access(who, "unknown", "unknown", home_only=False, home_state=home_state, note=""), on, (), say("the catalogue does not say")
        )
    rows = [getattr(provider.accepted_channels, cell) for cell in cells]
    value = Access(
        requester=who,
        direct=_joined([_cell(row, who) for row in rows]),
        through_mla=_joined([row.mlat_or_cloud_act for row in rows]),
        home_only=who == "direct_foreign"
        and all(row.direct_foreign == "no" and row.home_authority in ("yes", "conditional") for row in rows),
        home_state=home_state,
        note="; ".join(dict.fromkeys(row.note for row in rows if row.note)),
    )
    return Answer(value, on, merged(_ground(provider, cell, who, on) for cell in cells), value.note)


def requester_kind(provider: Provider, requester: str) -> Requester:
    """Tell as what a provider sees the authorities of a State."""
    if requester == "US":
        return "us_authority"
    return "home_authority" if requester == provider.country else "direct_foreign"


def _cell(row: ChannelCells, who: Requester) -> Verdict:
    if who == "home_authority":
        return row.home_authority or "unknown"
    return row.us_authority if who == "us_authority" else row.direct_foreign


def _joined(values: list[Verdict]) -> Verdict:
    """Join cells: equal ones stay; an unknown one makes it unknown; different ones make it conditional."""
    if len(set(values)) == 1:
        return values[0]
    return "unknown" if "unknown" in values else "conditional"


def _ground(provider: Provider, cell: Cell, who: Requester, on: date) -> Ground:
    field = f"accepted_channels.{cell}.{who}"
    replaced = any(path.startswith("accepted_channels") for path in provider.overlaid)
    inferred = None if provider.channels_basis == "read" or replaced else Weakness.INFERRED
    row: ChannelCells = getattr(provider.accepted_channels, cell)
    weakness = Weakness.UNKNOWN if _cell(row, who) == "unknown" else inferred
    return ground(provider, f"providers/{provider.id}", on, life=shelf_life(FactKind.PROCESS), field=field, weakness=weakness)

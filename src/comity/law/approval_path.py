"""Who has to agree before a request leaves: the way of approval of a State, step by step, as far as it was read.

Most procedures of the first users were not read in a source. Then the way is a default and says so at every step, so that nobody takes it
for the law of the State; an office writes its own into the overlay (`law/approval_paths.yaml`), with source and date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from comity.knowledge.row import Facts, Row
from comity.law.words import Named
from comity.model.category import ChannelKind

if TYPE_CHECKING:
    from comity.law.book import Law

ApprovalRole = Literal["unit_head", "prosecutor", "central_authority", "duty_officer"]


class ApprovalRow(Row, frozen=True, kw_only=True):
    """One step of the way (`approval_paths.yaml`).

    Attributes:
        state: the State whose procedure it is; None for the default.
        channels: the channels it holds for.
        role: who agrees.
        order: place among the steps, from 1.
        is_needed: False takes a step of the default out.
        what: what is examined at this step.
    """

    identity: ClassVar[tuple[str, ...]] = ("id",)

    id: str
    channels: tuple[ChannelKind, ...]
    role: ApprovalRole
    order: int
    state: str | None = None
    is_needed: bool = True
    what: Named | None = None


class ApprovalFile(Facts, frozen=True, kw_only=True):
    """The steps of approval of all States, and the default."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"approval_paths": ("id",)}

    approval_paths: tuple[ApprovalRow, ...]


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """A step as it holds for one request.

    Attributes:
        role: who agrees.
        is_default: whether it comes from the default, because no procedure of the State was read for it.
        row: the row with source and date.
        authority: name of the authority in the directory, for the central authority; empty where none is known.
    """

    role: str
    is_default: bool
    row: ApprovalRow
    authority: str = ""


def approval_path(law: Law, state: str | None, channel: str) -> tuple[ApprovalStep, ...]:
    """Return the steps that a request of a State takes through a channel, in order.

    Args:
        law: the law book.
        state: ISO 3166-1 alpha-2 code of the requesting State; None while it is not known.
        channel: the channel; an unknown or empty one takes the way of the gravest, legal assistance.
    """
    asked = channel if channel in set(ChannelKind) else ChannelKind.MLA
    rows = [row for row in law.approval_rows.values() if asked in row.channels]
    usual = {row.role: row for row in rows if row.state is None}
    own = {row.role: row for row in rows if row.state is not None and row.state == state}
    found = [row for row in {**usual, **own}.values() if row.is_needed]
    return tuple(
        ApprovalStep(row.role, row.state is None, row, _central_authority(law, state, row))
        for row in sorted(found, key=lambda row: (row.order, row.id))
    )


def is_read(steps: Iterable[ApprovalStep]) -> bool:
    """Tell whether every step was read in a source of the State itself."""
    return all(not step.is_default and step.row.confidence == "read" for step in steps)


def _central_authority(law: Law, state: str | None, step: ApprovalRow) -> str:
    """Name the authority of the default's last step; a row of the State itself says who it is."""
    rows = law.authorities.values() if state and step.state is None and step.role == "central_authority" else ()
    return next((row.name.en for row in rows if row.jurisdiction == state and row.role == "central_authority_mla"), "")

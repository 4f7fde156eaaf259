"""Facts about a transfer of proceedings (ids `transfer.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Statement


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """Facts about a transfer of proceedings (ids `transfer.*`).

    Attributes:
        reason: why transfer.
        link: link with requested state.
        file_attached: case file with translation.
        law_text: provisions.
        victims_views: victims' views.
        limitation_effect: effect on limitation.
    """

    reason: str | None = None
    link: str | None = None
    file_attached: Statement | None = None
    law_text: str | None = None
    victims_views: str | None = None
    limitation_effect: str | None = None

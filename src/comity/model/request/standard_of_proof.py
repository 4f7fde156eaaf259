"""Facts about the standard of proof of the requested State (ids `pc.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment
from comity.model.request.pleaded_fact import PleadedFact


@dataclass(frozen=True, slots=True)
class StandardOfProofFacts:
    """Facts about the standard of proof of the requested State (ids `pc.*`).

    Attributes:
        facts: list of facts each with source, basis of knowledge, reliability, date.
        nexus_account: why the account was used for the offence.
        nexus_data: why the data sought will show it.
        currently_held: why the evidence is believed to be still there.
        latest_fact_date: date of the newest fact.
        standard_addressed: legal standard of the requested state addressed.
        standard_name: probable_cause | specific_articulable | relevance | reasonable_suspicion.
    """

    facts: tuple[PleadedFact, ...] = ()
    nexus_account: str | None = None
    nexus_data: str | None = None
    currently_held: str | None = None
    latest_fact_date: Moment | None = None
    standard_addressed: str | None = None
    standard_name: str | None = None

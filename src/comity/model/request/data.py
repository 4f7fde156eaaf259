"""Facts about the data asked for, and why (ids `data.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Statement


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Facts about the data asked for, and why (ids `data.*`).

    Attributes:
        categories: subscriber | login_ip | traffic | content | realtime_traffic | realtime_content | kyc | transactions |
            domain_registration | preservation.
        description: detailed description of what is sought.
        date_from: start.
        date_to: end.
        time_zone: time zone of the range.
        relevance: relevance per category.
        necessity: why necessary.
        proportionality: why proportionate.
        less_intrusive: less intrusive means considered.
        filters: correspondents, folders, keywords.
        privileged_flag: privileged or press material likely.
        privileged_plan: plan for privileged material.
        third_party_minimisation: handling of third-party data.
        retention_expiry: estimated expiry at the holder.
        e2ee: service is end-to-end encrypted.
        domestic_alternative: available from device, victim, consent or domestic establishment.
        bulk_or_reverse: cell-tower, geofence or keyword reverse search.
        format: format wanted.
    """

    categories: tuple[str, ...] = ()
    description: str | None = None
    date_from: Moment | None = None
    date_to: Moment | None = None
    time_zone: str | None = None
    relevance: str | None = None
    necessity: str | None = None
    proportionality: str | None = None
    less_intrusive: str | None = None
    filters: tuple[str, ...] = ()
    privileged_flag: Statement | None = None
    privileged_plan: str | None = None
    third_party_minimisation: str | None = None
    retention_expiry: Moment | None = None
    e2ee: Statement | None = None
    domestic_alternative: str | None = None
    bulk_or_reverse: Statement | None = None
    format: str | None = None

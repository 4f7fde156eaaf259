"""Facts about one identifier about which data is asked (ids `target.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment, Number, Statement


@dataclass(frozen=True, slots=True)
class Target:
    """Facts about one identifier about which data is asked (ids `target.*`).

    Attributes:
        kind: ip | account | email | phone | device | domain | wallet | tx | url | person.
        identifier: identifier as captured.
        identifier_type: user_id | vanity_url | handle | display_name | email | phone | imei | serial | domain | wallet_address |
            tx_hash | ip.
        service: service.
        url: canonical URL.
        ip_address: address.
        ip_version: 4 or 6.
        ip_timestamp: time of use.
        ip_time_zone: offset or UTC.
        ip_source_port: source port.
        ip_destination: destination address and port.
        ip_rdap_checked: allocation at that time checked.
        ip_infrastructure_flag: vpn | tor | hosting | none.
        phone: number.
        email: address.
        imei: IMEI.
        captured_at: time of capture.
        capture_method: how captured.
        capture_hash: hash of capture.
        offence_link: how this identifier is tied to the offence.
        wallet_chain: chain.
        wallet_custodian: custodian if any and why believed.
        tx_hash: transaction hash.
        account_created: known creation date.
        numeric_id: stable internal id.
    """

    kind: str | None = None
    identifier: str | None = None
    identifier_type: str | None = None
    service: str | None = None
    url: str | None = None
    ip_address: str | None = None
    ip_version: Number | None = None
    ip_timestamp: str | None = None
    ip_time_zone: str | None = None
    ip_source_port: Number | None = None
    ip_destination: str | None = None
    ip_rdap_checked: Statement | None = None
    ip_infrastructure_flag: str | None = None
    phone: str | None = None
    email: str | None = None
    imei: str | None = None
    captured_at: Moment | None = None
    capture_method: str | None = None
    capture_hash: str | None = None
    offence_link: str | None = None
    wallet_chain: str | None = None
    wallet_custodian: str | None = None
    tx_hash: str | None = None
    account_created: Moment | None = None
    numeric_id: str | None = None

"""Categories of data, channels and purposes: the words that routes and requests are made of."""

from __future__ import annotations

from enum import StrEnum


class DataCategory(StrEnum):
    """What kind of data is sought (Budapest Convention Articles 1(d), 18(3); ids of the request fact `data.categories`)."""

    SUBSCRIBER = "subscriber"
    LOGIN_IP = "login_ip"
    TRAFFIC = "traffic"
    CONTENT = "content"
    REALTIME_TRAFFIC = "realtime_traffic"
    REALTIME_CONTENT = "realtime_content"
    KYC = "kyc"
    TRANSACTIONS = "transactions"
    DOMAIN_REGISTRATION = "domain_registration"
    PRESERVATION = "preservation"
    ASSET_RESTRAINT = "asset_restraint"
    INTELLIGENCE = "intelligence"


class ChannelKind(StrEnum):
    """The channels of the trade."""

    PRESERVATION = "preservation"
    PRESERVATION_24_7 = "preservation_24_7"
    EXTENSION = "extension"
    VOLUNTARY = "voluntary"
    EMERGENCY = "emergency"
    MLA = "mla"
    POLICE = "police"
    SPONTANEOUS = "spontaneous"
    SECOND_PROTOCOL = "second_protocol"
    EU_ORDER = "eu_order"
    CLOUD_ACT = "cloud_act"
    ASSET_FREEZE = "asset_freeze"
    DOMESTIC = "domestic"


class Purpose(StrEnum):
    """What the answer is for."""

    EVIDENCE = "evidence"
    INTELLIGENCE = "intelligence"


class UrgencyLevel(StrEnum):
    """How soon the answer is needed."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"

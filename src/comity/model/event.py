"""The table of events that reading produces: columns, values and their meaning, told once for writers and readers of the store.

`event.parquet` holds one row an event; `entity.parquet` one row an account, number, address or thing; `link.parquet` says which entity
takes part in which event, and as what. The tables are caches: they can be rebuilt from the sealed originals at any time.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.time import TimeBasis

EVENT_KINDS = frozenset(
    [
        "login",
        "logout",
        "registration",
        "account_change",
        "device",
        "message",
        "mail",
        "sms",
        "call",
        "data",
        "location",
        "search",
        "visit",
        "payment",
        "transaction",
        "file",
        "contact",
        "subscriber",
        "media",
        "reaction",
        "other",
    ]
)
"""What an event can be."""

BASIS_NAMES = {
    TimeBasis.EXPLICIT_OFFSET: "explicit_offset",
    TimeBasis.STATED_UTC: "stated_utc",
    TimeBasis.EPOCH: "epoch",
    TimeBasis.STATED_ZONE: "file_stated_zone",
    TimeBasis.ASSUMED_ZONE: "case_assumed_zone",
    TimeBasis.UNKNOWN: "unknown",
}
"""How the store names the basis of a time: whether file or case stated the zone matters to a court."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: its name in SQL.
        type: `text`, `texts` (a list), `time` (microseconds, UTC), `integer`, `number`.
        meaning: what stands in it.
    """

    name: str
    type: str
    meaning: str


EVENT_COLUMNS: tuple[Column, ...] = (
    Column("event_id", "text", "key of the file and place of the record in it; the same in every run"),
    Column("ts_utc", "time", "the moment in UTC; null where the zone is not known"),
    Column("ts_end_utc", "time", "the end, for what lasts"),
    Column("ts_raw", "text", "the time as written"),
    Column("ts_basis", "text", "explicit_offset stated_utc epoch file_stated_zone case_assumed_zone unknown"),
    Column("ts_zone", "text", "zone or offset relied on; null where unknown"),
    Column("ts_precision", "text", "finest unit written: year month day hour minute second millisecond microsecond nanosecond"),
    Column("ts_kind", "text", "what the time is of: sent received started registered first_seen last_seen"),
    Column("kind", "text", "what happened: login message mail sms call data location transaction ..."),
    Column("actor_id", "text", "who did it: account, number or mailbox"),
    Column("target_ids", "texts", "to whom or what"),
    Column("account_id", "text", "the account whose records these are"),
    Column("thread_id", "text", "the conversation"),
    Column("ip", "text", "address, in canonical form"),
    Column("port", "integer", "source port; without one an address behind carrier-grade NAT leads to nobody"),
    Column("lat", "number", "latitude, degrees, WGS 84"),
    Column("lon", "number", "longitude, degrees, WGS 84"),
    Column("accuracy_m", "number", "radius of the position, metres"),
    Column("cell", "text", "mobile cell: mcc-mnc-area-cell as far as stated"),
    Column("device_id", "text", "IMEI or the provider's name of the device, as text"),
    Column("sim_id", "text", "IMSI or ICCID, as text"),
    Column("amount", "text", "decimal as written, without grouping"),
    Column("asset", "text", "currency or coin"),
    Column("txid", "text", "transaction hash or reference"),
    Column("text", "text", "words: body of a message, subject, search, title"),
    Column("direction", "text", "in or out, as seen from the account"),
    Column("attrs", "text", "JSON object of every column or field that has no column of its own"),
    Column("provider", "text", "who produced the record"),
    Column("product", "text", "service of the provider"),
    Column("parser", "text", "reader that read it"),
    Column("parser_version", "text", "version of the reader"),
    Column("source_sha256", "text", "digest of the original file or archive"),
    Column("member_path", "text", "path within the archive or folder; archives within archives joined with `!/`"),
    Column("locator", "text", "place in the member: @OFFSET+LENGTH, SHEET!A7, table:NAME rowid:N, page:N line:M+COUNT, item:NUMBER"),
    Column("snapshot", "text", "preservation or production"),
    Column("request_id", "text", "the request that produced it"),
    Column("defects", "texts", "what is wrong or doubtful with the record"),
    Column("duplicate_of", "text", "event_id of the same record in the production; null for what counts"),
)
"""The event table, in its order."""

ENTITY_COLUMNS: tuple[Column, ...] = (
    Column("entity_id", "text", "kind and normal value"),
    Column("kind", "text", "account phone email ip device sim wallet person cell bank_account"),
    Column("value_norm", "text", "normal form"),
    Column("value_raw", "text", "one form as found"),
    Column("provider", "text", "provider of an account; null for what belongs to none"),
    Column("first_seen", "time", "first event with a known time"),
    Column("last_seen", "time", "last event with a known time"),
    Column("events", "integer", "number of events"),
)

LINK_COLUMNS: tuple[Column, ...] = (
    Column("event_id", "text", "the event"),
    Column("entity_id", "text", "the entity"),
    Column("role", "text", "actor target account ip device sim cell"),
)

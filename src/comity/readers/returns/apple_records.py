"""Apple's production for authorities: workbooks in folders by DSID (`Account/`, `LOG/`, `Messages/`, `fmf/`, `Bookmarks/`).

Above each table stand some lines (what it is, DSID, period, often the zone of the times); the header comes in the sixth to ninth row, with
cells that are empty or come twice. Column names are not published: those below are told by words that the guidelines for authorities and
open parsers name, and every column that is not known is kept and told. The whole is delivered encrypted, the password apart
(`--password-file`).
"""

from __future__ import annotations

from comity.readers.tables.kinds import ManyTables, TableKind
from comity.readers.tables.mapping import Columns

_ACCOUNT = ("dsid", "person id", "apple dsid", "ds id")
_LOGS = Columns(
    {
        "ts": (
            "date",
            "timestamp",
            "date time",
            "time",
            "event date",
            "log date",
            "date utc",
            "timestamp utc",
            "date time utc",
            "event timestamp",
        ),
        "ip": ("ip", "ip address", "client ip", "source ip"),
        "port": ("port", "source port", "client port"),
        "account_id": _ACCOUNT,
        "actor_id": ("apple id", "appleid", "account name"),
        "device_id": ("device id", "udid", "serial number", "device udid"),
        "product": ("service", "application", "client application"),
        "kind": ("event", "action", "event type", "operation", "request type"),
    },
    kind="login",
    kinds={"sign out": "logout", "signout": "logout", "logout": "logout"},
    known=frozenset({"user agent", "client", "result", "status", "country", "device name", "device model", "os version", "bundle id"}),
)
_QUERIES = Columns(
    {
        "ts": ("date", "timestamp", "query date", "date time", "time", "timestamp utc", "date utc", "query timestamp", "query time utc"),
        "ip": ("ip", "ip address", "client ip"),
        "port": ("port", "source port"),
        "actor_id": ("querying uri", "query from", "sender", "from", "source uri", "requester"),
        "target": ("queried uri", "query to", "recipient", "to", "target uri", "looked up handle"),
        "account_id": _ACCOUNT,
        "product": ("service", "ids service"),
    },
    kind="contact",
    known=frozenset({"result", "device", "user agent", "client", "status"}),
)
_DETAILS = Columns(
    {
        "ts": (
            "account created",
            "creation date",
            "created",
            "registration date",
            "account creation date",
            "creation timestamp",
            "created utc",
        ),
        "account_id": _ACCOUNT,
        "actor_id": ("apple id", "appleid", "account name"),
        "ip": ("registration ip", "creation ip", "ip address"),
        "text": ("full name", "name", "customer name"),
    },
    kind="registration",
    known=frozenset(
        {
            "first name",
            "last name",
            "phone",
            "phone number",
            "email",
            "rescue email",
            "address",
            "city",
            "state",
            "country",
            "status",
            "account type",
            "postal code",
            "day phone",
            "evening phone",
            "verified",
        }
    ),
)
_FEATURES = Columns(
    {
        "account_id": _ACCOUNT,
        "text": ("feature", "feature name", "service"),
        "ts": ("enabled date", "activation date", "date enabled", "enabled date utc"),
    },
    kind="subscriber",
    known=frozenset({"status", "enabled", "value"}),
)
_MESSAGES = Columns(
    {
        "ts": ("date", "timestamp", "message date", "sent date", "time", "date utc", "timestamp utc"),
        "actor_id": ("from", "sender", "sender handle"),
        "target": ("to", "recipient", "recipients", "destination handle"),
        "text": ("message", "text", "body", "message text"),
        "thread_id": ("chat id", "conversation id", "chat identifier", "group id"),
        "account_id": _ACCOUNT,
        "txid": ("guid", "message guid", "message id"),
    },
    kind="message",
    known=frozenset({"subject", "attachments", "attachment", "service", "is from me", "direction", "read date"}),
)


class AppleRecords(ManyTables):
    """One event a row, of the kind of its sheet."""

    slug = "apple_records"
    version = 1
    provider = "apple"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}
    tables = (
        TableKind("account", _DETAILS, ("account_id", "actor_id"), ("dsid", "apple id", "first name", "last name")),
        TableKind("features", _FEATURES, ("text", "account_id"), ("dsid", "feature", "status")),
        TableKind("logs", _LOGS, ("ts", "ip", "account_id"), ("dsid", "apple id", "service", "ip address")),
        TableKind("queries", _QUERIES, ("ts", "actor_id", "target"), ("dsid", "querying uri", "queried uri", "service")),
        TableKind(
            "messages", _MESSAGES, ("ts", "actor_id", "target", "text"), ("dsid", "chat id", "guid", "service", "from", "to", "message")
        ),
    )

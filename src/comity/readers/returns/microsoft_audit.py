"""Microsoft: the audit log of Purview as it is exported (`AuditLog.csv`), and sign-ins of Entra ID (`InteractiveSignIns.csv`).

The audit log holds a JSON object in its last column (`AuditData`), with the address and its port (`203.0.113.9:51834`). Its times are UTC
and say nothing of it; the documentation does. Mails that are headers only (`*.eml_hdr.eml`) are read as mails.
https://learn.microsoft.com/purview/audit-log-export-records
"""

from __future__ import annotations

import re

import polars as pl

from comity.readers.tables.kinds import ManyTables, TableKind
from comity.readers.tables.mapping import Columns

_ADDRESS = r'"(?:ClientIP|ClientIPAddress|ActorIpAddress)"\s*:\s*"\[?([0-9a-fA-F:.]*?)\]?(?::(\d{1,5}))?"'
_LOGINS = re.compile(r"UserLoggedIn|UserLoginFailed|MailboxLogin|SignInEvent").pattern
_MAIL = re.compile(r"^(?:Send|SendAs|SendOnBehalf|MailItemsAccessed)$").pattern
_FILE = re.compile(r"^File|^Folder").pattern
_AUDIT = Columns(
    {
        "ts": ("creationdate", "creation date", "creationtime", "date"),
        "actor_id": ("userids", "userid", "user ids", "user"),
        "text": ("operations", "operation", "activity"),
        "txid": ("recordid", "record id", "identity", "id"),
        "ts_kind": (),
    },
    kind="account_change",
    known=frozenset({"auditdata", "recordtype", "record type", "associatedadminunits", "associatedadminunitsnames", "resultindex",
                     "resultcount", "isvalid", "objectstate", "item", "detail", "userkey", "workload"}),
)  # fmt: skip
_SIGN_INS = Columns(
    {
        "ts": ("date utc", "date", "createddatetime", "created date time"),
        "ip": ("ip address", "ipaddress"),
        "actor_id": ("username", "user principal name", "userprincipalname"),
        "account_id": ("user id", "userid"),
        "txid": ("request id", "correlation id"),
        "product": ("application", "app display name", "resource"),
        "device_id": ("device id",),
    },
    kind="login",
    known=frozenset({"user", "user agent", "status", "sign in error code", "failure reason", "location", "client app", "browser",
                     "operating system", "correlation id", "request id", "application id", "resource id", "authentication requirement",
                     "conditional access", "compliant", "managed", "join type", "user type", "autonomous system number", "resource"}),
)  # fmt: skip


class MicrosoftAudit(ManyTables):
    """One event a record of the audit log or a sign-in."""

    slug = "microsoft_audit"
    version = 1
    provider = "microsoft"
    roles = {"actor_id": "email", "account_id": "account"}
    tables = (
        TableKind("audit", _AUDIT, ("ts", "actor_id", "text"), ("creationdate", "userids", "operations", "auditdata"), utc=True),
        TableKind("audit", _AUDIT, ("ts", "actor_id", "text"), ("creationdate", "userid", "operation", "auditdata"), utc=True),
        TableKind(
            "sign-ins", _SIGN_INS, ("ts", "ip", "actor_id"), ("date utc", "request id", "username", "ip address", "application"), utc=True
        ),
    )

    def refined(self, events: pl.DataFrame, frame: pl.DataFrame, kind: TableKind) -> pl.DataFrame:
        """Take the address out of the JSON of the last column, and the kind from the operation."""
        if kind.name != "audit":
            return events
        column = next((name for name in frame.columns if name.lower() == "auditdata"), None)
        if column is None:
            return events
        raw = frame[column].fill_null("")
        operation = pl.col("text").fill_null("")
        told = (
            pl.when(operation.str.contains(_LOGINS)).then(pl.lit("login")).when(operation.str.contains(_MAIL)).then(pl.lit("mail"))
            .when(operation.str.contains(_FILE)).then(pl.lit("file")).otherwise(pl.lit("account_change"))
        )  # fmt: skip
        return events.with_columns(
            told.alias("kind"),
            raw.str.extract(_ADDRESS, 1).str.to_lowercase().replace("", None).alias("ip"),
            raw.str.extract(_ADDRESS, 2).cast(pl.Int64, strict=False).alias("port"),
        )

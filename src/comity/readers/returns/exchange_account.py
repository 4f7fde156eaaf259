"""An exchange's answer about an account as a workbook or tables: customer, logins, devices, deposits, withdrawals, trades (Binance, OKX).

One workbook holds a sheet for each, with lines above the header; OKX writes a line of identifiers above its tables (`UID:...,Account
Type:...`). Where the header says `(UTC)` times are UTC; else they wait. Long numbers that a spreadsheet has cut are told. The layout of
productions is not published: sheets are told by the columns that exports and programming interfaces of the exchanges name.
"""

from __future__ import annotations

from comity.readers.reader import Source
from comity.readers.tables.kinds import ManyTables, TableKind
from comity.readers.tables.mapping import Columns
from comity.readers.tables.sheets import is_workbook, sheets_of

_USER = ("user id", "userid", "uid", "account id", "customer id")
_ACCESS = Columns(
    {
        "ts": (
            "timestamp utc",
            "time utc",
            "operation time utc",
            "login time utc",
            "date utc",
            "create time utc",
            "timestamp",
            "login time",
            "time",
        ),
        "ip": ("real ip", "ip", "ip address", "login ip"),
        "port": ("port", "source port"),
        "account_id": _USER,
        "kind": ("operation", "action", "event"),
        "device_id": ("device id", "fvideoid", "bnc uuid"),
        "text": ("user agent", "browser", "client"),
    },
    kind="login",
    kinds={"logout": "logout", "register": "registration", "change password": "account_change", "withdraw": "transaction"},
    known=frozenset({"geolocation", "location", "country", "city", "client type", "device name", "result", "status"}),
)
_DEVICES = Columns(
    {
        "ts": ("last used utc", "add time utc", "create time utc", "last login time utc", "last used", "add time"),
        "ip": ("location ip", "ip", "ip address", "last ip"),
        "account_id": _USER,
        "device_id": ("device id", "device no"),
        "text": ("device name", "device", "device model"),
    },
    kind="device",
    known=frozenset({"location", "client", "status", "os", "app version"}),
)
_CUSTOMER = Columns(
    {
        "ts": ("registration time utc", "register time utc", "registration date", "created utc", "register time", "registered on"),
        "account_id": _USER,
        "actor_id": ("email", "email address"),
        "text": ("name", "full name", "customer name"),
        "ip": ("registration ip", "register ip"),
    },
    kind="registration",
    known=frozenset({"mobile", "mobile number", "phone", "phone number", "country", "nationality", "date of birth", "id number", "id type",
                     "kyc level", "address", "status", "physical address", "residency", "id document"}),
)  # fmt: skip
_MOVED = {
    "account_id": _USER,
    "asset": ("coin", "currency", "asset", "token", "crypto"),
    "amount": ("amount", "quantity", "transferred amount", "deposit amount", "withdraw amount"),
    "txid": ("txid", "tx id", "transaction hash", "hash", "transaction id"),
    "target": ("destination address", "withdraw address", "deposit address", "address", "counterparty address"),
    "ip": ("ip", "ip address"),
}
_TIMES = ("create time utc", "apply time utc", "time utc", "date utc", "complete time utc", "create time", "apply time", "time", "date")
_KNOWN = frozenset(
    {"network", "chain", "status", "fee", "usdt", "busd", "source address", "memo", "tag", "counter party id", "remark", "price", "side",
     "order id", "total", "pair", "market", "symbol", "type", "trade id", "confirmations", "counter party email"}
)  # fmt: skip
_DEPOSITS = Columns({"ts": _TIMES, **_MOVED, "actor_id": ("source address", "from address")}, kind="transaction", known=_KNOWN)
_TRADES = Columns(
    {
        "ts": _TIMES,
        "account_id": _USER,
        "asset": ("pair", "market", "symbol", "trading pair"),
        "amount": ("executed", "filled", "quantity", "amount", "qty"),
        "txid": ("trade id", "order id", "order no"),
    },
    kind="transaction",
    known=_KNOWN | {"fee coin", "role", "executed", "filled", "realized profit"},
)


_OF_PEOPLE = frozenset({"customer", "logins", "devices"})


class ExchangeAccount(ManyTables):
    """One event a row, of the kind of its sheet; tables of movements alone are left to `exchange_transactions`."""

    slug = "exchange_account"
    version = 1
    roles = {"account_id": "account", "actor_id": "account", "target_ids": "wallet"}
    sureness = 0.88
    tables = (
        TableKind("customer", _CUSTOMER, ("account_id",), ("user id", "registration time utc", "kyc level", "email")),
        TableKind("logins", _ACCESS, ("ts", "ip", "account_id"), ("user id", "operation", "real ip", "client type")),
        TableKind("devices", _DEVICES, ("account_id", "device_id"), ("user id", "device name", "device id", "last used utc")),
        TableKind(
            "deposits", _DEPOSITS, ("ts", "asset", "amount", "txid"), ("user id", "create time utc", "deposit address", "source address")
        ),
        TableKind(
            "withdrawals", _DEPOSITS, ("ts", "asset", "amount", "txid"), ("user id", "apply time utc", "destination address", "txid")
        ),
        TableKind("trades", _TRADES, ("ts", "asset", "amount"), ("user id", "pair", "side", "price", "trade id")),
    )

    def detect(self, source: Source) -> float:
        if is_workbook(source):
            headers = [header for _, header, _ in sheets_of(source, lambda names: self._fit(names, source))]
        else:
            found = self._header(source)
            headers = [found.names] if found else []
        kinds = [self.kind_of(header) for header in headers]
        if not any(kind is not None and kind.name in _OF_PEOPLE for _, kind in kinds):
            return 0.0
        return max(score for score, _ in kinds)

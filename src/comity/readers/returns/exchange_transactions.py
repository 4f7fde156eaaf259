"""Deposits, withdrawals and trades from exchanges of crypto-assets (Binance, OKX, Coinbase and others), as CSV or workbook.

Amounts are kept as written: a workbook has often made floating-point numbers of them already, and the record then says so. Exchanges
name times in UTC in the header (`Date(UTC)`, `Apply Time (UTC)`, `UTC_Time`); only then is UTC stated.
"""

from __future__ import annotations

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.layout import normal_name
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.reader import TableReader

_STATED_UTC = frozenset(
    {"date utc", "utc time", "apply time utc", "time utc", "create time utc", "timestamp utc", "update time utc", "created time utc"}
)


class ExchangeTransactions(TableReader):
    """One line a movement of an asset."""

    slug = "exchange_transactions"
    version = 1
    roles = {"account_id": "account", "actor_id": "account", "target_ids": "wallet"}
    columns = Columns(
        {
            "ts": (
                *(
                    "date utc",
                    "utc time",
                    "apply time utc",
                    "create time utc",
                    "timestamp utc",
                    "created time utc",
                    "time utc",
                    "update time utc",
                ),
                *(
                    "apply time",
                    "create time",
                    "timestamp",
                    "time",
                    "date",
                    "created at",
                    "transaction time",
                    "trade time",
                    "order time",
                    "дата",
                ),
            ),
            "account_id": ("user id", "userid", "uid", "account id", "account", "customer id", "user"),
            "kind": ("operation", "type", "transaction type", "side", "action", "тип"),
            "asset": ("coin", "currency", "asset", "token", "crypto", "symbol", "trading unit", "валюта", "монета"),
            "amount": (
                "amount",
                "change",
                "quantity",
                "quantity transacted",
                "transferred amount",
                "deposit amount",
                "withdraw amount",
                "сумма",
                "volume",
            ),
            "txid": ("txid", "tx id", "transaction id", "transaction hash", "hash", "txhash", "tx hash", "crypto hash", "transactionid"),
            "target": (
                "address",
                "destination address",
                "deposit address",
                "withdraw address",
                "withdrawal address",
                "to",
                "to address",
                "адрес",
            ),
            "ip": ("ip", "ip address", "login ip"),
        },
        kind="transaction",
        known=frozenset(
            {
                "network",
                "chain",
                "status",
                "fee",
                "transaction fee",
                "remark",
                "source address",
                "from address",
                "memo",
                "tag",
                "addresstag",
                "address tag",
                "counter party id",
                "order id",
                "order number",
                "price",
                "balance",
                "balance change",
                "usdt",
                "trading mode",
                "instrument",
                "account type",
                "id",
            }
        ),
    )
    required = ("ts", "asset", "amount")
    sureness = 0.7

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Take the zone from the name of the time's column where that states it."""
        column = self.columns.found(frame.columns)["ts"]
        if normal_name(column) not in _STATED_UTC:
            return to_events(frame, self.columns, source.zone)
        events = to_events(frame, self.columns, "UTC")
        assumed = pl.col("ts_basis") == "case_assumed_zone"
        return events.with_columns(pl.when(assumed).then(pl.lit("stated_utc")).otherwise("ts_basis").alias("ts_basis"))

"""FollowTheMoney (https://followthemoney.tech): one entity a line, messages, calls, payments and mails with the accounts that took part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from comity.analysis.exports.export import Export, Row, open_text
from comity.analysis.exports.spreadsheet_safety import plain_text

_SCHEMA = {"message": "Message", "sms": "Message", "mail": "Email", "call": "Call", "payment": "Payment", "transaction": "Payment"}
_ENDS = {
    "Message": ("sender", "recipients"),
    "Email": ("emitters", "recipients"),
    "Call": ("caller", "receiver"),
    "Payment": ("payer", "beneficiary"),
}


class Ftm(Export):
    """Intervals between accounts; each account once."""

    slug = "ftm"
    where = "kind in ('message', 'sms', 'mail', 'call', 'payment', 'transaction')"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        count = 0
        written: set[str] = set()
        with open_text(target) as file:
            for row in rows:
                ends = _ends(row)
                for name in ends[0] + ends[1]:
                    _account(name, row, file, written)
                _line(file, *_event(row, ends))
                count += 1
        return count


def _ends(row: Row) -> tuple[list[str], list[str]]:
    first = [row["actor_id"] or row["account_id"]] if row["actor_id"] or row["account_id"] else []
    others = [name for name in row["target_ids"] or [] if name]
    if row["direction"] == "in" and row["kind"] in {"payment", "transaction"}:
        first, others = others, first
    return first, others


def _key(*parts: str) -> str:
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def _account(name: str, row: Row, file: TextIO, written: set[str]) -> None:
    provider = row["provider"] or ""
    key = _key("account", provider, name)
    if key in written:
        return
    written.add(key)
    money = row["kind"] in {"payment", "transaction"}
    properties = {"accountNumber": [name]} if money else {"username": [name], "service": [provider]}
    if not money and "@" in name:
        properties["email"] = [name]
    _line(file, key, "BankAccount" if money else "UserAccount", properties)


def _event(row: Row, ends: tuple[list[str], list[str]]) -> tuple[str, str, dict[str, list[str]]]:
    schema = _SCHEMA[row["kind"]]
    sender, receiver = _ENDS[schema]
    provider = row["provider"] or ""
    properties = {
        sender: [_key("account", provider, name) for name in ends[0]],
        receiver: [_key("account", provider, name) for name in ends[1]],
        "date": [plain_text(row["ts_utc"])] if row["ts_utc"] else [],
        "recordId": [row["event_id"]],
        "sourceUrl": [],
        "description" if schema in {"Payment", "Call"} else "bodyText": [row["text"]] if row["text"] else [],
    }
    if schema == "Payment":
        properties |= {"amount": [row["amount"]] if row["amount"] else [], "currency": [row["asset"]] if row["asset"] else []}
    if row["thread_id"] and schema == "Message":
        properties["threadTopic"] = [row["thread_id"]]
    return _key("event", row["event_id"]), schema, properties


def _line(file: TextIO, key: str, schema: str, properties: dict[str, list[str]]) -> None:
    known = {name: values for name, values in properties.items() if values and values != [""]}
    file.write(json.dumps({"id": key, "schema": schema, "properties": known}, ensure_ascii=False) + "\n")

"""Coinbase's file about a user (`coinbase_data.json`): transactions, devices, what was done on the site, cards.

Sections bear long names (`Financial Information`, `Site Activity`) over lists of objects whose keys begin with a capital. Times are ISO
with `Z` or seconds since 1970. Hashes stand as `Crypto_hash`; amounts are kept as written.
"""

from __future__ import annotations

import re
from typing import Any

from comity.readers.json_leaves import LeafReader, path_of
from comity.readers.json_scan import Element, looks_like_json
from comity.readers.moments import NOTHING
from comity.readers.reader import Record, Source

_KEYS = re.compile(rb'"(?:Crypto_hash|Coinbase_id|Transfer_payment_method|Instantly_exchanged|Account_name|Timezone_locale|First6)"')


class CoinbaseExport(LeafReader):
    """One event a transaction, login, device, card."""

    slug = "coinbase_export"
    version = 1
    provider = "coinbase"
    roles = {"account_id": "account", "target_ids": "wallet"}

    def detect(self, source: Source) -> float:
        return 0.93 if looks_like_json(source) and len(set(_KEYS.findall(source.head))) >= 2 else 0.0

    def event(self, element: Element, value: dict[str, Any], source: Source) -> list[Record]:
        path = path_of(element)
        is_money = "Currency" in value and "Amount" in value
        raw = value.get("Timestamp") or value.get("Time")
        address = value.get("Ip_address")
        kind = "transaction" if is_money else "login" if "Action" in value else "device" if "User_agent" in value else "other"
        if kind == "other":
            source.note_unknown(f"section: {path}")
        target = value.get("To")
        return [
            Record(
                kind=kind,
                locator=element.locator,
                at=NOTHING if raw is None else source.moment(str(raw)),
                target_ids=[str(target)] if target else None,
                ip=str(address).lower() if address else None,
                amount=_text(value.get("Amount")) if is_money else None,
                asset=_text(value.get("Currency")) if is_money else None,
                txid=_text(value.get("Crypto_hash")) or (_text(value.get("Coinbase_id")) if is_money else None),
                text=_text(value.get("Notes") or value.get("Action")),
                attrs={"section": path} | value,
            )
        ]


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)

"""Cloudflare's logs as they are pushed: one JSON object a line (`http_requests`, `audit_logs`), times in RFC 3339 or counts since 1970.

Which it is depends on how the log was set up: `rfc3339`, `unix` (seconds) and `unixnano` all occur, and are told apart by their form. A
request bears the visitor's address and source port, which a web server behind Cloudflare does not see.
https://developers.cloudflare.com/logs/logpush/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import count_elements, looks_like_json, records
from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_DEPTH = 1
_TIMES = ("EdgeStartTimestamp", "When", "Datetime", "CreatedAt", "Timestamp")


class CloudflareLogs(Reader):
    """One event a request, or a deed in the account."""

    slug = "cloudflare_logs"
    version = 1
    provider = "cloudflare"
    roles = {"actor_id": "email", "account_id": "account"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or source.head.lstrip()[:1] != b"{":
            return 0.0
        is_request = b'"ClientIP"' in source.head and (b'"EdgeStartTimestamp"' in source.head or b'"RayID"' in source.head)
        is_audit = b'"ActorIP"' in source.head and b'"ActionType"' in source.head
        return 0.95 if is_request or is_audit else 0.0

    def count(self, source: Source) -> int:
        return count_elements(source, _DEPTH)

    def read(self, source: Source) -> Iterator[Yield]:
        for found in records(source, _DEPTH):
            yield found if isinstance(found, Unreadable) else _entry(found[0].locator, found[1], source)


def _entry(locator: str, value: dict[str, Any], source: Source) -> Record:
    raw = next((value[name] for name in _TIMES if value.get(name) is not None), None)
    is_audit = "ActionType" in value
    address = value.get("ActorIP") if is_audit else value.get("ClientIP")
    port = value.get("ClientSrcPort")
    action = str(value.get("ActionType") or "").lower()
    request = " ".join(str(value[name]) for name in ("ClientRequestMethod", "ClientRequestHost", "ClientRequestURI") if value.get(name))
    return Record(
        kind=("login" if "login" in action else "account_change") if is_audit else "visit",
        locator=locator,
        at=NOTHING if raw is None else source.moment(str(raw)),
        actor_id=_text(value.get("ActorEmail")) if is_audit else None,
        account_id=_text(value.get("OwnerID") or value.get("AccountID")),
        ip=str(address).lower() if address else None,
        port=port if isinstance(port, int) and 0 < port < 1 << 16 else None,
        txid=_text(value.get("RayID") or value.get("ID")),
        text=_text(value.get("ActionType")) if is_audit else request or None,
        attrs=value,
    )


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)

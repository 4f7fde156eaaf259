"""Login logs of any service as JSON: an array of objects, an object with one such array, or one object a line (JSON Lines)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from comity.readers.json_scan import elements, json_start, looks_like_json, records
from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_TIMES = ("timestamp", "time", "datetime", "date", "created_at", "createdat", "login_time", "logintime", "event_time", "utc", "ts")
_IPS = ("ip", "ip_address", "ipaddress", "remote_ip", "client_ip", "clientip", "source_ip", "login_ip", "remote_addr")
_ACCOUNTS = ("user_id", "userid", "account_id", "accountid", "username", "user", "account", "email", "login", "uid")
_PORTS = ("port", "source_port", "src_port", "client_port", "remote_port")
_ACTIONS = {"logout": "logout", "sign_out": "logout", "signout": "logout", "register": "registration", "signup": "registration"}
_IP_KEY = re.compile(rb'"(?:ip|ip_?address|remote_?ip|client_?ip|source_?ip|login_?ip|remote_addr)"\s*:', re.IGNORECASE)
_TIME_KEY = re.compile(rb'"(?:timestamp|time|datetime|date|created_?at|login_?time|event_?time|utc|ts)"\s*:', re.IGNORECASE)


class GenericLoginsJson(Reader):
    """One object a login."""

    slug = "generic_logins_json"
    version = 1
    roles = {"account_id": "account", "actor_id": "account"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or not _IP_KEY.search(source.head) or not _TIME_KEY.search(source.head):
            return 0.0
        return 0.4

    def count(self, source: Source) -> int:
        return source.units

    def read(self, source: Source) -> Iterator[Yield]:
        for found in records(source, _depth(source)):
            if isinstance(found, Unreadable):
                yield found
            else:
                yield _login(found[0].locator, found[1], source)


def _depth(source: Source) -> int:
    """Tell how deep the objects lie: objects one after another, in an array, or in an array within an object."""
    data = source.utf8()
    start = json_start(data)
    first = source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"[":
        return 2
    line = bytes(data[start : start + (1 << 16)]).lstrip().split(b"\n", 1)[0]
    try:
        msgspec.json.decode(line)
    except msgspec.DecodeError:
        inner = next((element for element in elements(bytes(data[: 1 << 20]), 3)), None)
        return 3 if inner else 1
    return 3 if next((element for element in elements(line, 3)), None) else 1


def _login(locator: str, row: dict[str, Any], source: Source) -> Record:
    plain = {re.sub(r"[^a-z_]", "", key.lower().replace(" ", "_").replace("-", "_")): key for key in row}
    names = {field: _first(plain, keys) for field, keys in (("ts", _TIMES), ("ip", _IPS), ("account", _ACCOUNTS), ("port", _PORTS))}
    value = {field: row.get(name) if name else None for field, name in names.items()}
    action = str(next((row[plain[key]] for key in ("action", "event", "type", "event_type") if key in plain), "")).lower().replace(" ", "_")
    port = value["port"]
    return Record(
        kind=_ACTIONS.get(action, "login"),
        locator=locator,
        at=NOTHING if value["ts"] is None else source.moment(str(value["ts"])),
        account_id=None if value["account"] is None else str(value["account"]),
        ip=None if value["ip"] is None else str(value["ip"]).strip().lower(),
        port=int(port) if isinstance(port, int) or (isinstance(port, str) and port.isdigit()) else None,
        attrs={key: item for key, item in row.items() if key not in set(names.values())},
        defects=[f"missing: {field}" for field in ("ts", "ip") if value[field] is None] or None,
    )


def _first(plain: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((plain[key] for key in keys if key in plain), None)

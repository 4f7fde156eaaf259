"""Records of registrars and registries in RDAP (RFC 9083): a domain, an address block or an AS number, its events and its people.

Each object is one record; its events (registration, last changed, expiration, transfer) are events of that record. Times are RFC 3339.
People stand as jCard (RFC 7095): name, organisation, mail, telephone; redacted fields are told by the registrar in `redacted` (RFC 9537).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import count_elements, json_start, looks_like_json, records
from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_KINDS = {"registration": "registration", "last changed": "account_change", "transfer": "account_change", "expiration": "other"}
_FIELDS = {"fn": "name", "org": "organisation", "email": "email", "tel": "phone", "adr": "address"}


class RegistrarRdap(Reader):
    """One event an event of the object; one more for each person."""

    slug = "registrar_rdap"
    version = 1
    roles = {"account_id": "account", "actor_id": "person"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or b'"objectClassName"' not in source.head:
            return 0.0
        return 0.95 if b'"rdapConformance"' in source.head or b'"ldhName"' in source.head or b'"vcardArray"' in source.head else 0.5

    def count(self, source: Source) -> int:
        return count_elements(source, _depth(source))

    def read(self, source: Source) -> Iterator[Yield]:
        for found in records(source, _depth(source)):
            if isinstance(found, Unreadable):
                yield found
                continue
            for number, event in enumerate(_events(found[0].locator, found[1], source)):
                event.further = number > 0
                yield event


def _depth(source: Source) -> int:
    data = source.utf8()
    return 2 if bytes(data[json_start(data) : json_start(data) + 200]).lstrip()[:1] == b"[" else 1


def _events(locator: str, value: dict[str, Any], source: Source) -> list[Record]:
    name = value.get("ldhName") or value.get("unicodeName") or value.get("handle")
    name = str(name).lower() if name else None
    servers = [str(item.get("ldhName")) for item in value.get("nameservers") or [] if isinstance(item, dict)]
    found: list[Record] = []
    for item in value.get("events") or []:
        if isinstance(item, dict):
            action = str(item.get("eventAction") or "")
            at = source.moment(str(item["eventDate"])) if item.get("eventDate") else NOTHING
            attrs = {"action": action, "nameservers": servers, "status": value.get("status")}
            actor = item.get("eventActor")
            found.append(
                Record(
                    kind=_KINDS.get(action.lower(), "other"),
                    locator=locator,
                    at=at,
                    account_id=name,
                    actor_id=str(actor) if actor else None,
                    text=action or None,
                    attrs=attrs,
                )
            )
    for person in value.get("entities") or []:
        if isinstance(person, dict):
            card = _card(person.get("vcardArray"))
            attrs = {"roles": person.get("roles"), "handle": person.get("handle")} | card
            found.append(Record(kind="subscriber", locator=locator, account_id=name, actor_id=_first(card), text=_first(card), attrs=attrs))
    return found or [Record(kind="subscriber", locator=locator, account_id=name, attrs=value, defects=["no_events"])]


def _card(array: object) -> dict[str, object]:
    """Read a jCard: `["vcard", [["fn", {}, "text", "Aa Bb"], ...]]`."""
    rows = array[1] if isinstance(array, list) and len(array) > 1 and isinstance(array[1], list) else []
    found: dict[str, object] = {}
    for row in rows:
        if isinstance(row, list) and len(row) > 3 and row[0] in _FIELDS and row[3]:
            found.setdefault(_FIELDS[row[0]], row[3])
    return found


def _first(card: dict[str, object]) -> str | None:
    return next((str(card[name]) for name in ("name", "organisation", "email") if card.get(name)), None)

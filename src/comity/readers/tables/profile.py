"""Saved profiles of operators: which column is which, where its clock stands, what its words mean. One JSON file an operator.

    {"operator": "Example Mobile", "zone": "Asia/Bishkek", "columns": {"actor_id": "Nr1", "target": "Nr2", "ts": "Wann", "kind": "Art"},
     "kinds": {"G": "call"}, "directions": {"A": "out"}}

Several profiles may be given at once: each is used for the tables that have all its columns. Decisions in them are the analyst's, and are
kept with the coverage.
"""

from __future__ import annotations

import msgspec

from comity.errors import InputError
from comity.model.event import EVENT_KINDS
from comity.readers.tables.layout import normal_name
from comity.text.messages import say
from comity.text.times import time_zone

FIELDS = {
    "ts": "when it began, date and time in one column",
    "date": "the date, where the time has a column of its own",
    "clock": "the time of day",
    "ts_end": "when it ended",
    "duration": "how long it lasted, in seconds or as hours:minutes:seconds",
    "actor_id": "the calling or sending number",
    "target": "the other number",
    "account_id": "the subscriber whose records these are",
    "sim_id": "IMSI",
    "device_id": "IMEI",
    "kind": "call, message or data",
    "direction": "in or out",
    "mcc_mnc": "country and network of the cell in one number",
    "mcc": "country of the cell",
    "mnc": "network of the cell",
    "area": "location or tracking area (LAC, TAC)",
    "cell": "the cell (CI, ECI)",
    "lat": "latitude of the cell or telephone",
    "lon": "longitude of the cell or telephone",
    "accuracy_m": "accuracy of the position, metres",
    "ip": "address",
    "port": "source port",
    "text": "words",
    "txid": "number of the record",
    "product": "service",
}
"""Fields that a profile may name, and what they mean."""


class Profile(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What an office knows about the tables of one operator.

    Attributes:
        columns: name of the column in the file by field.
        operator: whose tables these are.
        zone: zone of times without one; the zone given with the command holds before it.
        day_first: order of day and month where both fit.
        kinds: kind of event by the word in the column `kind`.
        kind: kind of all others.
        directions: `in` or `out` by the word in the column `direction`, or `kind` where there is none.
        remark: how the office knows.
    """

    columns: dict[str, str]
    operator: str = ""
    zone: str | None = None
    day_first: bool = True
    kinds: dict[str, str] = {}
    kind: str = "other"
    directions: dict[str, str] = {}
    remark: str = ""

    def fits(self, header: tuple[str, ...]) -> bool:
        """Tell whether a header has all columns that the profile names."""
        names = {normal_name(name) for name in header}
        return bool(self.columns) and all(normal_name(name) in names for name in self.columns.values())


def read_profile(data: bytes, place: str) -> Profile:
    """Read a saved profile.

    Raises:
        InputError: it is no profile, or names a field, kind or zone that there is not.
    """
    try:
        profile = msgspec.json.decode(data, type=Profile)
    except msgspec.DecodeError as problem:
        raise InputError(
            say("this is no profile of columns: {problem}", problem=problem),
            place=place,
            hint=say("name the columns of the file by field, or let `comity columns` propose a profile"),
        ) from problem
    for field in profile.columns:
        if field not in FIELDS:
            raise InputError(
                say("a profile has no field of this name: {name}", name=field),
                place=place,
                hint=say("fields are: {names}", names=", ".join(sorted(FIELDS))),
            )
    for kind in (profile.kind, *profile.kinds.values()):
        if kind not in EVENT_KINDS:
            raise InputError(
                say("there is no kind of event of this name: {name}", name=kind),
                place=place,
                hint=say("kinds are: {names}", names=", ".join(sorted(EVENT_KINDS))),
            )
    if wrong := set(profile.directions.values()) - {"in", "out"}:
        raise InputError(say("a direction is in or out, not {name}", name=min(wrong)), place=place)
    if profile.zone is not None:
        time_zone(profile.zone)
    return profile


def profiles_of(settings: dict[str, object]) -> tuple[Profile, ...]:
    """Return the profiles that stand in the settings of a run."""
    found = settings.get("profiles")
    return tuple(msgspec.convert(item, Profile) for item in found) if isinstance(found, list) else ()

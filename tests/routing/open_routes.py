"""Judge an open route by the raw rows alone: is there any on which it must not have opened?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.model.route import Route
from tests.routing.raw_rows import (
    AUTHORITY,
    CELLS,
    ENTITY,
    GIVES,
    LETS,
    PROCESS,
    is_doubted,
    is_in_force,
    is_read,
    load,
    providers,
)

_BY_TREATY = {"mla", "preservation_24_7", "spontaneous", "second_protocol", "cloud_act"}


def wrongs(route: Route, requester: str, on: date) -> list[str]:
    """List the rows that forbid an open route to be open; none for a route that is right."""
    found = list(_provider(route, requester, on)) if route.addressee_id in providers() else list(_authority(route, on))
    if route.channel.value in _BY_TREATY and not any(
        basis.state.value == "open" and is_in_force(basis.treaty, requester, route.addressee_state or "", on) for basis in route.bases
    ):
        found.append(f"no treaty is surely in force between {requester} and {route.addressee_state}: {[one.treaty for one in route.bases]}")
    if route.channel.value in {"mla", "second_protocol"} and route.addressee_id not in providers():
        languages = load(f"law/jurisdictions/{(route.addressee_state or '').lower()}.yaml")["mla_languages"]
        if not is_read(languages, on, PROCESS, "languages"):
            found.append("languages of the requested State")
        if route.dual_criminality not in {"yes", "not_needed"}:
            found.append(f"dual criminality is {route.dual_criminality}")
    if route.channel.value == "domestic":
        powers = load(f"law/jurisdictions/{requester.lower()}.yaml")["procedural_powers"]
        if powers.get("production") != "available" or not is_read(powers, on, 30 if requester == "KG" else PROCESS, "production"):
            found.append("procedural powers at home")
    if route.channel.value == "police":
        found.append("INTERPOL's network was not read")
    return found


def _provider(route: Route, requester: str, on: date) -> Iterator[str]:
    row = load(f"providers/catalog/{route.addressee_id}.yaml")
    channel = route.channel.value
    if not is_read(row, on, ENTITY, "legal_entity.rest_of_world" if not is_doubted(row, "legal_entity.rest_of_world") else "legal_entity"):
        yield "company"
    if not is_read(row, on, ENTITY, "law_enforcement_contact") or row["law_enforcement_contact"]["basis"] != "read_provider":
        yield "contact"
    if not is_read(row, on, PROCESS, "languages"):
        yield "languages"
    if channel == "asset_freeze":
        if (row.get("asset_freeze") or {}).get("offered") not in GIVES or not is_read(row, on, PROCESS, "asset_freeze"):
            yield "freeze"
        return
    yield from _cells(row, route, requester, on)
    if channel in {"preservation", "extension"} and (
        row["preservation"]["offered"] not in GIVES or not is_read(row, on, PROCESS, "preservation.days")
    ):
        yield "preservation"
    if channel == "emergency" and (row["emergency_policy"]["accepted"] not in GIVES or not is_read(row, on, PROCESS, "emergency_policy")):
        yield "emergency policy"
    if channel in {"voluntary", "emergency"} and requester != route.addressee_state:
        yield from ["content on a direct channel"] if route.category.value == "content" else []
        yield from _law_of_holder(route, on)


def _cells(row: dict[str, Any], route: Route, requester: str, on: date) -> Iterator[str]:
    by_channel = {"preservation": ("preservation",), "extension": (), "emergency": ("emergency",)}
    who = "us_authority" if requester == "US" else "home_authority" if requester == row["country"] else "direct_foreign"
    for cell in by_channel.get(route.channel.value, CELLS.get(route.category.value, ())):
        if row["channels_basis"] != "read" or not is_read(row, on, PROCESS, f"accepted_channels.{cell}.{who}"):
            yield f"cell {cell}"
        if row["accepted_channels"][cell].get(who) not in GIVES:
            yield f"cell {cell} says {row['accepted_channels'][cell].get(who)}"


def _law_of_holder(route: Route, on: date) -> Iterator[str]:
    name = f"law/jurisdictions/{(route.addressee_state or '').lower()}.yaml"
    rule = load(name)["voluntary_disclosure"]
    field = "emergency" if route.channel.value == "emergency" else "noncontent"
    if rule[field] not in LETS or not is_read(rule, on, PROCESS, field):
        yield f"the law of {route.addressee_state} on {field}"


def _authority(route: Route, on: date) -> Iterator[str]:
    if route.channel.value == "domestic":
        return
    if route.addressee_id is None:
        yield "no row names the addressee"
        return
    rows = load(f"law/authorities/{(route.addressee_state or '').lower()}.yaml")["authorities"]
    row = next(one for one in rows if one["id"] == route.addressee_id)
    if row.get("stale") or not is_read(row, on, AUTHORITY, "name"):
        yield "authority"

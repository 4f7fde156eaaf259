"""The raw rows of the knowledge files, read without the program's own law book, to judge its answers independently."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import comity

ROOT = Path(comity.__file__).parent
ENTITY, PROCESS, AUTHORITY = 90, 365, 180
GIVES = {"yes", "conditional"}
LETS = {"allowed", "provider_policy", "allowed_by_provider_policy"}
CELLS = {
    "subscriber": ("subscriber",),
    "kyc": ("subscriber",),
    "domain_registration": ("subscriber",),
    "login_ip": ("subscriber", "traffic"),
    "traffic": ("traffic",),
    "transactions": ("traffic",),
    "content": ("content",),
}


@cache
def load(name: str) -> Any:
    """Load one file of facts."""
    return yaml.load((ROOT / name).read_bytes(), Loader=yaml.CSafeLoader)


@cache
def providers() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (ROOT / "providers" / "catalog").glob("*.yaml")))


@cache
def states() -> tuple[str, ...]:
    return tuple(sorted(path.stem.upper() for path in (ROOT / "law" / "jurisdictions").glob("*.yaml")))


def first_day(text: object) -> date | None:
    """Return the first day that a date of any precision can mean."""
    parts = str(text).split("-")
    try:
        return date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (ValueError, TypeError):
        return None


def is_fresh(row: dict[str, Any], on: date, days: int) -> bool:
    since = first_day(row.get("as_of"))
    return since is not None and on <= since + timedelta(days=days)


def is_doubted(row: dict[str, Any], *fields: str) -> bool:
    """Tell whether a field of a row, or what holds it, or a part of it, rests on general knowledge."""
    for doubted in row.get("unverified_fields") or ():
        if doubted.startswith("everything"):
            return True
        name = doubted.split(" ")[0].split(".")
        for field in fields:
            asked = field.split(".")
            if all(left in {"*", right} or right == "*" for left, right in zip(name, asked, strict=False)):
                return True
    return False


def is_read(row: dict[str, Any] | None, on: date, days: int, *fields: str) -> bool:
    return row is not None and row.get("confidence") == "read" and is_fresh(row, on, days) and not is_doubted(row, *fields)


def party(treaty: dict[str, Any], code: str) -> dict[str, Any] | None:
    return next((row for row in treaty.get("parties") or () if row["code"] == code), None)


def is_bound(treaty: dict[str, Any], code: str, on: date, hub: str | None) -> bool:
    """Tell whether a State is a Party on rows that were read, are fresh, and are in force on the day."""
    if code == hub:
        return True
    row = party(treaty, code)
    if row is None or row["status"] != "party" or not is_read(row, on, treaty["review_after_days"], "status"):
        return False
    entry = first_day(row.get("in_force")) if row.get("in_force") else None
    return entry is None or entry <= on


def is_in_force(name: str, first: str, second: str, on: date) -> bool:
    """Tell whether a treaty surely binds two States on a day."""
    treaty = load(f"law/treaties/{name}.yaml")
    hub = {"us_mlats": "US", "cloud_agreements": "US"}.get(name)
    entry = first_day(treaty["in_force"]) if treaty.get("in_force") else None
    return (
        str(treaty["status"]).startswith("in_force")
        and (entry is None or entry <= on)
        and is_read(treaty, on, treaty["review_after_days"], "status")
        and is_bound(treaty, first, on, hub)
        and is_bound(treaty, second, on, hub)
    )

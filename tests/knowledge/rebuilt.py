"""The raw material as it can be rebuilt from the project's files: every leaf, without what the project added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from comity.knowledge.plain_yaml import parse

SOURCE = Path(__file__).parents[2] / "src" / "comity"
RAW = Path(__file__).parents[3] / "shared" / "knowledge"

ADDED = {
    "law/instruments": ("reserved",),
    "law/jurisdictions": ("without_treaty",),
    "providers/catalog": ("legal_entity_names", "local_companies"),
}
"""Keys of entries that the project added."""

OWN_INSTRUMENTS = frozenset({"bank_stop_payment", "transfer_held_evidence"})
"""Instruments that the project added to those of the raw material."""

OWN_STATES = frozenset({"at"})
"""States that the project added: those of which the raw material names authorities and treaties, and has no row."""


def folder(name: str) -> dict[str, Any]:
    """Read every file of a folder of facts by its name."""
    files = sorted((SOURCE / name).glob("*.yaml"))
    return {path.stem: parse(path.read_text(encoding="utf-8"), path.name) for path in files}


def one(name: str) -> Any:
    """Read one file of facts."""
    return parse((SOURCE / name).read_text(encoding="utf-8"), name)


def rebuilt() -> dict[str, Any]:
    """Rebuild every raw file, its lists turned into mappings by identity, so that the order of files does not matter."""
    law = "law/"
    legend = {name: one(f"law/legends/{name}.yaml")["meta"] for name in folder("law/legends")}
    facts = {row["id"]: row["description"] for group in folder("law/facts").values() for row in group["facts"]}
    return {
        "treaties": {"meta": legend["treaties"], "instruments": folder(law + "treaties")},
        "jurisdictions": {
            "meta": legend["jurisdictions"],
            "jurisdictions": {
                name: row
                for name, row in _without(folder(law + "jurisdictions"), ADDED["law/jurisdictions"]).items()
                if name not in OWN_STATES
            },
        },
        "authorities": {
            "meta": legend["authorities"],
            "authorities": {row["id"]: row for file in folder(law + "authorities").values() for row in file["authorities"]},
            "networks": folder(law + "networks"),
            "resources": folder(law + "resources"),
        },
        "offences": {"meta": legend["offences"], "offences": _offences()},
        "safeguards": {"meta": legend["safeguards"], "tests": folder(law + "safeguards")},
        "time_limits": {
            "meta": legend["time_limits"],
            "time_limits": {row["id"]: row for file in folder(law + "time_limits").values() for row in file["time_limits"]},
        },
        "instruments_practice": {
            **legend["instruments"],
            "fields": facts,
            "instruments": {
                name: row
                for name, row in _without(folder(law + "instruments"), ADDED["law/instruments"]).items()
                if name not in OWN_INSTRUMENTS
            },
            "sources": {row["id"]: {key: value for key, value in row.items() if key != "id"} for row in one("law/sources.yaml")["sources"]},
        },
        "providers": _providers(),
        "scenarios": {
            **one("training/exercise_rules.yaml"),
            "scenarios": {row["id"]: row for row in folder("training/scenarios").values()},
            "sim_counterparts": {row["id"]: row for row in folder("training/counterparts").values()},
        },
        "curriculum": {**one("training/course_plan.yaml"), "modules": {row["id"]: row for row in folder("training/course").values()}},
        "refusal_codes": {row["code"]: row["text"]["en"] for row in one("law/outcomes.yaml")["outcomes"]},
    }


def raw() -> dict[str, Any]:
    """Read the raw material in the same shape, with a reader of its own; empty where it does not lie beside the repository."""
    if not RAW.is_dir():
        return {}
    files = {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in sorted(RAW.glob("*.yaml"))}
    for name, key, identity in (
        ("treaties", "instruments", "id"),
        ("jurisdictions", "jurisdictions", "code"),
        ("authorities", "authorities", "id"),
        ("authorities", "networks", "id"),
        ("authorities", "resources", "id"),
        ("offences", "offences", "id"),
        ("safeguards", "tests", "id"),
        ("time_limits", "time_limits", "id"),
        ("instruments_practice", "instruments", "id"),
        ("scenarios", "scenarios", "id"),
        ("scenarios", "sim_counterparts", "id"),
        ("curriculum", "modules", "id"),
    ):
        files[name][key] = {str(row[identity]).lower() if identity == "code" else row[identity]: row for row in files[name][key]}
    files["providers"] = {row["id"]: row for row in files["providers"]}
    files["refusal_codes"] = files.pop("lint_rules")["refusal_codes"]
    return files


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """List every leaf by path; an empty list or mapping is a leaf."""
    if isinstance(value, dict) and value:
        return {key: leaf for name, inner in value.items() for key, leaf in leaves(inner, f"{path}/{name}").items()}
    if isinstance(value, list) and value:
        return {key: leaf for index, inner in enumerate(value) for key, leaf in leaves(inner, f"{path}/{index}").items()}
    return {path: value}


def _without(files: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {name: {key: value for key, value in entry.items() if key not in keys} for name, entry in files.items()}


def _offences() -> dict[str, Any]:
    files = folder("law/offences")
    for entry in files.values():
        for row in entry["national"]:
            if "penalty" in row:
                row["penalty"].pop("part_2_max_years", None)
    return files


def _providers() -> dict[str, Any]:
    files = _without(folder("providers/catalog"), ADDED["providers/catalog"])
    for entry in files.values():
        for key in ("extension_lead_days", "extensions", "only_for"):
            entry["preservation"].pop(key, None)
        for row in entry["retention"]:
            row.pop("categories", None)
            row.pop("covers", None)
    return files

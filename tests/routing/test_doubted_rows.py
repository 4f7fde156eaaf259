"""Take one row at a time from an open route: doubted or grown old, the route has to be checked; renewed, it opens again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comity.law.book import Law
from comity.model.route import Route, RouteState
from comity.providers.catalog import Catalog
from comity.routing.route import route
from tests.routing.law_case import answer_of, law_cases

DOUBT = {"confidence": "unverified", "checked_by": "A. Officer (invented)", "checked_on": "2026-08-25"}
OPEN_CASES = {
    row["name"]: row
    for _, row in law_cases()
    if any(entry.get("state") == "open" for entry in row.get("expect", [])) and row.get("overlay")
}
ASSISTANCE = "With every row looked up again Armenia's request to the United States is open"
NETWORK = "With the lists confirmed the 24/7 network is open between Georgia and Germany"


def laid(folder: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def opened(row: dict[str, Any], folder: Path, channel: str) -> Route:
    _, answer = answer_of(row, folder)
    return next(one for one in answer.routes if one.channel.value == channel and one.state is RouteState.OPEN)


def with_change(row: dict[str, Any], file: str, change: Any) -> dict[str, Any]:
    overlay = yaml.safe_load(yaml.safe_dump(row["overlay"]))
    overlay[file] = change(overlay.get(file, {}))
    return {**row, "overlay": overlay}


def doubted_party(code: str) -> Any:
    def change(file: dict[str, Any]) -> dict[str, Any]:
        others = [party for party in file["parties"] if party["code"] != code]
        return {**file, "parties": [*others, {"code": code, **DOUBT}]}

    return change


CHANGES: dict[str, tuple[str, Any]] = {
    "the treaty itself": (
        "law/treaties/budapest.yaml",
        lambda file: {**{k: v for k, v in file.items() if not k.startswith("checked")}, **DOUBT},
    ),
    "the requesting State as a Party": ("law/treaties/budapest.yaml", doubted_party("AM")),
    "the requested State as a Party": ("law/treaties/budapest.yaml", doubted_party("US")),
    "the article": (
        "law/treaties/budapest.yaml",
        lambda file: {**file, "articles": [{"article": "31", "measure": "access_stored_data", **DOUBT}]},
    ),
    "the languages": ("law/jurisdictions/us.yaml", lambda _: {"mla_languages": DOUBT}),
    "the stance on dual criminality": ("law/jurisdictions/us.yaml", lambda file: {**file, "dual_criminality": DOUBT}),
    "the authority": ("law/authorities/us.yaml", lambda file: {"authorities": [{**file["authorities"][0], "as_of": "2020-01-01"}]}),
    "the seat of the provider": (
        "providers/catalog/x.yaml",
        lambda _: {"unverified_fields": ["country"], "source": "a", "as_of": "2026-08-20"},
    ),
}


def test_the_route_is_open_to_begin_with(tmp_path: Path):
    one = opened(OPEN_CASES[ASSISTANCE], tmp_path, "mla")
    assert (one.instrument, one.bases[0].treaty, one.bases[0].state) == ("mla_stored_subscriber", "budapest", RouteState.OPEN)
    assert all(reason.basis.value != "unverified" for reason in one.reasons if reason.code in {"legal_basis", "language_known"})


@pytest.mark.parametrize("row", CHANGES)
def test_one_weak_row_is_enough_to_ask_the_central_authority(row: str, tmp_path: Path):
    file, change = CHANGES[row]
    _, answer = answer_of(with_change(OPEN_CASES[ASSISTANCE], file, change), tmp_path)
    found = [one for one in answer.routes if one.instrument == "mla_stored_subscriber"]
    assert [one.state for one in found] == [RouteState.CHECK], [why.text for one in found for why in one.reasons]
    assert answer.ask_central_authority


@pytest.mark.parametrize(
    ("code", "file"),
    [("GE", "law/treaties/budapest.yaml"), ("DE", "law/treaties/budapest.yaml")],
)
def test_a_party_that_is_doubted_shuts_no_door_but_opens_none(code: str, file: str, tmp_path: Path):
    row = OPEN_CASES[NETWORK]
    assert opened(row, tmp_path / "before", "preservation_24_7").instrument == "pres_art29"
    _, answer = answer_of(with_change(row, file, doubted_party(code)), tmp_path / "after")
    assert [one.state for one in answer.routes if one.instrument == "pres_art29"] == [RouteState.CHECK]


@pytest.mark.parametrize(
    "field",
    ["legal_entity", "law_enforcement_contact", "accepted_channels", "languages", "accepted_channels.subscriber"],
)
def test_a_doubted_field_of_a_provider_closes_the_direct_way_to_check(field: str, tmp_path: Path):
    overlay = {"providers/catalog/x.yaml": {"unverified_fields": [field], "source": "a", "as_of": "2026-08-30"}}
    row = {
        "from": "GE",
        "date": date(2026, 9, 1),
        "case": {
            "leads": [{"kind": "handle", "value": "sample_user77", "provider": "x", "user_location": "GE", "captured_at": "2026-08-30"}],
            "wanted": [{"lead": 0, "category": "subscriber"}],
        },
    }
    assert opened(row, tmp_path, "voluntary").addressee == "X Corp."
    _, answer = answer_of({**row, "overlay": overlay}, tmp_path)
    assert [one.state for one in answer.routes if one.channel.value == "voluntary"] == [RouteState.CHECK]


def test_every_file_that_took_part_is_named(tmp_path: Path):
    folder = laid(tmp_path, OPEN_CASES[ASSISTANCE]["overlay"])
    case, _ = answer_of(OPEN_CASES[ASSISTANCE], tmp_path)
    answer = route(case, Law.open(folder), Catalog.open(folder), date(2026, 9, 1))
    origins = [origin for origin, digest in answer.files if len(digest) == 64]
    assert "overlay:law/treaties/budapest.yaml" in origins
    assert "law/treaties/budapest.yaml" in origins
    assert "providers/catalog/x.yaml" in origins

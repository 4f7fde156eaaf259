"""The published schema of case files is the one that the reader uses, and it accepts what the reader accepts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

import comity
from comity.errors import InputError
from comity.routing.case_file import parse_case
from comity.routing.case_shape import case_schema, schema_text
from tests.routing.law_case import law_cases, shipped

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schemas" / "case-file.schema.json"
VALIDATOR = jsonschema_rs.validator_for(case_schema())
WORKED = Path(comity.__file__).parent / "samples" / "worked-case" / "case.yaml"


def tree(text: str) -> object:
    """What an editor sees: YAML 1.2, in which `on` is a word and not a truth value, with dates as text."""
    return json.loads(json.dumps(named(yaml.safe_load(text)), default=lambda value: value.isoformat()))


def named(value: object) -> object:
    if isinstance(value, dict):
        return {"on" if key is True else key: named(inner) for key, inner in value.items()}
    return [named(inner) for inner in value] if isinstance(value, list) else value


def test_the_published_schema_is_made_from_the_shape():
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run: python -m comity.routing.case_shape > " + PUBLISHED.name


def test_the_worked_case_fits_the_schema():
    assert [error.message for error in VALIDATOR.iter_errors(tree(WORKED.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize("row", [row for _, row in law_cases()], ids=lambda row: row["name"])
def test_every_law_case_fits_the_schema(row):
    text = yaml.safe_dump({"requesting_state": row["from"], "date": row["date"], **row["case"]}, allow_unicode=True)
    assert [error.message for error in VALIDATOR.iter_errors(tree(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "date: 2026-11-03\n",
        "requesting_state: Kyrgyzstan\ndate: 2026-11-03\n",
        "requesting_state: KG\ndate: 2026-11-03\nurgensy: {}\n",
        "requesting_state: KG\ndate: 2026-11-03\nleads: [{kind: email}]\n",
        "requesting_state: KG\ndate: 2026-11-03\nleads: [{value: a, port: 70000}]\n",
        "requesting_state: KG\ndate: 2026-11-03\npurpose: gossip\n",
    ],
)
def test_schema_and_reader_refuse_the_same(text):
    assert not VALIDATOR.is_valid(tree(text))
    with pytest.raises(InputError):
        parse_case(text.encode(), "case.yaml", *shipped())


def test_every_key_is_explained():
    for name, shape in case_schema()["$defs"].items():
        assert shape.get("description") or "enum" in shape, name

"""The published schema of drafts is the one that the request facts make, and it says what the reader of drafts does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from comity.drafting.draft_file import parse_draft
from comity.drafting.draft_schema import draft_schema, schema_text
from comity.drafting.lint.example_drafts import names
from comity.drafting.lint.rule_book import SHIPPED
from comity.errors import InputError

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schemas" / "draft-file.schema.json"
VALIDATOR = jsonschema_rs.validator_for(draft_schema())


def tree(text: str) -> object:
    """What an editor sees: YAML with dates as text."""
    return json.loads(json.dumps(yaml.load(text, Loader=yaml.SafeLoader), default=lambda value: value.isoformat()))


def test_the_published_schema_is_made_from_the_facts() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run: python -m comity.drafting.draft_schema > " + PUBLISHED.name


@pytest.mark.parametrize("name", names())
def test_complete_drafts_fit(name: str) -> None:
    text = (SHIPPED.parent / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(tree(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "data.date_frm: 2026-01-01",
        "data: {date_frm: x}",
        "targets: [{knd: ip}]",
        "fact.text: x",
        "overrides: [{rule: ID-001}]",
        "data.date_from: 14.03.2026",
        "pc.facts: [{txt: x}]",
    ],
)
def test_what_the_reader_refuses_does_not_fit(text: str) -> None:
    with pytest.raises(InputError):
        parse_draft(text.encode())
    assert not VALIDATOR.is_valid(tree(text))


@pytest.mark.parametrize(
    "text",
    [
        "request.signed: true",
        "data: {categories: subscriber}",
        "target.kind: ip",
        "targets: [user_77]",
        "case.max_penalty_years: 3",
        "training: true",
        "pc: {facts: [{text: paid, date: '2026-02-03'}]}",
        "data.date_from: '2026-02-01T10:00:00Z'",
    ],
)
def test_what_the_reader_takes_fits(text: str) -> None:
    parse_draft(text.encode())
    assert VALIDATOR.is_valid(tree(text))

"""A request as fields of a form and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.steps.field_texts import Place, key_of_finding, place_of, texts_of, with_texts
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.fields import FieldKind, request_fields
from comity.model.finding import Where
from comity.model.request.evidence_request import EvidenceRequest
from tests.desk.office import submittable_draft

TYPED = {
    FieldKind.TEXT: "words",
    FieldKind.TEXTS: "one\ntwo",
    FieldKind.MOMENT: "2026-03-14",
    FieldKind.STATEMENT: "yes",
    FieldKind.NUMBER: "3",
}


def test_every_fact_can_be_typed_and_shown() -> None:
    for fact in request_fields().values():
        if fact.kind in TYPED:
            key = Place(fact.id, 0 if fact.group in {"target", "fact"} else None).key
            request, unread = with_texts(EvidenceRequest(), {key: TYPED[fact.kind]})
            assert not unread
            assert texts_of(request) == {key: TYPED[fact.kind]}
            assert place_of(key) == Place(fact.id, 0 if fact.group in {"target", "fact"} else None)


def test_a_whole_draft_survives_the_form() -> None:
    request = parse_draft(submittable_draft().encode())
    again, unread = with_texts(EvidenceRequest(request=request.request, today=request.today, training=request.training), texts_of(request))
    assert not unread
    assert draft_text(again) == draft_text(request)


@pytest.mark.parametrize(
    ("key", "text"), [("data.date_from", "tomorrow"), ("case.max_penalty_years", "seven"), ("targets.0.captured_at", "31.02.2026")]
)
def test_what_cannot_be_read_is_kept_as_typed_and_not_stated(key: str, text: str) -> None:
    request, unread = with_texts(EvidenceRequest(), {key: text})
    assert unread == {key: text}
    assert texts_of(request) == {}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "nothing.here",
        "pc.facts",
        "targets.x.identifier",
        "targets.0.nothing",
        "pc.facts.0",
        "target.identifier",
        "targets.-1.url",
        "targets.٣.url",
    ],
)
def test_a_key_of_no_fact_changes_nothing(key: str) -> None:
    assert place_of(key) is None
    assert with_texts(EvidenceRequest(), {key: "words"}) == (EvidenceRequest(), {})


def test_an_emptied_target_goes_away() -> None:
    request, _ = with_texts(EvidenceRequest(), {"targets.0.identifier": "a", "targets.1.identifier": "b"})
    fewer, _ = with_texts(request, {"targets.0.identifier": ""})
    assert [target.identifier for target in fewer.targets] == ["b"]


@pytest.mark.parametrize(
    ("where", "key"),
    [
        (Where("data.date_from"), "data.date_from"),
        (Where("target.url", 2), "targets.2.url"),
        (Where("target.url"), "targets.0.url"),
        (Where(None), None),
        (Where("no.such"), None),
    ],
)
def test_a_finding_names_the_field_of_the_form(where: Where, key: str | None) -> None:
    assert key_of_finding(where) == key


@given(st.dictionaries(st.sampled_from(sorted(request_fields())), st.text(max_size=30), max_size=6))
def test_whatever_is_typed_ends_in_a_draft_or_is_kept(typed: dict[str, str]) -> None:
    request, unread = with_texts(EvidenceRequest(), typed)
    assert parse_draft(draft_text(request).encode()) == request
    assert set(unread) <= set(typed)

"""What an instrument demands: must facts always, conditional ones where their situation holds, none that the request cannot have."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from comity.drafting.fields import request_fields
from comity.drafting.lint.check import Linter
from comity.drafting.lint.demand import excuses, situations
from comity.drafting.lint.example_drafts import complete_draft, names
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target


def demanded(linter: Linter, request: EvidenceRequest, **options: Any) -> set[tuple[str, str | None, int | None]]:
    return {(one.rule, one.where.field, one.where.index) for one in linter.lint(request, **options) if one.rule.startswith("RF-")}


def without(request: EvidenceRequest, field_id: str) -> EvidenceRequest:
    field = request_fields()[field_id]
    empty: Any = () if field.kind in {"texts", "pleaded_facts"} else None
    if field.group == "target":
        return replace(request, targets=tuple(replace(target, **{field.name: empty}) for target in request.targets))
    return replace(request, **{field.group: replace(getattr(request, field.group), **{field.name: empty})})


@pytest.mark.parametrize("name", names())
def test_every_must_fact_that_is_missing_is_reported(linter: Linter, name: str) -> None:
    draft = complete_draft(name)
    for field_id in linter.knowledge.musts(name):
        if field_id in excuses():
            continue
        found = {one.where.field for one in linter.run(without(draft, field_id)).standing}
        told = [one for one in linter.lint(without(draft, field_id)) if one.where.field == field_id or one.rule.startswith("RF-")]
        assert field_id in found or told, f"{name} does not miss {field_id}"


def test_an_empty_draft_misses_every_must_fact_once(linter: Linter) -> None:
    empty = replace(EvidenceRequest(), targets=(Target(),))
    for name in names():
        missing = [field for _, field, _ in demanded(linter, empty, instrument=name)]
        assert len(missing) == len(set(missing))


def test_each_target_lacks_its_own_facts(linter: Linter) -> None:
    draft = complete_draft("vol_subscriber")
    second = Target(kind="email", identifier="example.user@mail.example")
    assert {(field, index) for _, field, index in demanded(linter, replace(draft, targets=(*draft.targets, second)))} >= {
        ("target.identifier_type", 1),
        ("target.service", 1),
    }


def test_an_explicit_no_is_an_answer(linter: Linter) -> None:
    draft = complete_draft("cloud_act_order")
    assert draft.case.us_person_target is False
    assert demanded(linter, draft) == set()
    assert ("RF-001", "case.us_person_target", None) in demanded(linter, without(draft, "case.us_person_target"))


def test_the_finding_asks_the_question_in_the_reader_s_language(linter: Linter) -> None:
    draft = without(complete_draft("mla_stored_content"), "data.privileged_plan")
    (english,) = (one for one in linter.lint(draft) if one.rule == "RF-001")
    (russian,) = (one for one in linter.lint(draft, language="ru") if one.rule == "RF-001")
    assert english.where.field == russian.where.field == "data.privileged_plan"
    assert "?" in english.message
    assert russian.message.startswith("Не указано: data.privileged_plan.")
    assert english.sources


def test_a_rule_that_says_more_takes_the_place_of_the_demand(linter: Linter) -> None:
    findings = linter.lint(without(complete_draft("vol_subscriber"), "request.legal_basis_domestic"))
    assert {one.rule for one in findings if one.where.field == "request.legal_basis_domestic"} == {"LB-002"}


@pytest.mark.parametrize(
    ("name", "changes", "demands"),
    [
        ("vol_subscriber", {"case.covert": True}, {"request.non_disclosure_order"}),
        ("freeze_provider", {"asset.token_contract": None}, {"asset.token_contract"}),
        ("freeze_provider", {"asset.token_contract": None, "asset.amount_native": ("1.5 ETH",), "asset.kind": "crypto", "asset.value": None,
                             "asset.flow_summary": "swept", "targets": ()}, set()),
        ("freeze_provider", {"asset.amount_native": ("1.5 BTC",), "asset.output_index": ()}, {"asset.output_index"}),
        ("freeze_crypto", {"asset.value_based": True, "asset.max_amount": None, "asset.receiving_plan": None}, {"asset.receiving_plan"}),
        ("videoconference", {"hearing.status": "suspect"}, set()),
        ("mla_stored_subscriber", {"request.response_deadline": "x", "request.deadline_reason": None}, {"request.deadline_reason"}),
    ],
)  # fmt: skip
def test_a_conditional_fact_is_demanded_in_its_situation(linter: Linter, name: str, changes: dict[str, Any], demands: set[str]) -> None:
    draft = complete_draft(name)
    for field_id, value in changes.items():
        if field_id == "targets":
            draft = replace(draft, targets=value)
        else:
            group, _, fact = field_id.partition(".")
            draft = replace(draft, **{group: replace(getattr(draft, group), **{fact: value})})
    conditional = {fact.field for fact in linter.knowledge.law.instruments[name].required_facts if fact.need == "conditional"}
    found = {one.where.field for one in linter.lint(draft) if one.rule.startswith("RF-")}
    assert found & (conditional | demands) == demands


def test_every_conditional_fact_has_its_situation(linter: Linter) -> None:
    conditional = {
        fact.field for row in linter.knowledge.law.instruments.values() for fact in row.required_facts if fact.need == "conditional"
    }
    assert conditional <= set(situations())


def test_a_welfare_emergency_needs_no_offence(linter: Linter) -> None:
    draft = complete_draft("emergency_disclosure")
    bare = replace(draft, targets=tuple(replace(target, offence_link=None) for target in draft.targets))
    codes = {one.rule for one in linter.run(bare).standing}
    assert codes == {"EM-009"}


def test_an_offence_in_an_emergency_is_linked_to_the_offence(linter: Linter) -> None:
    draft = complete_draft("emergency_disclosure")
    told = replace(
        draft,
        case=replace(draft.case, offence_title="Kidnapping", offence_provision="Article 143"),
        targets=tuple(replace(target, offence_link=None) for target in draft.targets),
    )
    assert {one.rule for one in linter.run(told).standing} == {"ID-018"}


def test_another_instrument_may_be_asked_for(linter: Linter) -> None:
    draft = complete_draft("vol_subscriber")
    assert "LB-001" in {one.rule for one in linter.lint(draft, instrument="mla_stored_subscriber")}
    with pytest.raises(InputError) as error:
        linter.lint(draft, instrument="mla_stored_contents")
    assert error.value.hint == "did you mean mla_stored_content?"


def test_every_fact_of_a_complete_draft_is_used_as_written() -> None:
    for name in names():
        for target in complete_draft(name).targets:
            assert any(getattr(target, field.name) for field in fields(target))


@pytest.mark.parametrize(
    ("name", "field_id"),
    [
        ("mla_stored_content", "request.date"),
        ("mla_stored_content", "case.max_penalty_years"),
        ("mla_stored_content", "data.date_to"),
        ("mla_stored_subscriber", "authority.issuing_name"),
        ("jit", "jit.period"),
        ("mla_interception", "interception.start"),
    ],
)
def test_one_missing_fact_is_named_once_and_nothing_else_is(linter: Linter, name: str, field_id: str) -> None:
    assert [one.where.field for one in linter.run(without(complete_draft(name), field_id)).standing] == [field_id]


def test_no_instrument_is_told_beside_what_else_stands_there(linter: Linter) -> None:
    draft = without(complete_draft("mla_stored_content"), "request.instrument")
    assert "RF-003" in {one.rule for one in linter.lint(draft)}

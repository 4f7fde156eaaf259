"""The expression language: what it answers, what it refuses, and that it never runs what it is given."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.lint.check import Linter
from comity.drafting.lint.expression.facts import Facts, UndeterminedError
from comity.drafting.lint.expression.language import Language
from comity.drafting.lint.vocabulary import rule_language
from comity.errors import KnowledgeError
from comity.model.request.authority import AuthorityFacts
from comity.model.request.case_facts import CaseFacts
from comity.model.request.data import DataFacts
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.preservation import PreservationFacts
from comity.model.request.request_facts import RequestFacts
from comity.model.request.target import Target

DRAFT = EvidenceRequest(
    request=RequestFacts(signed=False, language="en-GB", body="Any and all data of 03/04/2026.", domestic_order="ruling of 17 March"),
    authority=AuthorityFacts(issuing_state="KG", contact_email="a@police.gov.example"),
    case=CaseFacts(
        max_penalty_years=0, offence_from=date(2026, 2, 1), damage_amount="85 000,50", facts="one two three", us_person_target=False
    ),
    data=DataFacts(categories=("subscriber", "content"), date_from=date(2026, 1, 1), date_to=datetime(2026, 3, 10, 12, 0, tzinfo=UTC)),
    preservation=PreservationFacts(scope=("subscriber",)),
    targets=(Target(kind="ip", identifier="203.0.113.7", ip_version=4), Target(kind="account", identifier="user_77", service="Instagram")),
)
TODAY = date(2026, 3, 20)

TRUE = [
    'eq("authority.issuing_state","KG")',
    'eq("authority.issuing_state","kg")',
    'eq("target.kind","account")',
    'eq("target.ip_version",4)',
    'isin("target.kind","wallet","ip")',
    'has("data.categories","content")',
    'missing("request.signed")',
    'missing("case.facts","case.stage")',
    'present("case.facts")',
    'present("case.max_penalty_years")',
    'true("request.domestic_order")',
    'not true("request.signed")',
    'true_false("request.signed")',
    'true_false("case.us_person_target")',
    'days("data.date_from","case.offence_from") == 31',
    'days("case.offence_from","data.date_to") > 30',
    'days_since("data.date_from") > 70 and days_until("data.date_to") < 0',
    'not (days("data.date_from","case.limitation_date") > 0)',
    'not (days("data.date_from","case.limitation_date") <= 0)',
    'words("case.facts") == 3',
    'words("case.stage") == 0',
    'matches("request.body", r"(?i)any and all")',
    'count("target") == 2',
    'count("data.categories") + count("target") - 1 == 3',
    'num("case.damage_amount") == 85000.5',
    'num("case.stage") == 0',
    'num("case.max_penalty_years") < 1',
    '0 <= num("case.max_penalty_years") <= 1',
    'contains("request.body","request.body")',
    'not contains("case.facts","request.body")',
    'isin_list("request.language","request.language")',
    'exceeds("data.categories","preservation.scope")',
    'not exceeds("preservation.scope","data.categories")',
    'lists_differ("data.categories","preservation.scope")',
    'true("request.signed") or eq("target.kind","ip")',
    "-1 < 0",
    "1.5 <= 2 != 3",
]


@pytest.mark.parametrize("text", TRUE)
def test_an_expression_is_true_of_the_draft(text: str) -> None:
    expression = rule_language().compile(text, "test")
    assert expression.holds(Facts(DRAFT, TODAY)) is True
    assert rule_language().compile(f"not ({text})", "test").holds(Facts(DRAFT, TODAY)) is False


def test_a_question_about_one_target_does_not_see_the_others() -> None:
    expression = rule_language().compile('eq("target.kind","account")', "test")
    first, second = (Facts(DRAFT, TODAY, target=target, index=index) for index, target in enumerate(DRAFT.targets))
    assert not expression.holds(first)
    assert expression.holds(second)


def test_evidence_names_the_place() -> None:
    facts = Facts(DRAFT, TODAY)
    assert rule_language().compile(r'matches("request.body", r"\d\d/\d\d/\d{4}")', "test").holds(facts)
    (found,) = facts.evidence
    assert (found.field, found.start, found.end) == ("request.body", 20, 30)
    assert found.words == {"found": "03/04/2026"}


WRONG = [
    "",
    "1",
    'eq("authority.issuing_state")',
    'eq("authority.issuing_state","KG","KZ")',
    'eq("authority.issuing_stat","KG")',
    'equal("authority.issuing_state","KG")',
    'missing("target.kind" or "target.url")',
    "missing(target)",
    'missing(field="target.kind")',
    'count("target")',
    'count("target") and missing("target.kind")',
    'missing("target.kind") > 1',
    'matches("request.body", r"(")',
    'says("no such phrases","request.body")',
    'unstated("perhaps")',
    'provider_answers("maybe")',
    'state_asks("third")',
    "__import__('os').system('true')",
    "open('/etc/passwd')",
    "(lambda: 1)()",
    "[x for x in (1,2)]",
    "'text'",
    "True",
    'missing("target.kind") if 1 else 2',
    'missing(*["target.kind"])',
    '"a" in "b"',
    "1 << 9",
    "2 ** 9",
    "f'{1}'",
    "a := 1",
    "missing('target.kind')\nmissing('target.url'))",
    "(" * 300 + ")" * 300,
    "not " * 5000 + 'missing("target.kind")',
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_condition_is_an_error_of_the_rules_editor(text: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        rule_language().condition(text, "rules/zz-001.yaml: check")
    assert error.value.place == "rules/zz-001.yaml: check"


@given(st.text(max_size=200) | st.from_regex(r"[a-z_]{1,12}\([^)]{0,40}\)( and| or| <| >|)", fullmatch=True))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    with suppress(KnowledgeError):
        assert rule_language().compile(text, "test").text


JOINED = st.recursive(
    st.sampled_from(TRUE),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"(({parts[0]}) {parts[1]} ({parts[2]}))"),
    max_leaves=8,
)


@given(JOINED)
def test_true_conditions_joined_are_true(text: str) -> None:
    assert Language(rule_language().functions).condition(text, "test").holds(Facts(DRAFT, TODAY))


OPEN: list[tuple[str, Any]] = [
    ('missing("case.stage")', "case.stage"),
    ('not missing("case.stage")', "case.stage"),
    ('missing("case.stage") or missing("request.signed")', True),
    ('missing("case.stage") and present("case.offence_title")', False),
    ('missing("case.stage") and missing("request.signed")', "case.stage"),
    ('missing("case.facts")', False),
    ('true("case.stage") or true("case.facts")', True),
    ('days_until("case.limitation_date") < 3 or missing("case.facts")', "case.limitation_date"),
]


@pytest.mark.parametrize(("text", "answer"), OPEN)
def test_what_a_letter_leaves_open_decides_nothing(text: str, answer: bool | str) -> None:
    facts = Facts(DRAFT, TODAY, undetermined=frozenset({"case.stage", "case.limitation_date"}))
    expression = rule_language().compile(text, "test")
    if isinstance(answer, bool):
        assert expression.holds(facts) is answer
    else:
        with pytest.raises(UndeterminedError) as error:
            expression.run(facts)
        assert error.value.field == answer


def test_the_same_text_is_compiled_once() -> None:
    language = Language(rule_language().functions)
    assert language.compile(TRUE[0], "a") is language.compile(TRUE[0], "b")


def test_other_users_bring_their_own_functions(linter: Linter) -> None:
    from comity.drafting.lint.expression.function import Bound, Function, Takes

    class Flag(Function):
        name = "flag"
        takes = (Takes.TEXT,)

        def bind(self, name: str) -> Bound:
            return lambda facts: name in facts.knowledge

    language = Language({**rule_language().functions, "flag": Flag()})
    expression = language.compile('flag("user_told") and not eq("request.instrument","emergency_disclosure")', "scenario")
    assert expression.holds(Facts(DRAFT, TODAY, {"user_told"}))
    assert not expression.holds(Facts(DRAFT, TODAY, set()))
    assert linter.rules["ID-001"].check.functions == ("eq", "missing")


def test_a_family_is_that_of_the_instrument(linter: Linter) -> None:
    expression = rule_language().compile('family("mla")', "test")
    assert expression.holds(Facts(DRAFT, TODAY, linter.knowledge, "mla_stored_content"))
    assert not expression.holds(Facts(DRAFT, TODAY, linter.knowledge, "vol_subscriber"))
    assert not expression.holds(Facts(replace(DRAFT), TODAY, linter.knowledge, None))

"""A named senior lets a block pass: only a block, only by name, only with a reason of substance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.drafting.lint.check import Linter
from comity.drafting.lint.example_drafts import complete_draft
from comity.drafting.lint.overrides import is_of_substance, with_override
from comity.errors import InputError
from comity.model.finding import Override, Severity
from comity.model.request.evidence_request import EvidenceRequest

REASON = "The court asked for the whole street because the victim was seen there twice that night."


def blocked() -> EvidenceRequest:
    draft = complete_draft("vol_subscriber")
    return replace(draft, data=replace(draft.data, privileged_flag=True))


def test_a_block_that_is_overridden_no_longer_stands(linter: Linter) -> None:
    before = linter.run(blocked())
    assert [one.rule for one in before.standing] == ["HR-007", "SC-013"] or [one.rule for one in before.standing] == ["SC-013"]
    request = blocked()
    for code in {one.rule for one in before.standing}:
        request = with_override(request, Override(code, "Aigul Senior", REASON))
    after = linter.run(request)
    assert after.standing == ()
    assert {one.overridden_by for one in after.findings if one.severity is Severity.BLOCK} == set(request.overrides)
    assert len(after.findings) == len(before.findings)


def test_an_override_for_one_rule_does_not_touch_another(linter: Linter) -> None:
    request = with_override(replace(blocked(), request=replace(blocked().request, signed=None)), Override("SC-013", "Aigul Senior", REASON))
    standing = {one.rule for one in linter.run(request).standing}
    assert "LB-008" in standing
    assert "SC-013" not in standing


def test_a_later_override_replaces_the_earlier_one() -> None:
    first = with_override(blocked(), Override("SC-013", "A B", REASON))
    second = with_override(first, Override("SC-013", "C D", REASON))
    assert [one.by for one in second.overrides] == ["C D"]


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (Override("ZZ-999", "Aigul Senior", REASON), "no rule has the code"),
        (Override("SC-005", "Aigul Senior", REASON), "is not a block but error"),
        (Override("EV-006", "Aigul Senior", REASON), "is not a block but info"),
        (Override("SC-013", "boss", REASON), "carries the name of a person"),
        (Override("SC-013", "Aigul Senior", "ok"), "says too little"),
        (Override("SC-013", "Aigul Senior", "urgent urgent urgent urgent urgent urgent urgent"), "says too little"),
        (Override("SC-013", "Aigul Senior", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"), "says too little"),
    ],
)
def test_what_may_not_stand_is_refused(linter: Linter, override: Override, told: str) -> None:
    with pytest.raises(InputError) as error:
        linter.lint(with_override(blocked(), override))
    assert told in error.value.message
    assert error.value.place == f"override {override.rule}"
    assert error.value.hint


@pytest.mark.parametrize(
    ("reason", "enough"),
    [(REASON, True), ("Суд прямо разрешил эту меру постановлением от 17 марта.", True), ("потому что надо", False), ("", False)],
)
def test_a_reason_is_a_sentence(reason: str, enough: bool) -> None:
    assert is_of_substance(reason) is enough

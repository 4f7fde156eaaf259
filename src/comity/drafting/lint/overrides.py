"""A named senior lets a `block` pass: only a block, only by name, only with a reason of substance, and it stays in the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from comity.drafting.lint.rule import Rule
from comity.errors import InputError
from comity.model.finding import Finding, Override, Severity
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say

_FEWEST_WORDS = 6
_FEWEST_LETTERS = 30


def checked(override: Override, rules: Mapping[str, Rule]) -> Override:
    """Return an override that may stand.

    Args:
        override: rule, name and reason as given.
        rules: the rules by code.

    Raises:
        InputError: there is no such rule, it is no block, nobody is named, or the reason says nothing.
    """
    rule = rules.get(override.rule)
    place = f"override {override.rule}"
    if rule is None:
        raise InputError(
            say("no rule has the code {code}", code=override.rule), place=place, hint=say("use the code that the finding shows")
        )
    if rule.severity is not Severity.BLOCK:
        raise InputError(
            say("{code} is not a block but {severity}; only blocks are overridden", code=override.rule, severity=rule.severity.value),
            place=place,
            hint=say("mend the draft; what is no block does not keep it from leaving"),
        )
    if len(override.by.split()) < 2:
        raise InputError(
            say("an override carries the name of a person: {name}", name=override.by), place=place, hint=say("give first name and surname")
        )
    if not is_of_substance(override.reason):
        raise InputError(
            say("the reason says too little: {reason}", reason=override.reason),
            place=place,
            hint=say("write a sentence of at least six words: why the request may leave all the same"),
        )
    return override


def is_of_substance(reason: str) -> bool:
    """Tell whether a reason is a sentence: six different words or more, thirty letters or more."""
    words = {word.casefold().strip(".,;:!?") for word in reason.split()}
    return len(words) >= _FEWEST_WORDS and sum(letter.isalpha() for letter in reason) >= _FEWEST_LETTERS


def with_override(request: EvidenceRequest, override: Override) -> EvidenceRequest:
    """Return the request with an override recorded; an earlier one for the same rule is replaced."""
    kept = tuple(one for one in request.overrides if one.rule != override.rule)
    return replace(request, overrides=(*kept, override))


def applied(finding: Finding, overrides: Mapping[str, Override]) -> Finding:
    """Return a finding with the override that lets it pass, if it is a block and there is one."""
    found = overrides.get(finding.rule) if finding.severity is Severity.BLOCK else None
    return finding if found is None else replace(finding, overridden_by=found)

"""`other_region_company()`: the company addressed is the provider's, but another one answers for this user or requester.

Who answers is a rule, not a string: by where the user is (Meta, X, TikTok), or by who asks (LinkedIn, Microsoft). The place of the
user is taken from what the draft says of it (`addressee.holder_basis`, `data.description`); else from the requesting State.
"""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.companies import BY_REQUESTER, BY_USER, REGION_WORDS, companies
from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function

_EUROPEAN_TOO = frozenset({"NO", "IS", "LI", "CH"})


class OtherRegionCompany(Function):
    """Names the company that the provider's rule gives."""

    name = "other_region_company"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    entity = facts.request.addressee.legal_entity
    provider = facts.knowledge.provider(facts.request)
    if not entity or provider is None or provider.addressing_rule.basis not in BY_USER | BY_REQUESTER:
        return False
    known = {company.region: company for company in companies(provider)}
    right = known.get(_region(facts, provider.addressing_rule.basis)) or known.get("rest_of_world")
    if right is None or not right.is_certain or right.is_named_by(entity):
        return False
    if not any(company.is_named_by(entity) for company in known.values()):
        return False
    words = {"found": entity, "expected": right.name, "provider": provider.name}
    facts.evidence.append(Evidence("addressee.legal_entity", words=words))
    return True


def _region(facts: Facts, basis: str) -> str:
    state = (facts.request.authority.issuing_state or "").upper()
    if basis in BY_USER:
        said = f"{facts.request.addressee.holder_basis or ''} {facts.request.data.description or ''}"
        named = next((region for region, words in REGION_WORDS.items() if words.search(said)), None)
        if named is not None:
            return named
    if state in {"US", "GB"}:
        return {"US": "us", "GB": "uk"}[state]
    return "eu" if facts.knowledge.is_eu(state) or state in _EUROPEAN_TOO else "rest_of_world"

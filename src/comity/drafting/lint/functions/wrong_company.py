"""`wrong_company()`: the company addressed is none of the companies of the provider whose data is asked for."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.companies import companies
from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function


class WrongCompany(Function):
    """Judges only where the catalogue's companies were read; a request to a stranger is held or dropped."""

    name = "wrong_company"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    entity = facts.request.addressee.legal_entity
    provider = facts.knowledge.provider(facts.request)
    if not entity or provider is None:
        return False
    known = companies(provider)
    if not known or not all(company.is_certain for company in known) or any(company.is_named_by(entity) for company in known):
        return False
    expected = "; ".join(dict.fromkeys(company.name for company in known))
    words = {"found": entity, "expected": expected, "provider": provider.name}
    facts.evidence.append(Evidence("addressee.legal_entity", words=words))
    return True

"""`several_companies()`: one request names targets at companies that do not answer for each other."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.companies import normal_name
from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function


class SeveralCompanies(Function):
    """Telegram, Wallet in Telegram and Crypto Bot are three companies; Gmail and YouTube are one."""

    name = "several_companies"
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    names: dict[str, str] = {}
    for target in facts.request.targets:
        provider = facts.knowledge.provider_named(target.service) if target.service else None
        if provider is not None:
            company = normal_name(provider.legal_entity.rest_of_world or provider.id)
            names.setdefault(company, provider.name)
    if len(names) < 2:
        return False
    facts.evidence.append(Evidence("target.service", words={"found": ", ".join(names.values())}))
    return True

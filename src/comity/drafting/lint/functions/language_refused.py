"""`language_refused()`: the provider, or the State that executes, does not take the language of the request.

Asked where the draft itself does not say which languages are accepted. For direct requests the provider's languages count, for
requests between authorities those of the State, if they were read.
"""

from __future__ import annotations

import re
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function

_DIRECT = frozenset({"pres_provider", "pres_extension", "vol_subscriber", "vol_traffic", "emergency_disclosure", "freeze_provider"})


class LanguageRefused(Function):
    """Names the languages that are accepted, and by whom."""

    name = "language_refused"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "who")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    request = facts.request
    language = request.request.language
    if not language or request.addressee.accepted_languages or request.request.translation_attached:
        return False
    who, accepted = _accepted(facts)
    if not accepted or any(_primary(tag) == _primary(language) for tag in accepted):
        return False
    facts.evidence.append(Evidence("request.language", words={"found": language, "expected": ", ".join(accepted), "who": who}))
    return True


def _accepted(facts: Facts) -> tuple[str, tuple[str, ...]]:
    if facts.instrument in _DIRECT:
        provider = facts.knowledge.provider(facts.request)
        if provider is None or "languages" in provider.unverified_fields:
            return "", ()
        return provider.name, tuple(tag for tag in provider.languages if re.match(r"[a-z]{2}\b", tag))
    state = facts.knowledge.state(facts.request.addressee.state)
    if state is None or state.mla_languages.confidence != "read":
        return "", ()
    return state.names.en, (*state.mla_languages.languages, *state.mla_languages.by_reciprocity)


def _primary(tag: str) -> str:
    return re.split(r"[\W_]", tag.strip().casefold(), maxsplit=1)[0]

"""`unlike_identifier()`: a user id or handle that cannot be one of this provider (its own patterns in the catalogue)."""

from __future__ import annotations

import re
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function

_KINDS = {
    "user_id": re.compile(r"(?:^|_)id(?:_|$)|numeric|hex|channel"),
    "handle": re.compile(r"user_?name|handle|nickname|screen_name|vanity"),
}


class UnlikeIdentifier(Function):
    """Judges only where the catalogue has patterns of that kind; shows what the provider's identifiers look like."""

    name = "unlike_identifier"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    target = facts.target
    provider = facts.knowledge.provider(facts.request, target)
    kind = _KINDS.get(target.identifier_type or "") if target is not None else None
    if target is None or provider is None or kind is None or not target.identifier:
        return False
    patterns = [row for row in provider.identifiers if kind.search(row.kind)]
    text = target.identifier.strip()
    dated = f"{text.removeprefix('@')}@2026-01-01"  # some patterns hold a name with the day on which it was seen
    if not patterns or any(re.match(row.regex, form) for row in patterns for form in (text, text.removeprefix("@"), f"@{text}", dated)):
        return False
    words = {"found": text, "expected": patterns[0].example, "provider": provider.name}
    facts.evidence.append(Evidence("target.identifier", facts.index, words=words))
    return True

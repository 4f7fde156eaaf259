"""`insufficient_identifier()`: the provider says that an identifier of this kind never suffices.

The catalogue keeps the provider's own words ("username without a date", "IP address alone", "IP without time"); the tests below
recognise them. Display names are left to their own rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function
from comity.model.request.target import Target

_TESTS: tuple[tuple[re.Pattern[str], Callable[[Target], bool]], ...] = (
    (re.compile(r"^username without a date"), lambda target: target.identifier_type == "handle" and not target.captured_at),
    (re.compile(r"^username that has since been changed"), lambda target: target.identifier_type == "handle" and not target.captured_at),
    (
        re.compile(r"\bIP (?:address )?(?:without|and) time|^IP without time"),
        lambda target: target.kind == "ip" and not target.ip_timestamp,
    ),
    (re.compile(r"^(?:Cloudflare )?IP address(?: alone)?\b(?! without)|^exit IP and time"), lambda target: target.kind == "ip"),
    (
        re.compile(r"(?:^|\W)(?:personal|real|first|last|guest|delivery|account) name|name alone|^name of a suspect|first name"),
        lambda target: target.kind == "person",
    ),
    (re.compile(r"site (?:name|title)"), lambda target: target.kind in {"domain", "url"} and not _is_host(target.identifier)),
    (re.compile(r"exchange account number"), lambda target: target.kind == "account"),
    (
        re.compile(r"label from a block explorer|wallet app screenshot|screenshot of a wallet"),
        lambda target: _is_label(target.kind, target.identifier),
    ),
)


class InsufficientIdentifier(Function):
    """Shows the provider's own words."""

    name = "insufficient_identifier"
    words: ClassVar[tuple[str, ...]] = ("found", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    target = facts.target
    provider = facts.knowledge.provider(facts.request, target)
    if target is None or provider is None:
        return False
    for text in provider.not_sufficient:
        if any(pattern.search(text) and test(target) for pattern, test in _TESTS):
            words = {"found": text, "provider": provider.name}
            facts.evidence.append(Evidence("target.identifier", facts.index, words=words))
            return True
    return False


def _is_host(identifier: str | None) -> bool:
    return bool(identifier) and "." in str(identifier) and " " not in str(identifier)


def _is_label(kind: str | None, identifier: str | None) -> bool:
    return kind == "wallet" and bool(identifier) and (" " in str(identifier) or len(str(identifier)) < 20)

"""Put a finding into words: the rule's text in the reader's language, with the values of the draft filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from comity.drafting.compose.question_book import question
from comity.drafting.fields import TARGET_GROUP, request_fields, values_of
from comity.drafting.lint.expression.facts import Evidence
from comity.drafting.lint.rule import Rule
from comity.drafting.lint.rule_file import PLACEHOLDER
from comity.model.finding import Finding, Where
from comity.model.request.evidence_request import EvidenceRequest

_LONGEST_VALUE = 120


class Speaker:
    """Makes findings for one request in one language.

    Args:
        language: BCP 47 tag.
        request: the request.
        today: the day of the run.
        instrument: the instrument it is checked as.
    """

    def __init__(self, language: str, request: EvidenceRequest, today: date, instrument: str | None) -> None:
        self._language = language
        self._request = request
        self._today = today
        self._instrument = instrument

    def finding(self, rule: Rule, evidence: Evidence, index: int | None) -> Finding:
        """Return the finding of a rule at one place.

        Args:
            rule: the rule that fired.
            evidence: what its functions found; empty when they say nothing.
            index: number of the target or pleaded fact asked about.

        Raises:
            KnowledgeError: a rule asks for the question of a fact that has none.
        """
        field = evidence.field or rule.field
        place = Where(field, evidence.index if evidence.index is not None else index, evidence.start, evidence.end)
        text = rule.message.of(self._language) if rule.message else self._with_subject(rule.title.of(self._language), evidence, place.index)
        return Finding(
            rule=rule.code,
            severity=rule.severity,
            where=place,
            message=self._filled(text, evidence.words, place),
            why=rule.why.of(self._language),
            fix=self._filled(rule.fix.of(self._language), evidence.words, place),
            outcome=rule.outcome,
            sources=evidence.sources or rule.urls,
            basis=rule.basis,
        )

    def _with_subject(self, title: str, evidence: Evidence, index: int | None) -> str:
        """Add to a title what it is about: what was found, or the identifier in question."""
        subject = evidence.words.get("found") or (self._identifier(index) if index is not None else "")
        return f"{title}: {_short(subject)}" if subject else title

    def _identifier(self, index: int | None) -> str:
        targets = self._request.targets
        if index is None or index >= len(targets):
            return ""
        target = targets[index]
        return target.identifier or target.ip_address or target.url or target.email or target.phone or ""

    def _filled(self, text: str, words: Mapping[str, str], place: Where) -> str:
        def fill(hit: re.Match[str]) -> str:
            name = hit[1]
            if name in words:
                return _short(words[name])
            if name == "identifier":
                return _short(self._identifier(place.index))
            if name == "today":
                return self._today.isoformat()
            if name == "instrument":
                return self._instrument or "–"
            if name == "question":
                return question(place.field, self._language) if place.field else "–"
            return self._value(name, place.index)

        return PLACEHOLDER.sub(fill, text)

    def _value(self, name: str, index: int | None) -> str:
        field = request_fields().get(name)
        if field is None:
            return "–"
        if field.group == TARGET_GROUP and index is not None and index < len(self._request.targets):
            value = getattr(self._request.targets[index], field.name)
            return _short(str(value)) if value not in {None, ()} else "–"
        values = values_of(self._request, name)
        return _short(", ".join(str(value) for value in values)) or "–"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_VALUE else plain[: _LONGEST_VALUE - 1] + "…"

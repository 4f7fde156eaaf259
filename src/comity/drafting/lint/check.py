"""The linter: runs what the instrument demands and every rule that applies to it over a draft or a letter.

    linter = Linter.open()
    for finding in linter.lint(read_draft("draft.yaml"), language="ru"):
        print(finding.rule, finding.message, finding.fix)

Rules are compiled once; a run touches no file. A letter is linted with the facts that it leaves open: a rule that such a fact
decides yields no finding, and the fact is listed as not determined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from comity.drafting.lint import finding_words
from comity.drafting.lint.expression.facts import Evidence, Facts, UndeterminedError
from comity.drafting.lint.expression.function import Reader
from comity.drafting.lint.expression.words import is_said
from comity.drafting.lint.knowledge import LintKnowledge
from comity.drafting.lint.overrides import applied, checked
from comity.drafting.lint.rule import Rule, Scope
from comity.drafting.lint.rule_book import RuleBook
from comity.errors import InputError
from comity.model.finding import Finding
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.time import Clock, system_clock
from comity.text.messages import say

_DEMANDS = frozenset({"RF-001", "RF-002"})


@dataclass(frozen=True, slots=True)
class LintResult:
    """What a run found.

    Attributes:
        findings: the findings, the gravest first.
        not_determined: facts that a letter leaves open and that would have decided a rule or a demand, in order.
    """

    findings: tuple[Finding, ...]
    not_determined: tuple[str, ...]

    @property
    def standing(self) -> tuple[Finding, ...]:
        """Findings that keep the request from leaving: errors, and blocks that nobody has overridden."""
        return tuple(one for one in self.findings if one.severity.rank <= 1 and one.overridden_by is None)


class Linter:
    """Checks requests against the rules and the law.

    Args:
        rules: the rules.
        knowledge: the law and the providers.
        clock: tells today where a draft does not.
    """

    def __init__(self, rules: RuleBook, knowledge: LintKnowledge, clock: Clock = system_clock) -> None:
        self.rules = rules
        self.knowledge = knowledge
        self._clock = clock
        self._plans: dict[str | None, tuple[Rule, ...]] = {}

    @classmethod
    def open(cls, overlay: Path | None = None, clock: Clock = system_clock) -> Linter:
        """Open the shipped rules and knowledge, with a ministry's overlay laid over them.

        Raises:
            KnowledgeError: a file of rules, law or providers is not as its schema says.
            InputError: there is no such overlay folder.
        """
        return cls(RuleBook.open(overlay), LintKnowledge.open(overlay), clock)

    def lint(self, request: EvidenceRequest, *, language: str = "en", instrument: str | None = None) -> tuple[Finding, ...]:
        """Return the findings of a draft, the gravest first.

        Args:
            request: the draft.
            language: BCP 47 tag of the words for people; what is not translated appears in English.
            instrument: check as this instrument instead of the one the draft names.

        Raises:
            InputError: the instrument is not known, or an override in the draft may not stand.
        """
        return self.run(request, language=language, instrument=instrument).findings

    def run(
        self,
        request: EvidenceRequest,
        *,
        language: str = "en",
        instrument: str | None = None,
        undetermined: frozenset[str] = frozenset(),
        only: frozenset[str] | None = None,
    ) -> LintResult:
        """Run the rules over a draft or over what was read from a letter.

        Args:
            request: the draft, or the facts that a letter states.
            language: as in `lint`.
            instrument: as in `lint`.
            undetermined: facts that the letter leaves open; empty for a draft.
            only: codes of rules to run; None for all.

        Raises:
            InputError: as in `lint`.
        """
        name = instrument or request.request.instrument
        if name is not None and self.knowledge.instrument(name) is None:
            raise self._unknown_instrument(name)
        if instrument is not None:
            request = replace(request, request=replace(request.request, instrument=instrument))
        overrides = {one.rule: checked(one, self.rules) for one in request.overrides}
        today = request.today or self._clock().date()
        facts = Facts(request, today, self.knowledge, name, undetermined=undetermined)
        run = _Run(self, facts, finding_words.Speaker(language, request, today, name))
        found = [applied(finding, overrides) for finding in _without_repetition(list(run.findings(only)))]
        found.sort(key=lambda one: (one.severity.rank, one.rule, one.where.index or 0, one.where.start or 0))
        return LintResult(tuple(found), tuple(sorted(facts.open)))

    def plan(self, instrument: str | None) -> tuple[Rule, ...]:
        """Return the rules that apply to an instrument."""
        if instrument not in self._plans:
            family = self.knowledge.family(instrument)
            self._plans[instrument] = tuple(rule for rule in self.rules.values() if rule.is_for(instrument, family))
        return self._plans[instrument]

    def _unknown_instrument(self, name: str) -> InputError:
        near = get_close_matches(name, tuple(self.knowledge.law.instruments), n=1)
        hint = say("did you mean {name}?", name=near[0]) if near else say("use an id of law/instruments")
        return InputError(say("no instrument has the id {name}", name=name), place="request.instrument", hint=hint)


def _without_repetition(findings: list[Finding]) -> list[Finding]:
    """Leave out the demand for a fact that a rule of its own already reports missing or wrong, with its own reason."""
    told = {(one.where.field, one.where.index) for one in findings if one.rule not in _DEMANDS and one.severity.rank <= 1}
    return [one for one in findings if one.rule not in _DEMANDS or not told & {(one.where.field, one.where.index), (one.where.field, None)}]


def _gap(rule: Rule, facts: Facts) -> str | None:
    """Name the fact that is missing, where a rule wants several and the one it points at is there; None leaves the rule's own place."""
    absent = {reader.id: _is_absent(reader, facts) for reader in rule.check.wanted}
    if absent.get(rule.field or "", True):
        return None
    return next((name for name, is_absent in absent.items() if is_absent), None)


def _is_absent(reader: Reader, facts: Facts) -> bool:
    try:
        return not is_said(reader, facts)
    except UndeterminedError:
        return False


class _Run:
    """One run: asks each rule in its scope and collects findings."""

    def __init__(self, linter: Linter, facts: Facts, speaker: finding_words.Speaker) -> None:
        self._linter = linter
        self._facts = facts
        self._speaker = speaker

    def findings(self, only: frozenset[str] | None) -> Iterator[Finding]:
        for rule in self._linter.plan(self._facts.instrument):
            if only is None or rule.code in only:
                yield from self._rule(rule)

    def _rule(self, rule: Rule) -> Iterator[Finding]:
        facts = self._facts
        if rule.scope is Scope.REQUEST:
            yield from self._ask(rule)
        elif rule.scope is Scope.TARGET:
            for index, target in enumerate(facts.request.targets):
                facts.index, facts.target = index, target
                yield from self._ask(rule)
        else:
            for index, fact in enumerate(facts.request.pc.facts):
                facts.index, facts.fact = index, fact
                yield from self._ask(rule)
        facts.index = facts.target = facts.fact = None

    def _ask(self, rule: Rule) -> list[Finding]:
        facts = self._facts
        facts.evidence.clear()
        try:
            if not rule.check.run(facts):
                return []
        except UndeterminedError as error:
            facts.open.add(error.field)
            return []
        places = facts.evidence or (Evidence(_gap(rule, facts)),)
        return list(dict.fromkeys(self._speaker.finding(rule, place, facts.index) for place in places))

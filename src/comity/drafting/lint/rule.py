"""A lint rule as it lies in its file: what it looks for, why, how to mend it, and examples on which it is tested.

How to write one: a YAML file in `rules/`, named after the code (`id-001.yaml`):

    code: ID-001
    title: {en: IP address without a time of use, ru: IP-адрес без времени использования}
    scope: target                    request: asked once; target: of each identifier; fact: of each pleaded fact
    severity: block                  block | error | warning | info
    applies_to: [all]                instruments, `family:NAME`, or all
    check: eq("target.kind","ip") and missing("target.ip_timestamp")
    field: target.ip_timestamp       the fact that a finding points at
    message: {en: "...", ru: "..."}  optional: says more than the title; {target.identifier} and {found} are filled in
    why: {en: "...", ru: "..."}
    fix: {en: "...", ru: "..."}
    refusal_code: insufficient_information      the outcome it prevents; null where it prevents none directly
    basis: read_summary              read_text | read_summary | unverified
    sources: [{id: rfc6302, url: http://www.rfc-editor.org/info/rfc6302, how: read_summary}]
    note: optional; where and why the check departs from an earlier form
    examples:
      bad: [{draft: mla_stored_content, with: {target.kind: ip, target.ip_timestamp: null}}]
      good: [{draft: mla_stored_content}]

`check` is an expression of `comity.drafting.lint.expression`. An example is one of the complete drafts in `examples/` with some
facts changed (null takes a fact away; `target.*` changes the first target). On a bad example the rule fires and no other rule of
its family (the same letters) does; on a good one it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.drafting.lint.expression.language import Expression
from comity.model.finding import Severity


class Scope(StrEnum):
    """How often a rule is asked."""

    REQUEST = "request"
    TARGET = "target"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the languages of its file.

    Attributes:
        texts: text by language tag; English is always there.
    """

    texts: Mapping[str, str]

    def of(self, language: str) -> str:
        """Return the text in a language; English where there is none."""
        return self.texts.get(language) or self.texts.get(language.split("-", maxsplit=1)[0].lower()) or self.texts["en"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from.

    Attributes:
        id: the id in the list of sources; `practice` where there is none.
        url: what was read; None for practice.
        how: `read_text`, `read_summary` or `unverified`.
    """

    id: str
    url: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Example:
    """A draft that shows a rule at work.

    Attributes:
        draft: the complete draft it starts from, by file name.
        changes: facts that differ, by id; None takes the fact away.
    """

    draft: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: stable in every language and never used again.
        title: what it is about, in a few words.
        scope: how often it is asked.
        severity: how grave a finding is.
        applies_to: instruments, `family:NAME`, or `all`.
        check: true when there is something to find.
        field: the fact that a finding points at.
        message: what is wrong, with fields to fill in; None where the title says it.
        why: why it matters.
        fix: what to do.
        outcome: the outcome code it prevents; None where it prevents none directly.
        basis: `read_text`, `read_summary` or `unverified`.
        sources: where it comes from.
        note: where and why it departs from an earlier form.
        bad: examples on which it fires.
        good: examples on which it does not.
        origin: the file.
    """

    code: str
    title: Words
    scope: Scope
    severity: Severity
    applies_to: tuple[str, ...]
    check: Expression
    field: str | None
    message: Words | None
    why: Words
    fix: Words
    outcome: str | None
    basis: str
    sources: tuple[Source, ...]
    note: str | None
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    origin: str

    @property
    def family(self) -> str:
        """The letters of the code: rules with the same letters are about the same thing."""
        return self.code.split("-", maxsplit=1)[0]

    @property
    def urls(self) -> tuple[str, ...]:
        """The sources that can be opened."""
        return tuple(dict.fromkeys(source.url for source in self.sources if source.url))

    def is_for(self, instrument: str | None, family: str | None) -> bool:
        """Tell whether the rule is asked for an instrument."""
        return "all" in self.applies_to or instrument in self.applies_to or f"family:{family}" in self.applies_to

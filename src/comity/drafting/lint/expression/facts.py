"""What an expression is asked about: a request, one of its targets or pleaded facts, and the day."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.target import Target

_NOTHING: Mapping[str, str] = MappingProxyType({})


class UndeterminedError(Exception):
    """A letter does not say whether a fact is there; the expression cannot be answered.

    Attributes:
        field: the id of the fact.
    """

    def __init__(self, field_id: str) -> None:
        super().__init__(field_id)
        self.field = field_id


@dataclass(frozen=True, slots=True)
class Evidence:
    """What made a function answer yes, and where it stands.

    Attributes:
        field: the fact it stands in; None for the rule's own place.
        index: number of the target or pleaded fact; None outside lists.
        start: first character of the span in the text of the fact, in code points; None for the whole fact.
        end: the offset after its last character.
        words: what a message can name: `{found}`, `{expected}` and the like.
        sources: pages to cite instead of the rule's own.
    """

    field: str | None = None
    index: int | None = None
    start: int | None = None
    end: int | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class Facts:
    """The things that an expression may ask about.

    Attributes:
        request: the request.
        today: the day from which days are counted.
        knowledge: the law and the providers, for functions that weigh a draft against them (`comity.drafting.lint.knowledge`).
        instrument: the instrument the request is checked as; None when none is named.
        target: the target in question; None when the whole request is asked about, then `target.*` means any of them.
        fact: the pleaded fact in question; None as above.
        index: number of that target or fact.
        undetermined: facts that a letter leaves open; asking an empty one of them raises `UndeterminedError`.
        evidence: filled by functions that can say what they found.
        open: filled with the facts that a letter leaves open and that would have decided something.
    """

    request: EvidenceRequest
    today: date
    knowledge: Any = None
    instrument: str | None = None
    target: Target | None = None
    fact: PleadedFact | None = None
    index: int | None = None
    undetermined: frozenset[str] = frozenset()
    evidence: list[Evidence] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    def add(self, **words: str) -> None:
        """Record what was found, without a place of its own."""
        self.evidence.append(Evidence(index=self.index, words=words))

"""What was read out of a letter: facts with their places, and the facts that the letter leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.model.identifier import Identifier
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.extracted import ExtractedText

Span = tuple[int, int]
"""First character and the offset after the last one, in Unicode code points of the letter's text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One fact as an aspect read it.

    Attributes:
        field: id of the fact (`data.date_from`); facts of targets are read whole, see `LetterReading`.
        value: the value, of the kind that the fact has.
        start: first character of the words that say it.
        end: offset after the last one.
        strength: how plainly it is said: 1 under a label, less in running text. The strongest reading is kept.
        reason: why, where the value follows from more than its words.
    """

    field: str
    value: object
    start: int
    end: int
    strength: float = 0.8
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LetterReading:
    """A letter, read.

    Attributes:
        request: the facts that were read; `request.body` is the whole text.
        spans: where each fact stands, by its id; facts of targets by `targets[0].ip_address`.
        determined: ids of the facts that were read.
        not_said: ids of the facts that the letter plainly lacks: a check may hold that against it.
        not_determined: ids of the facts that may stand in the letter without having been recognised, or that no text can show.
        reasons: why a fact was read so, by id; filled where the value follows from more than its words (`request.instrument`).
        candidates: ids of the instruments that the letter may use, where it does not tell which; empty where it does, or tells nothing.
        provider: id of the addressed provider in the catalogue; None when the addressee is none or is not known.
        identifiers: all identifiers of the letter, those of the writer and the addressee included.
        document: the text with the places of its parts and what the extraction noted.
    """

    request: EvidenceRequest
    spans: Mapping[str, Span]
    determined: tuple[str, ...]
    not_said: tuple[str, ...]
    not_determined: tuple[str, ...]
    document: ExtractedText
    reasons: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    provider: str | None = None
    identifiers: tuple[Identifier, ...] = ()

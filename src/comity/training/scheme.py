"""How the machine runs and marks an exercise, beside what its file tells in words.

The file of an exercise says some things for people only ("two points for each block", "answers after sixteen hours if the value
date is in words"). `training/schemes/<slug>.yaml`, named like the exercise, says the same for the machine: the group of each item,
the parts of a loss, extra rules of a counterpart, the condition of an inject.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from comity.knowledge.row import Facts
from comity.training.scenario import AnswerRule

Group = Literal[
    "clean_drafts",
    "right_instrument_and_order",
    "nexus_and_necessity",
    "deadlines",
    "secrecy_and_rights",
    "custody_and_reconciliation",
    "tone_and_length",
]
"""What an item is about; the names are those of `default_weights` in `exercise_rules.yaml`."""


class LossPart(Facts, frozen=True, kw_only=True):
    """A part of the loss of one item: either lost unless a condition holds, or lost for each of a number.

    Attributes:
        lose: points.
        unless: condition under which nothing is lost.
        each: expression that counts; the points are lost for each.
        why: what happened, in a sentence.
    """

    lose: int
    why: str
    unless: str | None = None
    each: str | None = None


class ItemScheme(Facts, frozen=True, kw_only=True):
    """How one item is marked.

    Attributes:
        group: what it is about.
        parts: the parts of its loss; empty where all is lost when the check fails.
        fatal: condition under which the exercise is failed, whatever the points.
        guide: what a person looks at, where a person marks.
    """

    group: Group
    parts: tuple[LossPart, ...] = ()
    fatal: str | None = None
    guide: str | None = None


class Scheme(Facts, frozen=True, kw_only=True):
    """The machine's side of an exercise.

    Attributes:
        id: id of the exercise.
        items: item id to how it is marked.
        rules: counterpart to rules asked before its own.
        only_if: inject id to its condition, where the exercise tells it in words.
        delivers: inject id to the return that comes with it.
        events: instalment or inject id to events that it brings about.
        files: instalments that are incoming files, which have to be closed with a code.
    """

    id: str
    items: dict[str, ItemScheme]
    rules: dict[str, tuple[AnswerRule, ...]] = msgspec.field(default_factory=dict)
    only_if: dict[str, str] = msgspec.field(default_factory=dict)
    events: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    delivers: dict[str, str] = msgspec.field(default_factory=dict)
    files: tuple[str, ...] = ()

"""Compares an edited letter with the draft it was made from, fact by fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from comity.documents.document import FactRef
from comity.documents.word.anchors import Anchor, text_digest, tidy
from comity.drafting.draft_values import WrongValueError
from comity.drafting.readback.document import EditedLetter
from comity.drafting.readback.understand import understand
from comity.drafting.render.facts import value_of
from comity.drafting.render.words import Words
from comity.model.request.evidence_request import EvidenceRequest


class Status(StrEnum):
    """What happened to a fact.

    `CHANGED`: other words, understood. `DELETED`: its words are gone. `LOST`: its anchor is gone but its words seem to stand.
    `CONFLICT`: it stands in several places and was changed to different words. `UNREADABLE`: changed to words that cannot be its value.
    `GAP`: still to be completed.
    """

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    DELETED = "deleted"
    LOST = "anchor_lost"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class FactDifference:
    """What happened to one fact.

    Attributes:
        ref: the fact.
        status: what happened.
        old: the text that was written; None for a gap.
        new: the text that stands there now; None when none does.
        value: the new value, where the status is `CHANGED`.
        message: why it cannot be read; empty otherwise.
        hint: what to do about it.
        places: status of each place of the fact in the letter, counted.
    """

    ref: FactRef
    status: Status
    old: str | None
    new: str | None
    value: object = None
    message: str = ""
    hint: str = ""
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Words of the form itself that were changed; the place of a value is marked with `…`."""

    before: str
    after: str


def compare_facts(written: EditedLetter, edited: EditedLetter, draft: EvidenceRequest, words: Words) -> tuple[FactDifference, ...]:
    """Compare, fact by fact.

    Args:
        written: the letter as `render` writes it from the draft now.
        edited: the letter that came back.
        draft: the draft.
        words: the words of the letter's language.

    Returns:
        One difference for each fact that the letter showed, in the order of reading.
    """
    old_texts = {anchor.ref: written.found.get(number, "") for number, anchor in written.anchors.items()}
    places: dict[FactRef, list[tuple[Status, str]]] = {}
    for number, anchor in sorted(edited.anchors.items()):
        old = old_texts.get(anchor.ref, "")
        still_there = bool(old) and edited.text.count(tidy(old)) >= written.text.count(tidy(old))
        place = _place(edited.found.get(number), anchor, still_there=still_there)
        places.setdefault(anchor.ref, []).append(place)
    parts: dict[FactRef, list[FactRef]] = {}
    for ref in places:
        parts.setdefault(ref.whole, []).append(ref)
    return tuple(_difference(whole, refs, places, old_texts, draft, words) for whole, refs in parts.items())


def _place(now: str | None, anchor: Anchor, *, still_there: bool) -> tuple[Status, str]:
    """Judge one place.

    Args:
        now: the text between the anchors; None when they are gone.
        anchor: the anchor as it was written.
        still_there: whether the document holds the old words as often as it did: then only the anchor went.
    """
    if now is None:
        return (Status.LOST if still_there else Status.DELETED), ""
    if not now.strip():
        return (Status.GAP if anchor.gap else Status.DELETED), ""
    if text_digest(now) == anchor.digest:
        return (Status.GAP if anchor.gap else Status.UNCHANGED), now
    return Status.CHANGED, now


def _difference(
    whole: FactRef,
    refs: list[FactRef],
    places: dict[FactRef, list[tuple[Status, str]]],
    old_texts: dict[FactRef, str],
    draft: EvidenceRequest,
    words: Words,
) -> FactDifference:
    """Judge one fact from all its places and, where a long text is shown in paragraphs, all its parts."""
    counted = tuple(sorted(Counter(str(status) for ref in refs for status, _ in places[ref]).items()))
    verdicts = [_verdict(places[ref]) for ref in sorted(refs)]
    statuses = {status for status, _ in verdicts}
    is_gap = any(status is Status.GAP for ref in refs for status, _ in places[ref])
    old = None if is_gap else "\n\n".join(tidy(old_texts.get(ref, "")) for ref in sorted(refs)) or None
    if Status.CONFLICT in statuses:
        return FactDifference(whole, Status.CONFLICT, old, " | ".join(new for _, new in verdicts), places=counted)
    if statuses & {Status.CHANGED} or (Status.DELETED in statuses and len(statuses) > 1):
        kept = [
            new if status is Status.CHANGED else tidy(old_texts.get(ref, ""))
            for ref, (status, new) in zip(sorted(refs), verdicts, strict=True)
            if status is not Status.DELETED
        ]
        return _changed(whole, old, "\n\n".join(kept), draft, words, counted)
    status = statuses.pop()
    return FactDifference(whole, status, old, old if status in {Status.UNCHANGED, Status.LOST} else None, places=counted)


def _verdict(places: list[tuple[Status, str]]) -> tuple[Status, str]:
    """Judge one text from all its places: a change in one of them is a change, two different ones are a conflict."""
    changed = {_as_paragraphs(text) for status, text in places if status is Status.CHANGED}
    if len(changed) > 1:
        return Status.CONFLICT, " | ".join(sorted(changed))
    if changed:
        return Status.CHANGED, changed.pop()
    for status in (Status.UNCHANGED, Status.GAP, Status.LOST):
        if any(found is status for found, _ in places):
            return status, ""
    return Status.DELETED, ""


def _as_paragraphs(text: str) -> str:
    return "\n\n".join(part for part in map(tidy, text.split("\n\n")) if part)


def _changed(
    ref: FactRef, old: str | None, new: str, draft: EvidenceRequest, words: Words, places: tuple[tuple[str, int], ...]
) -> FactDifference:
    is_item = ref.index >= 0 and ref.field.partition(".")[0] not in {"target", "fact"}
    try:
        value = understand(new, ref.field, words, is_item=is_item, was=value_of(draft, ref.field, ref.index))
    except WrongValueError as error:
        return FactDifference(ref, Status.UNREADABLE, old, new, message=error.message, hint=error.hint, places=places)
    return FactDifference(ref, Status.CHANGED, old, new, value=value, places=places)


def compare_words(written: EditedLetter, edited: EditedLetter) -> Iterator[TextDifference]:
    """Tell which words of the form itself were changed; they cannot be carried into the draft."""
    before, after = ([line.replace("\ufffc", "…") for line in letter.outside] for letter in (written, edited))
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield TextDifference("\n".join(before[first:last]), "\n".join(after[start:end]))

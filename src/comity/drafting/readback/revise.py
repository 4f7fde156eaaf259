"""Makes the new draft from the differences, and reads a file back as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from comity.documents.word.file import write_docx
from comity.drafting.fields import FACT_GROUP, TARGET_GROUP
from comity.drafting.readback.compare import FactDifference, Status, TextDifference, compare_facts, compare_words
from comity.drafting.readback.document import EditedLetter, read_letter
from comity.drafting.render.fill import draft_digest
from comity.drafting.render.render import Renderer
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What came back.

    Attributes:
        draft: the new draft.
        facts: what happened to each fact that the letter showed.
        words: changed words of the form itself, which the draft cannot hold.
        template: the form, with its language.
        language: of the letter.
        draft_changed_since: whether the draft is another than the one that the letter was written from.
        form_changed_since: whether the form is.
    """

    draft: EvidenceRequest
    facts: tuple[FactDifference, ...]
    words: tuple[TextDifference, ...]
    template: str
    language: str
    draft_changed_since: bool
    form_changed_since: bool

    @property
    def is_clean(self) -> bool:
        """Tell whether every change was understood and nothing was lost."""
        return not any(fact.status in {Status.CONFLICT, Status.UNREADABLE, Status.LOST} for fact in self.facts)


def read_back(data: bytes, name: str, draft: EvidenceRequest, renderer: Renderer) -> ReadBack:
    """Read an edited DOCX back.

    Args:
        data: the file.
        name: for messages.
        draft: the draft that it was made from.
        renderer: the forms.

    Raises:
        InputError: the file is no letter of Comity, or its form is not at hand.
    """
    edited = read_letter(data, name)
    template = edited.about("template")
    if f"{template}.md" not in renderer.shelf.names():
        raise InputError(
            say("the form of this letter is not at hand: {template}", template=template),
            place=name,
            hint=say("give the overlay with --overlay"),
        )
    form = renderer.shelf.form(f"{template}.md")
    words = renderer.words(form.language)
    letter = renderer.filled(form, draft)
    written: EditedLetter = read_letter(write_docx(letter, words.fields), name)
    if not edited.anchors:
        edited.anchors = written.anchors  # the properties are gone; bookmarks carry the numbers
    facts = compare_facts(written, edited, draft, words)
    return ReadBack(
        draft=revised(draft, facts),
        facts=facts,
        words=tuple(compare_words(written, edited)),
        template=template,
        language=form.language,
        draft_changed_since=edited.about("draft_sha256") != draft_digest(draft),
        form_changed_since=edited.about("template_sha256") != form.sha256,
    )


def revised(draft: EvidenceRequest, facts: Iterable[FactDifference]) -> EvidenceRequest:
    """Put what was changed and deleted into a draft.

    A target or pleaded fact of which everything that the letter showed was deleted goes as a whole.
    """
    facts = tuple(facts)
    taken = [fact for fact in facts if fact.status in {Status.CHANGED, Status.DELETED}]
    # from the end, so that the numbers of items before a deleted one stay right
    for fact in sorted(taken, key=lambda fact: (fact.ref.field, -fact.ref.index)):
        draft = _with(draft, fact.ref.field, fact.ref.index, fact.value if fact.status is Status.CHANGED else None)
    targets = _kept(draft.targets, _deleted(facts, TARGET_GROUP))
    return replace(draft, targets=targets, pc=replace(draft.pc, facts=_kept(draft.pc.facts, _deleted(facts, FACT_GROUP))))


def _deleted(facts: tuple[FactDifference, ...], group: str) -> set[int]:
    """Return the numbers of the members of a group of which nothing is left in the letter."""
    statuses: dict[int, set[Status]] = {}
    for fact in facts:
        if fact.ref.field.startswith(f"{group}."):
            statuses.setdefault(fact.ref.index, set()).add(fact.status)
    return {index for index, found in statuses.items() if found == {Status.DELETED}}


def _kept(members: tuple[M, ...], deleted: set[int]) -> tuple[M, ...]:
    return tuple(member for index, member in enumerate(members) if index not in deleted)


def _with(draft: EvidenceRequest, field_id: str, index: int, value: object) -> EvidenceRequest:
    group, _, name = field_id.partition(".")
    if group == TARGET_GROUP:
        return replace(draft, targets=_member(draft.targets, index, name, value))
    if group == FACT_GROUP:
        return replace(draft, pc=replace(draft.pc, facts=_member(draft.pc.facts, index, name, value)))
    held: Any = getattr(draft, group)
    if index >= 0:
        items = list(getattr(held, name))
        items[index : index + 1] = [] if value is None else [value]
        value = tuple(items)
    elif value is None and isinstance(getattr(held, name), tuple):
        value = ()
    changed: dict[str, Any] = {group: replace(held, **{name: value})}
    return replace(draft, **changed)


def _member(members: tuple[Any, ...], index: int, name: str, value: object) -> tuple[Any, ...]:
    if index >= len(members):
        return members if value is None else (*members, *_first_of(members, name, value))
    return (*members[:index], replace(members[index], **{name: value}), *members[index + 1 :])


def _first_of(members: tuple[Any, ...], name: str, value: object) -> tuple[Any, ...]:
    """A letter without targets shows one row of gaps; filling it in makes the first target."""
    from comity.model.request.target import Target

    return () if members else (Target(**{name: value}),)  # type: ignore[arg-type]

"""The words of a request in a second language, beside the first.

Identifiers, days, numbers and codes are shared by both letters and stand once; only what is told in words is written twice. A word that
has no counterpart yet stands in the letter's own language, and is told as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from comity.desk.bench import RENDERING, workbench
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.edit_request import Saved, keep_other, value_of
from comity.desk.steps.field_texts import place_of, texts_of, with_texts
from comity.desk.steps.prepare_request import Answers
from comity.desk.steps.together import merged
from comity.drafting.compose.composer import draft_of
from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.lint.parity.compare import Difference, differences
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.text.languages import find_language
from comity.text.messages import say

_LONGEST_CODE = 24
"""A text of one word up to this length is a code or a name, not a sentence."""


def is_worded(key: str, text: str) -> bool:
    """Tell whether a field is told in words, which another language says otherwise."""
    place = place_of(key)
    kind = request_fields()[place.fact].kind if place is not None else None
    if kind not in {FieldKind.TEXT, FieldKind.TEXTS, FieldKind.STATEMENT}:
        return False
    return " " in text.strip() and (len(text.strip()) > _LONGEST_CODE or any(letter in ".,;" for letter in text))


def worded_texts(request: EvidenceRequest) -> dict[str, str]:
    """The fields of a request that are told in words: key to text in the letter's language."""
    return {key: text for key, text in texts_of(value_of(request)).items() if is_worded(key, text)}


def missing_words(request: EvidenceRequest) -> tuple[str, ...]:
    """Keys of the fields that have no words in the second language yet."""
    if not request.other_language:
        return ()
    return tuple(key for key in worded_texts(request) if not request.other_texts.get(key))


def value_in_other_language(request: EvidenceRequest) -> RequestValue:
    """The request with its words in the second language; everything else is the same."""
    known = worded_texts(request)
    value, _ = with_texts(value_of(request), {key: text for key, text in request.other_texts.items() if key in known and text})
    language, _ = with_texts(value, {"request.language": request.other_language})
    return language


def choose_other_language(worker: Worker, request_id: int, tag: str) -> EvidenceRequest:
    """Choose the second language, or none; words that were written stay until they are overwritten.

    Raises:
        InputError: there is no such language, or it is that of the letter.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        language = find_language(tag) if tag else None
        if tag and (language is None or language.tag == request.language):
            raise InputError(say("choose another language than that of the letter"), place="other_language")
        request.other_language = language.tag if language else ""
        if language is not None:
            request.other_texts = {**suggested_words(worker, request, language.tag), **request.other_texts}
        request.save(update_fields=["other_language", "other_texts"])
    return request


def suggested_words(worker: Worker, request: EvidenceRequest, tag: str, answers: Answers = ()) -> dict[str, str]:
    """The words that the program itself writes in a language, for fields where it wrote those of the letter too.

    Args:
        worker: who.
        request: the request.
        tag: BCP 47 tag of the second language.
        answers: answers that were filled in when it was prepared, if there were any.
    """
    try:
        occasion = plan_case(worker, request.case).occasion(request.occasion)
    except InputError:
        return {}
    if occasion is None:
        return {}
    situations = (occasion.situation, replace(occasion.situation, language=tag, left_out={}))
    ours, theirs = (texts_of(draft_of(one, answers, worker.facts_language).request) for one in situations)
    held = worded_texts(request)
    return {key: theirs[key] for key, text in held.items() if ours.get(key) == text and theirs.get(key) not in {None, text}}


def differences_of(worker: Worker, request: EvidenceRequest) -> tuple[Difference, ...]:
    """Identifiers, days and amounts that stand in one letter only; must be none."""
    if not request.other_language or not has_form_in(request):
        return ()
    renderer = workbench(worker.language).renderer
    with RENDERING:
        texts = [
            renderer.write(renderer.letter(value, tag), "txt").decode("utf-8")
            for value, tag in ((value_of(request), request.language), (value_in_other_language(request), request.other_language))
        ]
    return tuple(differences(*texts))


def has_form_in(request: EvidenceRequest) -> bool:
    """Tell whether a form serves the instrument in the second language."""
    shelf = workbench("en").renderer.shelf
    return any(request.instrument in form.head.instruments for form in shelf.forms(request.other_language))


def save_other(worker: Worker, request_id: int, typed: Mapping[str, str], opened: Mapping[str, str]) -> Saved:
    """Save words in the second language; fields that others changed meanwhile are left alone and told.

    Args:
        worker: who.
        request_id: the request.
        typed: key of the field to what was typed; keys of no worded field are left out.
        opened: key to the stamp of the text that the form was opened with.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        known = worded_texts(request)
        done = merged(request.other_texts, {key: text for key, text in typed.items() if key in known}, opened)
        if done.changes:
            keep_other(worker, request, done.changes)
    return Saved(request, done)

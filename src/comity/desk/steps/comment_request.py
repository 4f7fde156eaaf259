"""Comments of colleagues on a request or one of its fields; a settled one can be opened again."""

from __future__ import annotations

from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.comment import Comment
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.field_texts import place_of
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.text.messages import say


def add_comment(worker: Worker, request_id: int, words: str, field: str = "") -> Comment:
    """Comment on a request.

    Args:
        worker: who.
        request_id: the request.
        words: what is said.
        field: key of the field it is about; empty for the request as a whole.

    Raises:
        InputError: nothing is said, or there is no such field.
    """
    request = worker.request(request_id, "request.comment")
    said = as_typed(words)
    if not said:
        raise InputError(say("this is needed"), place="words")
    if field and place_of(field) is None:
        raise InputError(say("there is no such field: {field}", field=field), place="field")
    with transaction.atomic():
        comment = Comment.objects.create(request=request, field=field, words=said, by=worker.person, at=worker.clock())
        told = worker.t("{name} commented: {words}", name=worker.person.full_name, words=said[:200])
        subject = f"request:{request.pk}"
        write(
            "request.commented", told, person=worker.person, case=request.case, subject=subject, facts={"field": field}, clock=worker.clock
        )
    return comment


def settle_comment(worker: Worker, request_id: int, comment_id: int) -> Comment:
    """Settle a comment, or open it again.

    Raises:
        NotThereError: the request has no such comment.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.comment", locked=True)
        comment = request.comments.filter(pk=comment_id).first()
        if comment is None:
            raise NotThereError(say("there is nothing here for you"))
        is_open = comment.settled_at is None
        comment.settled_by, comment.settled_at = (worker.person, worker.clock()) if is_open else (None, None)
        comment.save(update_fields=["settled_by", "settled_at"])
        words = (
            worker.t("{name} settled a comment: {words}", name=worker.person.full_name, words=comment.words[:200])
            if is_open
            else worker.t("{name} opened a comment again: {words}", name=worker.person.full_name, words=comment.words[:200])
        )
        write("request.commented", words, person=worker.person, case=request.case, subject=f"request:{request.pk}", clock=worker.clock)
    return comment

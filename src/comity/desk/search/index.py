"""Keep the index: in the transaction of every save, and as a whole when the normaliser has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from comity.desk.models.search_document import SearchDocument
from comity.desk.search.normaliser import NORMALISER, lexemes_of
from comity.desk.search.sources import Source, sources

MOST_BYTES = 600_000
"""Bytes of lexemes of one thing; PostgreSQL keeps at most a megabyte of them."""

_AT_ONCE = 500


def keep_index() -> None:
    """Follow every save and deletion; called once, when the register wakes up."""
    for source in sources().values():
        post_save.connect(_saved, sender=source.model, dispatch_uid=f"search-{source.kind}")
        post_delete.connect(_deleted, sender=source.model, dispatch_uid=f"search-{source.kind}")


def index_anew(tell: Callable[[int], None] = lambda _: None) -> int:
    """Index everything anew.

    Args:
        tell: is told how many things are done, now and then.

    Returns:
        How many things can be found.
    """
    count = 0
    with transaction.atomic():
        SearchDocument.objects.all().delete()
        for source in sources().values():
            rows = source.model._default_manager.select_related(*source.related).order_by("pk").iterator(chunk_size=_AT_ONCE)  # noqa: SLF001 - Django's name
            batch = []
            for thing in rows:
                if source.is_findable(thing):
                    batch.append(_document(source, thing))
                if len(batch) == _AT_ONCE:
                    count += _put(batch)
                    tell(count)
                    batch = []
            count += _put(batch)
    return count


def index_if_needed() -> int:
    """Index everything anew if there is no index yet, or an older version made it."""
    is_old = SearchDocument.objects.exclude(normaliser=NORMALISER).exists()
    is_missing = not SearchDocument.objects.exists() and sources()["case"].model._default_manager.exists()  # noqa: SLF001 - Django's name
    return index_anew() if is_old or is_missing else 0


def _put(batch: Iterable[SearchDocument]) -> int:
    return len(SearchDocument.objects.bulk_create(batch))


def _document(source: Source, thing: Any) -> SearchDocument:
    return SearchDocument(
        kind=source.kind,
        object_id=thing.pk,
        case_id=source.case_id(thing),
        lexemes=_joined(lexemes_of(source.text(thing))),
        changed_at=source.changed_at(thing),
        normaliser=NORMALISER,
    )


def _joined(lexemes: Iterable[str]) -> str:
    """Join lexemes in order; where there are too many, the shortest are kept: words before what looks like keys and attachments."""
    found = sorted(lexemes)
    while len(" ".join(found).encode("utf-8")) > MOST_BYTES:
        found = sorted(sorted(found, key=lambda lexeme: (len(lexeme), lexeme))[: len(found) * 3 // 4])
    return " ".join(found)


def _saved(sender: type[Model], instance: Model, **_: Any) -> None:
    for source in sources().values():
        if source.model is not sender:
            continue
        if not source.is_findable(instance):
            SearchDocument.objects.filter(kind=source.kind, object_id=instance.pk).delete()
            continue
        made = _document(source, instance)
        values = {"case_id": made.case_id, "lexemes": made.lexemes, "changed_at": made.changed_at, "normaliser": NORMALISER}
        SearchDocument.objects.update_or_create(kind=source.kind, object_id=instance.pk, defaults=values)


def _deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    for source in sources().values():
        if source.model is sender:
            SearchDocument.objects.filter(kind=source.kind, object_id=instance.pk).delete()

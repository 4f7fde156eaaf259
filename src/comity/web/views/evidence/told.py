"""A message as people read it: who says it, on which side it stands, what hangs on it, whether it was edited or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from comity.analysis.views.events import EventRow

_FILES = ("attachment", "attachments", "file", "filename", "file_name", "media", "media_name", "photos", "videos", "audio_files", "files")
_EDITED = ("edited", "edited_unixtime", "is_edited", "edit_date", "edited_timestamp")
_DELETED = ("deleted", "is_deleted", "is_unsent", "revoked", "unsent")
_NO = frozenset({"", "0", "false", "none", "null", "no", "[]", "{}"})
_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it is shown.

    Attributes:
        side: `out` for what the owner of the account sent, else `in`; without a direction by who writes most.
        files: names of what hangs on it.
        edited: whether it was edited.
        deleted: whether it was deleted.
    """

    side: str
    files: tuple[str, ...]
    edited: bool
    deleted: bool


def told(event: EventRow, people: tuple[str, ...]) -> Told:
    """Tell a message of a conversation whose people are known, the most busy first."""
    fields = {name.lower(): value for name, value in _flat(event.fields)}
    files = [name for key in _FILES if key in fields for name in _names(fields[key])]
    side = event.direction or ("out" if event.actor_id and event.actor_id == event.account_id else "in")
    if not event.direction and not event.account_id and len(people) > 1:
        side = "out" if event.actor_id == people[1] else "in"
    return Told(
        "out" if side == "out" else "in",
        tuple(dict.fromkeys(files))[:_MOST_FILES],
        any(_yes(fields.get(name)) for name in _EDITED),
        any(_yes(fields.get(name)) for name in _DELETED),
    )


def _flat(value: dict[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        yield name, inner
        if isinstance(inner, dict) and depth < 2:
            yield from _flat(inner, depth + 1)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value.strip()[:300]
    elif isinstance(value, list):
        for inner in value[:_MOST_FILES]:
            yield from _names(inner)
    elif isinstance(value, dict):
        for key in ("name", "filename", "file_name", "uri", "path", "url"):
            if isinstance(value.get(key), str):
                yield value[key][:300]
                return


def _yes(value: Any) -> bool:
    return value is not None and str(value).strip().lower() not in _NO

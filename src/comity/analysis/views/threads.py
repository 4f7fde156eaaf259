"""Conversations: which there are, who takes part, and their messages in the order in which they were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from comity.analysis.views.asking import asked
from comity.analysis.views.choice import CONVERSATION_KINDS, Choice
from comity.analysis.views.events import EventRow, rows

if TYPE_CHECKING:
    import duckdb

_KINDS = ", ".join(f"'{kind}'" for kind in CONVERSATION_KINDS)
# A provider's number of a conversation holds in all its files; a row number of a telephone's database only in that file. What has no
# number at all is one conversation of those who take part; where only one of them is named, the other is the owner of the file.
_PEOPLE = "list_sort(list_distinct(list_filter(list_prepend(actor_id, coalesce(target_ids, [])), lambda one: one is not null)))"
_KEY = f"""
case when thread_id is null and len({_PEOPLE}) < 2 then 'o|' || left(event_id, 14) || '|' || coalesce({_PEOPLE}[1], '')
     when thread_id is null then 'p|' || array_to_string({_PEOPLE}, '|')
     when provider is null or regexp_full_match(thread_id, '[0-9]{{1,7}}') then 's|' || left(event_id, 14) || '|' || thread_id
     else 't|' || provider || '|' || thread_id end
"""
_TALK = f"select *, {_KEY} as thread from event where duplicate_of is null and kind in ({_KINDS})"  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation.

    Attributes:
        key: by which it is asked for.
        name: its number or name where it has one, else nothing.
        people: who takes part, the most busy first; at most twelve.
        more: how many more take part.
        messages: how many messages, calls and so on.
        first: first moment known.
        last: last moment known.
        provider: who produced it.
    """

    key: str
    name: str
    people: tuple[str, ...]
    more: int
    messages: int
    first: datetime | None
    last: datetime | None
    provider: str


_SHOWN = 12


def threads(store: duckdb.DuckDBPyConnection, *, who: str = "", limit: int, offset: int = 0, key: str = "") -> tuple[list[Thread], int]:
    """List conversations, the longest first; also return how many there are.

    Args:
        store: the store.
        who: only those in which this identifier takes part.
        limit: at most so many.
        offset: after so many.
        key: only this one.
    """
    found = asked(
        store,
        f"""
        with talk as ({_TALK}),
        voices as (
            select thread, voice, count(*) as times from (
                select thread, unnest(list_distinct(list_prepend(actor_id, coalesce(target_ids, [])))) as voice from talk
            ) where voice is not null group by all
        ),
        people as (select thread, list(voice order by times desc, voice) as people from voices group by thread),
        counted as (
            select thread, any_value(thread_id) as name, count(*) as messages, min(ts_utc) as first, max(ts_utc) as last,
                   any_value(coalesce(provider, parser)) as provider
            from talk group by thread
        )
        select thread, name, coalesce(people, []), messages, first, last, provider, count(*) over ()
        from counted left join people using (thread)
        where (? = '' or list_contains(people, ?)) and (? = '' or thread = ?)
        order by messages desc, thread limit ? offset ?
        """,  # noqa: S608 - our own words; values are marks
        [who, who, key, key, limit, offset],
    )
    listed = [
        Thread(thread, name or "", tuple(people[:_SHOWN]), max(len(people) - _SHOWN, 0), messages, first, last, provider or "")
        for thread, name, people, messages, first, last, provider, _ in found
    ]
    return listed, int(found[0][-1]) if found else 0


def messages(store: duckdb.DuckDBPyConnection, key: str, *, limit: int, offset: int = 0) -> list[EventRow]:
    """Return messages of a conversation in the order of time, those without a moment last."""
    page = f"select event_id from ({_TALK}) where thread = ? order by ts_utc nulls last, event_id limit ? offset ?"  # noqa: S608
    ids = asked(store, page, [key, limit, offset])
    return rows(store, Choice(events=tuple(row[0] for row in ids)), limit=limit, whole=True) if ids else []


def place_of(store: duckdb.DuckDBPyConnection, event_id: str) -> tuple[str, int] | None:
    """Tell in which conversation an event stands, and after how many others; None where it is in none."""
    found = asked(
        store,
        f"""with talk as ({_TALK}), one as (select thread from talk where event_id = ?)
        select thread, number from (
            select event_id, thread, row_number() over (order by ts_utc nulls last, event_id) - 1 as number
            from talk where thread = (select thread from one)
        ) where event_id = ?""",  # noqa: S608
        [event_id, event_id],
    )
    return (str(found[0][0]), int(found[0][1])) if found else None

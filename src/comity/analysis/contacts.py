"""Who spoke with whom: messages, mails, SMS and calls between resolved entities, by channel and direction, with first and last moment.

To whom something went is stated by the record (`stated`), or is the one other writer of a conversation of two (`thread`): the answer tells
them apart. What was written into a conversation of more than two goes to nobody in particular; it is counted, not shared out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path

import msgspec

from comity.analysis.entities.members import members
from comity.analysis.entities.values import Entity
from comity.analysis.statement import statement
from comity.analysis.store import rows

EXAMPLES = 3


class Channel(msgspec.Struct, frozen=True):
    """What went through one channel.

    Attributes:
        kind: message, mail, sms or call.
        provider: the provider; None for telephone networks and what states none.
        there: from the left to the right.
        back: from the right to the left.
        by_thread: how many of them only the conversation tells to whom they went.
        undated: how many have no moment.
        first: first moment.
        last: last one.
        examples: `event_id` of some.
    """

    kind: str
    provider: str | None
    there: int
    back: int
    by_thread: int
    undated: int
    first: datetime | None
    last: datetime | None
    examples: tuple[str, ...]


class Contact(msgspec.Struct, frozen=True):
    """Two entities that spoke with each other.

    Attributes:
        left: id of an entity.
        right: id of the other.
        left_label: what names it.
        right_label: what names it.
        times: all channels together.
        there: from the left to the right.
        back: from the right to the left.
        first: first moment.
        last: last one.
        channels: one a kind and provider.
    """

    left: str
    right: str
    left_label: str
    right_label: str
    times: int
    there: int
    back: int
    first: datetime | None
    last: datetime | None
    channels: tuple[Channel, ...]


class Contacts(msgspec.Struct, frozen=True):
    """All contacts of a store, or of one entity.

    Attributes:
        contacts: most frequent first.
        to_groups: events written into a conversation of more than two, or of one writer alone: to nobody in particular.
        to_self: events whose both ends are one entity.
        without_ends: events that name nobody who speaks.
    """

    contacts: tuple[Contact, ...]
    to_groups: int
    to_self: int
    without_ends: int


def contacts(folder: Path, *, of: str | None = None, rules: Path | None = None) -> Contacts:
    """Tell who spoke with whom.

    Args:
        folder: the store.
        of: id, key or value of an entity, to see its contacts only.
        rules: an office's own rules of resolving.

    Raises:
        InputError: the folder is no store, or nobody has that name.
    """
    with members(folder, rules) as found:
        wanted = None if of is None else found.number(of)
        found.store.execute(statement("spoke"))
        counted = rows(
            found.store,
            "select least(speaker, hearer), greatest(speaker, hearer), kind, provider, count(*) filter (speaker <= hearer),"
            " count(*) filter (speaker > hearer), count(*) filter (by_thread), count(*) - count(ts_utc), min(ts_utc), max(ts_utc),"
            " min_by(event_id, n, $few) from spoke where speaker is not null and hearer is not null and speaker <> hearer"
            " and ($wanted is null or speaker = $wanted or hearer = $wanted) group by all order by all",
            {"wanted": wanted, "few": EXAMPLES},
        )
        rest = rows(
            found.store,
            "select count(distinct n) filter (speaker is not null and hearer is null), count(*) filter (speaker = hearer),"
            " count(distinct n) filter (speaker is null) from spoke where $wanted is null or speaker = $wanted or hearer = $wanted",
            {"wanted": wanted},
        )[0]
        pairs: dict[tuple[int, int], list[Channel]] = defaultdict(list)
        for left, right, kind, provider, there, back, thread, undated, first, last, examples in counted:
            pairs[left, right].append(Channel(kind, provider, there, back, thread, undated, first, last, tuple(examples)))
        result = [_contact(found.entity(left), found.entity(right), channels) for (left, right), channels in pairs.items()]
    result.sort(key=lambda one: (-one.times, one.left_label, one.right_label))
    return Contacts(tuple(result), *rest)


def _contact(left: Entity, right: Entity, channels: list[Channel]) -> Contact:
    there, back = sum(one.there for one in channels), sum(one.back for one in channels)
    first = min((one.first for one in channels if one.first), default=None)
    last = max((one.last for one in channels if one.last), default=None)
    channels.sort(key=lambda one: (-(one.there + one.back), one.kind, one.provider or ""))
    return Contact(left.id, right.id, left.label, right.label, there + back, there, back, first, last, tuple(channels))

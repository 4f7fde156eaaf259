"""Write the journal and check it.

Each entry carries the digest of the one before it; its own digest is taken over a canonical JSON of all its columns, so any other
program can check the chain from an export. What the chain alone cannot show is a cut at its end: the head is kept beside it, and once
the Merkle log of custody signs it, from outside as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from comity.desk.models.case import Case
from comity.desk.models.journal_entry import JournalEntry, JournalHead
from comity.desk.models.person import Person
from comity.model.time import Clock, as_rfc3339, system_clock

START = "0" * 64
PROGRAM = "comity"

MARKS: list[Callable[[], dict[str, Any]]] = []
"""What other rooms add to the facts of every entry, such as the key in whose name a program works."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """What a check of the journal found.

    Attributes:
        entries: how many entries were read.
        broken_at: number of the first entry that does not fit; None when all fit.
        is_cut: whether the last entry is not the one that the head names.
    """

    entries: int
    broken_at: int | None
    is_cut: bool

    @property
    def holds(self) -> bool:
        """Tell whether the journal is whole."""
        return self.broken_at is None and not self.is_cut


def write(
    action: str,
    words: str,
    *,
    person: Person | None,
    case: Case | None = None,
    subject: str = "",
    facts: dict[str, Any] | None = None,
    clock: Clock = system_clock,
) -> JournalEntry:
    """Add an entry, in the transaction of the deed it tells of: both are kept, or neither.

    Args:
        action: stable code, `subject.verb`.
        words: the words shown to the person.
        person: who; None for the program itself.
        case: the case it is about.
        subject: `kind:id` of what it is about.
        facts: plain values beside it.
        clock: tells the moment.
    """
    with transaction.atomic():
        head = _head()
        entry = JournalEntry(
            number=head.number + 1,
            at=clock(),
            person=person,
            actor=person.full_name if person else PROGRAM,
            action=action,
            case=case,
            subject=subject,
            words=str(words),
            facts={**(facts or {}), **{name: value for mark in MARKS for name, value in mark().items()}},
            previous=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save(update_fields=["number", "digest"])
    return entry


def _head() -> JournalHead:
    """Take the head for this transaction alone; the first entry of a register makes it."""
    rows = JournalHead.objects.select_for_update().filter(pk=1)
    found = rows.first()
    if found is None:
        JournalHead.objects.get_or_create(pk=1, defaults={"digest": START})
        found = rows.get()
    return found


def check() -> ChainState:
    """Read the whole journal and tell whether it is whole."""
    last, entries = START, 0
    for expected, entry in enumerate(_in_order(), start=1):
        if entry.number != expected or entry.previous != last or entry.digest != digest_of(entry):
            return ChainState(entries, expected, is_cut=False)
        last, entries = entry.digest, expected
    head = JournalHead.objects.filter(pk=1).first()
    return ChainState(entries, None, is_cut=(head.number, head.digest) != (entries, last) if head else entries > 0)


def _in_order() -> Iterator[JournalEntry]:
    yield from JournalEntry.objects.order_by("number").iterator(chunk_size=2000)


def digest_of(entry: JournalEntry) -> str:
    """Compute the digest of an entry."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def canonical(entry: JournalEntry) -> bytes:
    """Write an entry as canonical JSON: keys in order, no spaces, letters as they are."""
    columns = {
        "action": entry.action,
        "actor": entry.actor,
        "at": _moment(entry.at),
        "case": entry.case_id,
        "facts": entry.facts,
        "number": entry.number,
        "person": entry.person_id,
        "previous": entry.previous,
        "subject": entry.subject,
        "words": entry.words,
    }
    return json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _moment(moment: datetime) -> str:
    return as_rfc3339(moment)

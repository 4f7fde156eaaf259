"""Hand the journal over to custody's log: one Merkle tree, one sequencer, signed checkpoints for evidence, letters and the journal alike.

The journal of the register is a chain: a change in it is seen, and a cut at its end is seen against its head. Who holds the whole database
could write both anew. So each entry is also logged in the vault, under an id made of the register and its number, with the digest of the
entry and the words shown; the checkpoints that cover it can be kept by witnesses, and nothing in the log is ever changed. Handing over is
idempotent: an entry that is logged already keeps its place, and whoever was stopped half-way goes on where they were.

    hand_over(vault)    log every entry that is not logged yet, in order, and sign
    held_against(vault) hold every entry of the journal against the log
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from comity.crypto.canonical import canonical
from comity.custody.log.event import TOOL, CustodyEvent
from comity.custody.vault.vault import Vault
from comity.desk.journal.chain import ChainState, check
from comity.desk.models.journal_entry import JournalEntry
from comity.errors import InputError
from comity.text.messages import say

KIND = "journal"
"""Type of the events in the log: what was done stays in the private part."""

_AT_ONCE = 1000
_REGISTER_LETTERS = 24


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What a hand-over did.

    Attributes:
        entries: how many entries are new in the log.
        last: number of the last entry that is there now.
    """

    entries: int
    last: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The journal, held against the log.

    Attributes:
        chain: what the chain itself says.
        logged: how many entries are in the log with the same digest.
        differs_at: number of the first entry whose digest is another than the log's; None when none differs.
        is_cut: whether the log knows entries behind the last one of the journal.
        waiting: entries that are not handed over yet.
    """

    chain: ChainState
    logged: int
    differs_at: int | None
    is_cut: bool
    waiting: int

    @property
    def holds(self) -> bool:
        """Tell whether journal and log say the same."""
        return self.chain.holds and self.differs_at is None and not self.is_cut


@contextmanager
def vault_of_the_register() -> Iterator[Vault]:
    """Open the vault that this register is set up with.

    Raises:
        InputError: there is none.
    """
    configuration = settings.CONFIGURATION
    if configuration.vault is None:
        raise InputError(say("this register is set up without a vault"), place="COMITY_VAULT")
    identity = configuration.identity or configuration.data / "identity.age"
    with Vault(configuration.vault, identity, seen=identity.absolute().parent / "last-seen") as vault:
        yield vault


def hand_over(vault: Vault) -> HandedOver:
    """Log every entry that is not logged yet, then sign a checkpoint that covers them.

    Raises:
        InputError: somebody else is writing to the vault.
        CustodyError: the log does not hold.
    """
    register = _register()
    if register is None:
        return HandedOver(0, 0)
    with vault.locked():
        first = _last_logged(vault, register)
        rows = JournalEntry.objects.filter(number__gt=first).select_related("case").order_by("number").iterator(chunk_size=_AT_ONCE)
        count = 0
        while batch := list(islice(rows, _AT_ONCE)):
            count += sum(receipt.is_new for receipt in vault.ledger.append([_event(register, entry) for entry in batch]))
        if count:
            vault.sign()
    return HandedOver(count, first + count)


def held_against(vault: Vault) -> Compared:
    """Hold the journal against the log: the digest of each entry, and whether the log knows more.

    Raises:
        CustodyError: the log itself does not hold.
    """
    chain = check()
    vault.ledger.audit()
    register = _register()
    if register is None:
        return Compared(chain, 0, None, is_cut=False, waiting=0)
    logged, waiting, differs_at, last = 0, 0, None, 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=_AT_ONCE):
        last = entry.number
        digest = _logged_digest(vault, register, entry.number)
        if digest is None:
            waiting += 1
        elif digest == entry.digest:
            logged += 1
        elif differs_at is None:
            differs_at = entry.number
    is_cut = vault.ledger.seq_of(_id(register, last + 1)) is not None
    return Compared(chain, logged, differs_at, is_cut, waiting)


def _register() -> str | None:
    """What tells this register from others: the digest of its first entry; None before there is one."""
    first = JournalEntry.objects.filter(number=1).values_list("digest", flat=True).first()
    return str(first)[:_REGISTER_LETTERS] if first else None


def _id(register: str, number: int) -> str:
    return f"{KIND}:{register}:{number}"


def _last_logged(vault: Vault, register: str) -> int:
    """Find the last entry that is in the log: they went in in order, so a few questions are enough."""
    high = 1
    while vault.ledger.seq_of(_id(register, high)) is not None:
        high *= 2
    low = high // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if vault.ledger.seq_of(_id(register, middle)) is not None else (low, middle)
    return low


def _event(register: str, entry: JournalEntry) -> CustodyEvent:
    return CustodyEvent(
        id=_id(register, entry.number),
        type=KIND,
        at=entry.at,
        actor=entry.actor,
        tool=TOOL,
        case=entry.case.number if entry.case else None,
        words=entry.words,
        outputs={"sha256": entry.digest},
        details={
            "action": entry.action,
            "facts": canonical(entry.facts).decode("utf-8") if _is_canonical(entry.facts) else "",
            "number": str(entry.number),
            "previous": entry.previous,
            "subject": entry.subject,
        },
    )


def _is_canonical(facts: object) -> bool:
    """Tell whether facts have one canonical form; numbers with a fraction have none, and the digest covers them all the same."""
    try:
        canonical(facts)
    except (TypeError, ValueError):
        return False
    return True


def _logged_digest(vault: Vault, register: str, number: int) -> str | None:
    seq = vault.ledger.seq_of(_id(register, number))
    stored = vault.ledger.entry(seq) if seq is not None else None
    if stored is None or stored.sealed is None:
        return None
    private, _ = vault.sealer.open_event(stored.id, stored.sealed)
    outputs = private["outputs"]
    return str(outputs["sha256"]) if isinstance(outputs, dict) else None

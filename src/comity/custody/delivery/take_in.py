"""Take a delivery in: seal what came, hold it against what the sender stated and signed, and log how it came and what was found.

Order: everything is sealed and acknowledged first, as it came - then lists of digests and signatures are checked from the sealed copies -
then the delivery and each finding are logged and the checkpoint is signed. Asked again after a stop, all of it is known, and nothing is
logged twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec

from comity.crypto.note import Note
from comity.custody.delivery.compare import compare
from comity.custody.delivery.delivery import CHANNELS, Check, Delivery, Trust, Verdict
from comity.custody.delivery.hash_lists import LARGEST, is_hash_list, read_hash_list
from comity.custody.delivery.signatures import check_signatures, head
from comity.custody.log.event import CustodyEvent
from comity.custody.vault.intake import Skipped
from comity.custody.vault.item import Item
from comity.custody.vault.spool import SealedSpool
from comity.custody.vault.vault import Actor, Vault
from comity.errors import InputError
from comity.model.said import say

DELIVERY, CHECKED = "delivery", "checked"
"""Types of the events in the log."""
NOTHING = Trust()
"""No key and no authority is known."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken in, and what was found.

    Attributes:
        id: id of the delivery in the log.
        entry: number of its entry in the log, from 0.
        delivery: how it came.
        items: what was taken in or known already.
        skipped: what was not, and why.
        checks: what each check said.
        note: the signed checkpoint that covers all of it.
    """

    id: str
    entry: int
    delivery: Delivery
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...]
    checks: tuple[Check, ...]
    note: Note

    @property
    def is_grave(self) -> bool:
        """Tell whether the sender is to be asked about something."""
        return any(check.is_grave for check in self.checks)


def take_in(
    vault: Vault,
    paths: Sequence[Path],
    delivery: Delivery,
    actor: Actor,
    *,
    trust: Trust = NOTHING,
    lists: Sequence[Path] = (),
    progress: Callable[[str, int], None] | None = None,
) -> Receipt:
    """Take in files, folders, archives and images as they lie on disk.

    Args:
        vault: the opened vault.
        paths: what was delivered.
        delivery: how it came.
        actor: who takes it in.
        trust: keys and authorities that are known on another way.
        lists: lists of digests that came apart; they are taken in, too.
        progress: is told each item and its size.

    Raises:
        InputError: nobody is named as the one who delivered, or there is no such channel.
        CustodyError: the vault refuses; what was acknowledged is kept.
    """
    actor = _held(delivery, actor)
    items, skipped, _ = vault.add([*paths, *lists], actor, progress)
    names = {path.name for path in lists}
    return _checked(vault, delivery, actor, items, skipped, trust, lambda item: item.name in names or is_hash_list(item.name))


def take_in_arrived(
    vault: Vault,
    arrived: Sequence[tuple[str, SealedSpool]],
    delivery: Delivery,
    actor: Actor,
    *,
    trust: Trust = NOTHING,
    lists: frozenset[str] = frozenset(),
) -> Receipt:
    """Take in what arrived as streams.

    Args:
        vault: the opened vault.
        arrived: names and sealed streams.
        delivery: how it came.
        actor: who takes it in.
        trust: keys and authorities that are known on another way.
        lists: names among them that are lists of digests, besides those that their name tells.
    """
    actor = _held(delivery, actor)
    items, skipped, _ = vault.add_arrived(arrived, "\0".join(_told(delivery).values()), actor)
    return _checked(vault, delivery, actor, items, skipped, trust, lambda item: item.name in lists or is_hash_list(item.name))


def _held(delivery: Delivery, actor: Actor) -> Actor:
    """Check a delivery; return who takes it in, with the reason that each intake keeps: under which request, from whom, how."""
    if not delivery.by.strip():
        raise InputError(say("say who delivered it"), place="by")
    if delivery.channel not in CHANNELS:
        raise InputError(say("say by which channel it came"), place="channel", hint=say("one of: {keys}", keys=", ".join(CHANNELS)))
    told = [f"request {delivery.request}"] if delivery.request else []
    told += [actor.reason] if actor.reason and actor.reason != delivery.request else []
    told += [f"delivered by {delivery.by} ({delivery.channel})"]
    told += [f"their reference {delivery.reference}"] if delivery.reference else []
    return replace(actor, reason="; ".join(told))


def _checked(
    vault: Vault,
    delivery: Delivery,
    actor: Actor,
    items: list[Item],
    skipped: list[Skipped],
    trust: Trust,
    is_list: Callable[[Item], bool],
) -> Receipt:
    checks = tuple(_checks(vault, items, trust, is_list))
    identity = _identity(delivery, items)
    with vault.locked():
        receipt, *_ = vault.ledger.append(list(_events(vault, actor, identity, delivery, items, checks)))
        note = vault.sign()
    return Receipt(identity, receipt.seq, delivery, tuple(items), tuple(skipped), checks, note)


def _checks(vault: Vault, items: Sequence[Item], trust: Trust, is_list: Callable[[Item], bool]) -> Iterator[Check]:
    lists = {item.id: claims for item in items if is_list(item) and (claims := read_hash_list(head(vault.read(item.id), LARGEST)))}
    others = [item for item in items if item.id not in lists]
    # a file that only signs another is no part of what a list of digests names
    found = list(check_signatures(items, trust, vault.read))
    signing = {check.against for check in found}
    for item in items:
        if item.id in lists:
            listed = compare(others, lists[item.id], item.name, vault.read)
            yield from (check for check in listed if not (check.verdict is Verdict.UNLISTED and check.name in signing))
    yield from found


def _identity(delivery: Delivery, items: Sequence[Item]) -> str:
    """Name the delivery by what it is: told again, it is the same."""
    told = "\0".join([*_told(delivery).values(), *sorted(item.id for item in items)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _told(delivery: Delivery) -> dict[str, str]:
    return {name: str(value or "") for name, value in asdict(delivery).items()}


def _events(
    vault: Vault, actor: Actor, identity: str, delivery: Delivery, items: Sequence[Item], checks: Sequence[Check]
) -> Iterator[CustodyEvent]:
    details = {name: value for name, value in _told(delivery).items() if value}
    details |= {"items": str(len(items)), "bytes": str(sum(item.size for item in items))}
    listed = hashlib.sha256("\n".join(sorted(item.id for item in items)).encode()).hexdigest()
    # each act keeps an id of its own that is made of the delivery's, so that it is logged once
    yield msgspec.structs.replace(vault.event_of(DELIVERY, actor, None, details), id=identity, outputs={"items": listed})
    at = vault.clock()
    for number, (item, found) in enumerate(_findings(checks)):
        event = vault.event_of(CHECKED, actor, item or None, {"delivery": identity, **found}, at=at)
        told = "\0".join([identity, str(number), item, *(f"{key}={value}" for key, value in sorted(found.items()))])
        yield msgspec.structs.replace(event, id=hashlib.sha256(told.encode()).hexdigest()[:32])


def _findings(checks: Sequence[Check]) -> Iterator[tuple[str, dict[str, str]]]:
    """Tell what is logged: every finding, and what agreed with a list as one count."""
    for source in dict.fromkeys(check.against for check in checks if check.kind == "hash_list"):
        counted = Counter(check.verdict.value for check in checks if check.kind == "hash_list" and check.against == source)
        yield "", {"check": "hash_list", "against": source, **{verdict: str(count) for verdict, count in counted.items()}}
    for check in checks:
        if check.kind != "hash_list" or check.verdict is not Verdict.HOLDS:
            told = {"check": check.kind, "name": check.name, "verdict": check.verdict.value, "against": check.against}
            told |= {"signer": check.signer, "signed_at": check.at, "text": check.text}
            yield check.item, {name: value for name, value in told.items() if value}

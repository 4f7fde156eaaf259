"""Legal hold and erasure.

Erasure takes two acts by two people: one plans it (items and reason; nothing is destroyed), another carries it out. Order of carrying out:
the plan is the one that was logged - no item is on hold - the tombstones are written - the erasure is logged - sealed bytes, item keys,
salts and private parts are overwritten - a checkpoint is signed, and the certificate made. Entries stay in the tree, so that all other
proofs go on holding. After a stop in between, the same plan is carried out again to its end. A copy that is restored later meets the
tombstones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import LogProof
from comity.custody.log.event import Disclosure
from comity.custody.vault.item import Kept
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError

_FORMAT = "comity-erasure-plan/1"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be erased, and why.

    Attributes:
        origin: the vault's log.
        items: ids.
        reason: the rule or order under which they are erased.
        planned_by: who planned.
        event: id of the log entry of the plan.
    """

    origin: str
    items: tuple[str, ...]
    reason: str
    planned_by: str
    event: str

    def as_bytes(self) -> bytes:
        """Write the plan as a file that the second person reads."""
        told = {"format": _FORMAT, "origin": self.origin, "items": list(self.items), "reason": self.reason}
        return json.dumps({**told, "planned_by": self.planned_by, "event": self.event}, indent=2, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def parse(cls, data: bytes, place: str) -> Plan:
        """Read a plan.

        Raises:
            InputError: it is none.
        """
        try:
            value = json.loads(data)
            if value["format"] != _FORMAT:
                raise InputError("the plan has another format", place=place, hint=f"{_FORMAT} is understood here")
            items = tuple(str(item) for item in value["items"])
            return cls(str(value["origin"]), items, str(value["reason"]), str(value["planned_by"]), str(value["event"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"not a plan of erasure: {error}", place=place, hint="comity vault erase ITEM… --plan FILE makes one"
            ) from error

    def digest(self) -> str:
        """Return the digest that the log keeps of what was planned."""
        return hashlib.sha256(canonical([self.origin, list(self.items), self.reason, self.planned_by])).hexdigest()


def hold(vault: Vault, item: str, actor: Actor, *, release: bool = False) -> None:
    """Put an item on hold, or release it; releasing needs a second person.

    Raises:
        InputError: there is no such item, it is in that state already, or the second person is missing.
    """
    is_held = vault.item(item)[0].state == "on_hold"
    if is_held != release:
        raise InputError(f"item {item} is {'on hold already' if is_held else 'not on hold'}", place=str(vault.root))
    if release:
        _two_people(actor.name, actor.second_person)
    with vault.locked():
        vault.record("release" if release else "hold", actor, {}, item=item)
        vault.sign()


def plan_erasure(vault: Vault, items: list[str], actor: Actor) -> Plan:
    """Plan an erasure and log the plan; nothing is destroyed.

    Raises:
        InputError: no reason, an unknown item, or one on hold.
    """
    if not actor.reason:
        raise InputError("an erasure needs a reason", hint="name the rule or the order under which it is erased")
    for item in items:
        _erasable(vault, item)
    draft = Plan(vault.signer.name, tuple(dict.fromkeys(items)), actor.reason, actor.name, "")
    with vault.locked():
        event = vault.record("erasure_planned", actor, {"plan": draft.digest()})
        vault.sign()
    return Plan(draft.origin, draft.items, draft.reason, draft.planned_by, event)


def erase(vault: Vault, plan: Plan, actor: Actor) -> dict[str, LogProof]:
    """Carry out a plan; returns the erasure certificate of each item: the proof of its erasure, disclosed.

    Raises:
        InputError: the plan is of another vault, was changed, is carried out by the planner, or an item is on hold.
        CustodyError: the log does not hold.
    """
    _two_people(plan.planned_by, actor.name)
    _check_plan(vault, plan)
    erased = _erasures(vault)
    waiting = [item for item in plan.items if item not in erased]
    for item in waiting:
        _not_on_hold(vault, item)
    with vault.locked():
        vault.check_memory()
        vault.ledger.audit(_begun(vault))
        spoken = _events_of(vault, waiting)
        told = {"plan": plan.event, "planned_by": plan.planned_by}
        events = [vault.event_of("erased", actor, item, {**told, "destroyed": " ".join(spoken[item])}) for item in waiting]
        vault.tombstones |= set(plan.items)
        vault.seen.bury(vault.root, vault.tombstones, vault.signer)
        vault.ledger.append(events)
        _destroy(vault, plan.items)
        vault.sign()
    erased = _erasures(vault)
    return {item: vault.prove_event(erased[item]) for item in plan.items}


def erase_again(vault: Vault, actor: Actor) -> list[str]:
    """Destroy what was erased before and came back with an old copy, or was not destroyed to the end; returns the ids.

    An erasure that this copy of the log knows nothing of is logged first, on the word of the signed tombstones.
    """
    with vault.locked():
        known = _erasures(vault)
        spoken = {item: events for item, events in _events_of(vault, vault.tombstones - known.keys()).items() if events}
        told = {"plan": "", "planned_by": "", "words": "its tombstone says that it was erased"}
        vault.ledger.append([vault.event_of("erased", actor, item, {**told, "destroyed": " ".join(spoken[item])}) for item in spoken])
        return _destroy(vault, vault.tombstones)


def certificate_text(item: str, proof: LogProof) -> str:
    """Say in words what an erasure certificate shows."""
    disclosure = Disclosure.parse(proof.extra or b"")
    details = disclosure.private["details"]
    planned = details.get("planned_by") if isinstance(details, dict) else None
    point = proof.checkpoint
    return (
        f"CERTIFICATE OF ERASURE\n\nItem       {item}\nErased     {disclosure.header['at']}\nPlanned by {planned}\n"
        f"Erased by  {disclosure.private['actor']}\nReason     {disclosure.private['reason']}\n"
        f"Log        {point.origin}, entry {proof.index} of {point.size}\n\n"
        "The key of the item and the salts of its log entries were destroyed. Its entries stay in the log and speak of nothing.\n"
        "The proof beside this text can be checked with: comity verify event FILE --key KEY\n"
    )


def _check_plan(vault: Vault, plan: Plan) -> None:
    seq = vault.ledger.seq_of(plan.event)
    if plan.origin != vault.signer.name or seq is None:
        raise InputError("this plan was not made in this vault", place=str(vault.root))
    _, _, entry, sealed = vault.ledger.entry(seq)
    if sealed is None or json.loads(entry)["type"] != "erasure_planned":
        raise InputError("the log entry that the plan names is no plan", place=str(vault.root))
    private, _ = vault.sealer.open_event(plan.event, sealed)
    details = private["details"]
    if not isinstance(details, dict) or details.get("plan") != plan.digest():
        raise InputError("the plan was changed since it was logged", place=str(vault.root), hint="plan anew")


def _erasable(vault: Vault, item: str) -> None:
    vault.item(item)
    _not_on_hold(vault, item)


def _not_on_hold(vault: Vault, item: str) -> None:
    if vault.state(item) == "on_hold":
        raise InputError(f"item {item} is on hold and must not be erased", place=str(vault.root), hint="comity vault hold ITEM --release")


def _two_people(first: str, second: str | None) -> None:
    if not second or not second.strip():
        raise InputError("this act needs a second person", hint="name who confirms it: --second NAME")
    if first.strip().casefold() == second.strip().casefold():
        raise InputError(f"two persons are needed, {first} is one", hint="another person carries it out")


def _events_of(vault: Vault, items: Iterable[str]) -> dict[str, list[str]]:
    """List the events that speak of each item and are not destroyed yet, but for those of its erasure."""
    spoken: dict[str, list[str]] = {item: [] for item in items}
    begun = _begun(vault) if spoken else {}
    for _, event, entry, sealed in vault.ledger.entries() if spoken else ():
        if sealed is not None and b'"type":"erased"' not in entry:
            # what a stop left half destroyed no longer says of what it speaks; the log does
            item = begun.get(event) or vault.sealer.open_event(event, sealed)[0].get("item")
            if item in spoken:
                spoken[str(item)].append(event)
    return spoken


def _begun(vault: Vault) -> dict[str, str]:
    """Return the item of each event whose private part was to be destroyed."""
    found: dict[str, str] = {}
    for stored in vault.ledger.of_types("erased"):
        if stored.sealed is not None:
            private, _ = vault.sealer.open_event(stored.id, stored.sealed)
            details = private["details"]
            found |= dict.fromkeys(details["destroyed"].split() if isinstance(details, dict) else (), str(private["item"]))
    return found


def _erasures(vault: Vault) -> dict[str, str]:
    """Return the event of its erasure for each item that the log tells was erased."""
    found: dict[str, str] = {}
    for stored in vault.ledger.of_types("erased"):
        if stored.sealed is not None:
            found[str(vault.sealer.open_event(stored.id, stored.sealed)[0]["item"])] = stored.id
    return found


def _destroy(vault: Vault, items: Iterable[str]) -> list[str]:
    """Overwrite the sealed bytes of items, then keys, names, digests, salts and private parts; returns those that were still there."""
    spoken = {item: events for item, events in _events_of(vault, items).items() if events}
    places = []
    for item, events in spoken.items():
        sealed = vault.ledger.entry(_seq(vault, item)).sealed if item in events else None
        with suppress(CustodyError):  # half destroyed: then the sealed bytes, which come first, are gone already
            places += [msgspec.convert(vault.sealer.open_kept(item, sealed)[1], Kept).place] if sealed else []
    vault.store.wipe(places)
    vault.ledger.destroy([_seq(vault, event) for events in spoken.values() for event in events])
    return sorted(spoken)


def _seq(vault: Vault, event: str) -> int:
    seq = vault.ledger.seq_of(event)
    if seq is None:
        raise CustodyError(f"event {event} has no entry in the log", place=str(vault.root))
    return seq

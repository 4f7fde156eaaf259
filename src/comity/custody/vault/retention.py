"""Legal hold and erasure.

Erasure takes two acts by two people: one plans it (items and reason; nothing is destroyed), another carries it out. Order of carrying out:
the plan is the one that was logged - no item is on hold - the tombstones are written - one transaction logs the erasure and destroys item
keys, salts and private parts - the sealed bytes are overwritten or removed - a checkpoint is signed, and the certificate made. Entries stay
in the tree, so that all other proofs go on holding. A copy that is restored later meets the tombstones.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import LogProof
from comity.custody.log.event import Disclosure
from comity.custody.vault.store import Place
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
    _known(vault, item)
    is_held = vault.state(item, b"") == "on_hold"
    if is_held != release:
        raise InputError(f"item {item} is {'on hold already' if is_held else 'not on hold'}", place=str(vault.root))
    if release:
        _two_people(actor.name, actor.second_person)
    statement = "DELETE FROM hold WHERE item = ?" if release else "INSERT INTO hold VALUES (?)"

    def also(base: sqlite3.Connection) -> None:
        base.execute(statement, (item,))

    with vault.locked():
        vault.record("release" if release else "hold", actor, {}, item=item, also=also)
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
    waiting = [item for item in plan.items if vault.state(item, _sealed(vault, item)) != "erased"]
    for item in waiting:
        _erasable(vault, item)
    with vault.locked():
        vault.check_memory()
        vault.ledger.audit()
        spoken, places = _events_of(vault, waiting), _places(vault, waiting)
        told = {"plan": plan.event, "planned_by": plan.planned_by}
        events = [vault.event_of("erased", actor, item, {**told, "destroyed": " ".join(spoken[item])}) for item in waiting]
        vault.tombstones |= set(plan.items)
        vault.seen.bury(vault.root, vault.tombstones, vault.signer)
        vault.ledger.append(events, lambda base: _destroy(base, spoken))
        _wipe(vault, places)
        vault.sign()
    return {item: _certificate(vault, item) for item in plan.items}


def erase_again(vault: Vault) -> list[str]:
    """Destroy what was erased before and came back with an old copy; returns the ids."""
    rows = vault.index.execute("SELECT id FROM item WHERE sealed IS NOT NULL").fetchall()
    back = [item for (item,) in rows if item in vault.tombstones]
    with vault.locked():
        if back:
            places = _places(vault, back)
            vault.index.execute("BEGIN IMMEDIATE")
            _destroy(vault.index, _events_of(vault, back))
            vault.index.execute("COMMIT")
            _wipe(vault, places)
    return back


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
    entry, sealed = vault.ledger.entry(seq)
    if sealed is None or json.loads(entry)["type"] != "erasure_planned":
        raise InputError("the log entry that the plan names is no plan", place=str(vault.root))
    private, _ = vault.sealer.open_event(plan.event, sealed)
    details = private["details"]
    if not isinstance(details, dict) or details.get("plan") != plan.digest():
        raise InputError("the plan was changed since it was logged", place=str(vault.root), hint="plan anew")


def _erasable(vault: Vault, item: str) -> None:
    _known(vault, item)
    if vault.state(item, b"") == "on_hold":
        raise InputError(f"item {item} is on hold and must not be erased", place=str(vault.root), hint="comity vault hold ITEM --release")


def _known(vault: Vault, item: str) -> None:
    if vault.state(item, _sealed(vault, item)) == "erased":
        raise InputError(f"item {item} was erased", place=str(vault.root))


def _sealed(vault: Vault, item: str) -> bytes | None:
    row = vault.index.execute("SELECT sealed FROM item WHERE id = ?", (item,)).fetchone()
    if row is None:
        raise InputError(f"no item {item} in this vault", place=str(vault.root), hint="comity vault list")
    sealed: bytes | None = row[0]
    return sealed


def _two_people(first: str, second: str | None) -> None:
    if not second or not second.strip():
        raise InputError("this act needs a second person", hint="name who confirms it: --second NAME")
    if first.strip().casefold() == second.strip().casefold():
        raise InputError(f"two persons are needed, {first} is one", hint="another person carries it out")


def _events_of(vault: Vault, items: list[str]) -> dict[str, list[str]]:
    """List the events that speak of each item, but for those of its erasure."""
    spoken: dict[str, list[str]] = {item: [] for item in items}
    for _, event, entry, sealed in vault.ledger.entries():
        if sealed is not None and json.loads(entry)["type"] != "erased":
            private, _ = vault.sealer.open_event(event, sealed)
            if private.get("item") in spoken:
                spoken[str(private["item"])].append(event)
    return spoken


def _places(vault: Vault, items: list[str]) -> list[Place]:
    rows = [vault.index.execute("SELECT file, start, length FROM item WHERE id = ?", (item,)).fetchone() for item in items]
    return [Place(*row) for row in rows]


def _destroy(base: sqlite3.Connection, spoken: dict[str, list[str]]) -> None:
    """Destroy keys, digests, names and places of items, and the salts and private parts of the events that speak of them."""
    base.executemany("UPDATE entry SET sealed = NULL WHERE id = ?", [(event,) for events in spoken.values() for event in events])
    base.executemany("UPDATE item SET sealed = NULL, file = '', start = 0, length = 0 WHERE id = ?", [(item,) for item in spoken])


def _wipe(vault: Vault, places: list[Place]) -> None:
    """Overwrite or remove the sealed bytes, and let the journal of the database forget the old pages."""
    for place in places:
        path = vault.root / "store" / place.file
        if place.file.startswith("objects/"):
            path.unlink(missing_ok=True)
        else:
            _overwrite(path, place.offset, place.length)
    vault.index.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _overwrite(path: Path, start: int, length: int) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, bytes(length), start)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _certificate(vault: Vault, item: str) -> LogProof:
    for seq, event, entry, sealed in vault.ledger.entries():
        if sealed is not None and json.loads(entry)["type"] == "erased":
            private, salt = vault.sealer.open_event(event, sealed)
            if private["item"] == item:
                return vault.ledger.prove(seq, Disclosure(entry, private, salt).as_bytes())
    raise CustodyError(f"the log holds no erasure of item {item}", place=str(vault.root))

"""What analysts decided about entities: an append-only file beside the store, one decision a line, each bound to the one before.

`decisions.jsonl` lies in the folder of the store; reading anew leaves it where it is, and it is applied again. A decision names
identifiers, not entities, so that it means the same after a rebuild. Nothing is ever removed: an undone decision stays, with the one that
undid it. Each line holds the SHA-256 of the line before (`before`), so that a changed or removed line is seen.

    merge   joins two identifiers               split   keeps two identifiers apart, whatever joins them
    reject  takes back one merge of a rule      name    says that an entity is a person, and what its name is
    undo    takes back an earlier decision
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from comity.errors import InputError
from comity.text.messages import say

FILE = "decisions.jsonl"
Action = Literal["merge", "split", "reject", "name", "undo"]
_FIRST = "0" * 64


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision.

    Attributes:
        id: `d-1`, `d-2` ... in order.
        at: when.
        who: by whom.
        why: the reason; never empty.
        action: what was decided.
        left: key of a node (merge, split, name), id of a merge (reject) or of a decision (undo).
        right: key of the other node (merge, split); the name (name); empty else.
        before: SHA-256 of the line before, zeros for the first.
    """

    id: str
    at: datetime
    who: str
    why: str
    action: Action
    left: str
    right: str = ""
    before: str = _FIRST


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """Read all decisions of a store, those undone too.

    Raises:
        InputError: a line is broken, or the lines are not those that were written.
    """
    path = folder / FILE
    try:
        lines = _whole_lines(path.read_bytes())
    except FileNotFoundError:
        return ()
    found: list[Decision] = []
    before = _FIRST
    for number, line in enumerate(lines, start=1):
        place = f"{path}:{number}"
        try:
            decision = msgspec.json.decode(line, type=Decision)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise InputError(say("a decision cannot be read: {problem}", problem=problem), place=place) from problem
        if decision.before != before or decision.id != f"d-{number}":
            raise InputError(
                say("the decisions are not as they were written: a line before this one was changed, removed or added"),
                place=place,
                hint=say("restore the file from the backup; nobody can say what was decided otherwise"),
            )
        found.append(decision)
        before = hashlib.sha256(line).hexdigest()
    return tuple(found)


def carry(earlier: Path, later: Path) -> None:
    """Take the decisions of an earlier store over into a later one of the same case, where none stand yet.

    Args:
        earlier: the store that was read before.
        later: the store that takes its place.
    """
    path = earlier / FILE
    if path.is_file() and not (later / FILE).exists():
        making = later / f"{FILE}.making"
        making.write_bytes(path.read_bytes())
        making.rename(later / FILE)


def _whole_lines(data: bytes) -> list[bytes]:
    """Return the lines that were written to their end; a beginning that a power cut left was never acknowledged."""
    return data[: data.rfind(b"\n") + 1].splitlines()


def in_force(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """Return the decisions that no later one takes back, without the undoing ones."""
    gone: set[str] = set()
    for decision in reversed(decisions):
        if decision.action == "undo" and decision.id not in gone:
            gone.add(decision.left)
    return tuple(one for one in decisions if one.id not in gone and one.action != "undo")


def decide(folder: Path, action: Action, left: str, right: str = "", *, who: str, why: str, at: datetime) -> Decision:
    """Write a decision at the end of the file; what stands there is never changed.

    Args:
        folder: the store.
        action: what is decided.
        left: see `Decision`.
        right: see `Decision`.
        who: by whom.
        why: the reason.
        at: when, aware.

    Raises:
        InputError: the folder is no store, who or why is empty, two equal identifiers, or a decision that does not exist.
    """
    if not (folder / "coverage.json").is_file():
        raise InputError(say("this is no whole store of events: {name} is missing", name="coverage.json"), place=str(folder))
    if not who.strip() or not why.strip():
        raise InputError(say("a decision needs a name and a reason"), hint=say("say who decides and why; both are kept with the decision"))
    if action in {"merge", "split"} and (not right or left == right):
        raise InputError(say("two different identifiers are needed"))
    with (folder / FILE).open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = read_decisions(folder)
        if action == "undo" and left not in {one.id for one in known}:
            raise InputError(say("there is no decision of this number: {number}", number=left))
        file.seek(0)
        data = file.read()
        lines = _whole_lines(data)
        file.truncate(data.rfind(b"\n") + 1)
        decision = Decision(
            id=f"d-{len(known) + 1}",
            at=at,
            who=who.strip(),
            why=why.strip(),
            action=action,
            left=left,
            right=right,
            before=hashlib.sha256(lines[-1]).hexdigest() if lines else _FIRST,
        )
        file.write(msgspec.json.encode(decision) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return decision

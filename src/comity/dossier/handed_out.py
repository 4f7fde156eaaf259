"""What was handed out: a bag read again and checked as an outsider would, before anybody certifies anything about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.crypto.checkpoint import LogProof
from comity.crypto.note import VerifierKey
from comity.custody.bag.validate import faults_of
from comity.custody.log.event import Disclosure
from comity.custody.verify.checkpoint import check_checkpoint
from comity.custody.verify.proof import check_proof
from comity.errors import CustodyError, InputError
from comity.text.messages import say

_ACTION = "case-investigation:InvestigativeAction"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done with an item.

    Attributes:
        what: kind of the act, as logged (`intake`, `export` …).
        at: RFC 3339, UTC.
        by: who.
        why: under which order; empty where none was given.
    """

    what: str
    at: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class HandedItem:
    """An item of the bag whose proof holds.

    Attributes:
        id: exhibit number in the log.
        name: the file's name when it was taken in.
        path: where it lies in the bag.
        size: octets.
        digests: digests by name, as logged at intake.
        entry: number of the entry in the log, from 0.
        intake: the logged intake: header and private part.
        acts: what was done with it, the oldest first.
    """

    id: str
    name: str
    path: str
    size: int
    digests: Mapping[str, str]
    entry: int
    intake: Disclosure
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A bag that holds, or items in the vault that hold.

    Attributes:
        folder: the bag; None where the items stayed in the vault.
        origin: name of the log.
        entries: length of the log in the bag's checkpoint.
        root: root of the tree in hexadecimal.
        keys: keys with which the checkpoint was checked.
        keys_from_bag: whether the keys were those in the bag, and not told on another way.
        about: lines of `bag-info.txt` by label.
        items: the items.
    """

    folder: Path | None
    origin: str
    entries: int
    root: str
    keys: tuple[VerifierKey, ...]
    keys_from_bag: bool
    about: Mapping[str, str]
    items: tuple[HandedItem, ...]


def read_handed_out(folder: Path, keys: Sequence[VerifierKey], *, keys_from_bag: bool) -> HandedOut:
    """Read a bag made by `comity vault export`, and check all of it.

    Args:
        folder: the bag.
        keys: keys of the log.
        keys_from_bag: whether they come from the bag itself.

    Raises:
        InputError: the folder is no bag of evidence.
        CustodyError: a file, a proof or the checkpoint does not hold; the place names the first.
    """
    if not (folder / "proofs").is_dir() or not (folder / "checkpoint").is_file():
        raise InputError(say("this is no bag of evidence"), place=str(folder), hint=say("`comity vault export` makes one"))
    faults = faults_of(folder)
    if faults:
        raise CustodyError(say("the bag does not hold: {fault}", fault=faults[0].text), place=f"{folder}: {faults[0].where}")
    judged = check_checkpoint(folder / "checkpoint", keys)
    if not judged.ok:
        raise CustodyError(say("the checkpoint does not hold: {fault}", fault=judged.reasons[0].text), place=str(folder / "checkpoint"))
    acts = _acts(folder)
    found = (_item(folder, path, keys, acts) for path in (folder / "proofs").glob("*.tlog-proof"))
    items = tuple(sorted(found, key=lambda item: item.entry))
    if not items:
        raise InputError(say("this is no bag of evidence"), place=str(folder / "proofs"), hint=say("`comity vault export` makes one"))
    checkpoint = LogProof.parse(_proof_file(folder, items[0].id).read_bytes()).checkpoint
    return HandedOut(folder, checkpoint.origin, checkpoint.size, checkpoint.root.hex(), tuple(keys), keys_from_bag, _about(folder), items)


def _proof_file(folder: Path, item: str) -> Path:
    return folder / "proofs" / f"{item}.tlog-proof"


def _item(folder: Path, path: Path, keys: Sequence[VerifierKey], acts: Mapping[str, tuple[Act, ...]]) -> HandedItem:
    held = [one for one in (folder / "data" / path.stem).glob("*") if one.is_file()]
    if len(held) != 1:
        raise CustodyError(say("the item of this proof is not in the bag"), place=str(path))
    judged = check_proof(path, held[0], keys)
    if not judged.ok:
        raise CustodyError(say("a proof does not hold: {fault}", fault=judged.reasons[0].text), place=judged.reasons[0].where or str(path))
    proof = LogProof.parse(path.read_bytes(), place=str(path))
    intake = Disclosure.parse(proof.extra or b"")
    details, outputs = intake.private.get("details"), intake.private.get("outputs")
    name = details.get("name") if isinstance(details, dict) else None
    return HandedItem(
        id=path.stem,
        name=str(name or held[0].name),
        path=held[0].relative_to(folder).as_posix(),
        size=held[0].stat().st_size,
        digests={str(key): str(value) for key, value in outputs.items()} if isinstance(outputs, dict) else {},
        entry=proof.index,
        intake=intake,
        acts=acts.get(path.stem, ()),
    )


def _acts(folder: Path) -> dict[str, tuple[Act, ...]]:
    """Read who did what with each item out of the bag's provenance (CASE 1.4)."""
    path = folder / "provenance.jsonld"
    try:
        nodes = {node["@id"]: node for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]}
        found: dict[str, list[Act]] = {}
        for node in nodes.values():
            if node["@type"] == _ACTION:
                performer = nodes[node["uco-action:performer"]["@id"]]["uco-core:name"]
                item = nodes[node["uco-action:object"]["@id"]]["uco-core:name"]
                act = Act(node["uco-core:name"], node["uco-action:endTime"]["@value"], performer, node.get("uco-core:description", ""))
                found.setdefault(item, []).append(act)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CustodyError(say("the provenance of the bag cannot be read"), place=str(path)) from error
    return {item: tuple(sorted(acts, key=lambda act: act.at)) for item, acts in found.items()}


def _about(folder: Path) -> dict[str, str]:
    return dict(_lines((folder / "bag-info.txt").read_text(encoding="utf-8")))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the labels of `bag-info.txt` with their values; a folded line continues the one above (RFC 8493, section 2.2.2)."""
    label, value = "", ""
    for line in text.splitlines():
        if line[:1] in {" ", "\t"}:
            value = f"{value} {line.strip()}"
            continue
        if label:
            yield label, value
        label, _, value = (part.strip() for part in line.partition(":"))
    if label:
        yield label, value

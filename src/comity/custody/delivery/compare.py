"""Hold what was delivered against the digests that the sender states."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from comity.custody.delivery.delivery import Check, Verdict
from comity.custody.delivery.hash_lists import Claim
from comity.custody.vault.item import Item

Reading = Callable[[str], Iterable[bytes]]
"""Gives the bytes of an item back by its id."""


def compare(items: Sequence[Item], claims: Sequence[Claim], source: str, read: Reading) -> Iterator[Check]:
    """Hold items against one list.

    Names match when one is the other or its end, folder by folder, whatever the slashes and the case. A file that bears another name than
    stated is found by its digest.

    Args:
        items: what was delivered, without the list itself.
        claims: what the list states.
        source: name of the list.
        read: gives an item back where another digest than SHA-256 is stated.
    """
    ends = _by_ends(items)
    digests = {("sha256", item.sha256): item for item in items}
    listed: set[str] = set()
    for claim in claims:
        named = ends.get(_parts(claim.name)[-1], [])
        fitting = [item for item in named if _fits(item.name, claim.name)]
        checked = [(item, _digest(item, claim.algorithm, read)) for item in fitting]
        item, got = next(((one, digest) for one, digest in checked if digest == claim.digest), checked[0] if checked else (None, ""))
        if item is None and (renamed := digests.get((claim.algorithm, claim.digest))) is not None:
            listed.add(renamed.id)
            text = f"{claim.algorithm} as stated in line {claim.line} for {claim.name}"
            yield Check("hash_list", renamed.id, renamed.name, Verdict.HOLDS, source, text=text)
        elif item is None:
            text = f"line {claim.line}: {claim.algorithm} {claim.digest}; it may lie inside an archive"
            yield Check("hash_list", "", claim.name, Verdict.NOT_DELIVERED, source, text=text)
        else:
            listed.add(item.id)
            is_same = got == claim.digest
            text = f"{claim.algorithm} as stated in line {claim.line}"
            if not is_same:
                text = f"line {claim.line} states {claim.algorithm} {claim.digest}, the file has {got}"
            yield Check("hash_list", item.id, item.name, Verdict.HOLDS if is_same else Verdict.DIFFERS, source, text=text)
    for item in items:
        if item.id not in listed:
            yield Check("hash_list", item.id, item.name, Verdict.UNLISTED, source, text="no line of the list names it")


def _digest(item: Item, algorithm: str, read: Reading) -> str:
    if algorithm == "sha256":
        return item.sha256
    hashing = hashlib.new(algorithm, usedforsecurity=False)
    for piece in read(item.id):
        hashing.update(piece)
    return hashing.hexdigest()


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("\\", "/").casefold().split("/") if part not in {"", "."}) or ("",)


def _by_ends(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[_parts(item.name)[-1]].append(item)
    return found


def _fits(name: str, stated: str) -> bool:
    """Tell whether the shorter path is the end of the longer."""
    one, other = sorted((_parts(name), _parts(stated)), key=len)
    return other[-len(one) :] == one

"""Which blocks of a heap count: on every branch the one with the most work; the others are stale.

Files hold blocks in the order in which they came, forks included. Blocks whose parent is not there begin a branch of their own; those with
the same missing parent compete, as any two blocks with one parent do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.chain.bitcoin.hashes import double_sha256, header_target

_MAX = 1 << 256


def stale_blocks(headers: Sequence[bytes]) -> frozenset[int]:
    """Name the blocks that lost.

    Args:
        headers: all headers, in the order in which they were found; the first of equals wins, as it does in a node.

    Returns:
        Numbers of the stale blocks.
    """
    ids = [double_sha256(header) for header in headers]
    numbers = {block: number for number, block in reversed(list(enumerate(ids)))}
    children: dict[bytes, list[int]] = {}
    for number in sorted(numbers.values()):
        children.setdefault(headers[number][4:36], []).append(number)
    best = _work_above(headers, ids, children)
    stale: set[int] = set()
    for rivals in children.values():
        if len(rivals) > 1:
            winner = max(rivals, key=lambda number: (best[number], -number))
            for loser in rivals:
                if loser != winner:
                    stale |= _with_descendants(loser, ids, children)
    return frozenset(stale)


def chain_order(headers: Sequence[bytes]) -> list[int]:
    """Return the numbers of the blocks that count, parents before children, whatever the order in which they were found.

    Args:
        headers: all headers; a header that comes twice counts once.
    """
    ids = [double_sha256(header) for header in headers]
    numbers = {block: number for number, block in reversed(list(enumerate(ids)))}
    kept = sorted(numbers.values())
    stale = {kept[place] for place in stale_blocks([headers[number] for number in kept])}
    ordered: dict[int, None] = {}
    for number in kept:
        path, here = [], number
        while here not in stale and here not in ordered:
            path.append(here)
            parent = numbers.get(headers[here][4:36])
            if parent is None:
                break
            here = parent
        ordered |= dict.fromkeys(reversed(path))
    return list(ordered)


def _work_above(headers: Sequence[bytes], ids: Sequence[bytes], children: Mapping[bytes, list[int]]) -> dict[int, int]:
    """Return, for each block, the work of the heaviest branch that begins with it; without recursion, chains are long."""
    best: dict[int, int] = {}
    for start in (number for rows in children.values() for number in rows):
        path = [start]
        while path:
            number = path[-1]
            above = children.get(ids[number], [])
            waiting = [child for child in above if child not in best]
            if number in best:
                path.pop()
            elif waiting:
                path += waiting
            else:
                best[number] = _MAX // (header_target(headers[number]) + 1) + max((best[child] for child in above), default=0)
                path.pop()
    return best


def _with_descendants(number: int, ids: Sequence[bytes], children: Mapping[bytes, list[int]]) -> set[int]:
    found, waiting = set(), [number]
    while waiting:
        here = waiting.pop()
        found.add(here)
        waiting += children.get(ids[here], [])
    return found

"""Open a file about addresses, told by its content."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from comity.analysis.registries.delegated import Delegated, is_delegated
from comity.analysis.registries.mmdb import MARK, Mmdb
from comity.analysis.registries.network_list import NetworkList
from comity.analysis.registries.registry import Registry
from comity.errors import InputError
from comity.text.messages import say

_HEAD = 1 << 16


def open_registries(paths: Iterable[Path]) -> tuple[Registry, ...]:
    """Open files, and the files of folders.

    Args:
        paths: files or folders.

    Raises:
        InputError: a file is missing, or of no known kind.
    """
    found: list[Registry] = []
    for path in paths:
        files = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith(".")) if path.is_dir() else [path]
        found += [_open(one.resolve(), *_stamp(one)) for one in files]
    return tuple(found)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError as problem:
        raise InputError(say("no file of this name: {path}", path=str(path)), place="--registry") from problem
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=16)
def _open(path: Path, _changed: int, _size: int) -> Registry:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(_size - 2 * _HEAD, 0))
        tail = file.read()
    if MARK in tail:
        return Mmdb(path)
    if is_delegated(head):
        return Delegated(path)
    if b"network" in head.splitlines()[0].lower() if head.strip() else False:
        return NetworkList(path)
    raise InputError(
        say("this is no file about addresses that can be read"),
        place=str(path),
        hint=say("a registry's delegated-…-extended, a database .mmdb, or a list network,kind,source,day"),
    )

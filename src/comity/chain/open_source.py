"""Open a source by its address: a prefix names it, a plain address is probed, a folder holds recorded answers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from comity.chain.exhibit import Recorded, folder_of_answers
from comity.chain.source import Source
from comity.errors import ExchangeError, InputError
from comity.plugins.walk import load, walk
from comity.text.messages import say

_SOURCES = "comity.chain.sources"


def open_source(text: str, chain: str, *, labels: bool = False) -> Source:
    """Open a source for a chain.

    Args:
        text: `esplora+http://...` and the like, a plain URL, or a folder.
        chain: `btc`, `evm` or `tron`.
        labels: whether labels alone are wanted, of any chain.

    Raises:
        InputError: nothing of this name serves the chain.
        ExchangeError: a plain URL was asked and no known interface answers.
    """
    if "://" not in text:
        return _from_folder(Path(text), chain)
    scheme = text.partition("://")[0].lower()
    kinds = [kind for _, kind in walk(_SOURCES, Source) if (labels or chain in kind.chains) and kind.schemes]  # type: ignore[type-abstract]  # the base narrows
    for kind in kinds:
        if scheme in kind.schemes:
            return kind.over(text).on(chain)
    if scheme not in {"http", "https"}:
        known = ", ".join(scheme for kind in kinds for scheme in kind.schemes)
        raise InputError(say("no source of {chain} is called {scheme}", chain=chain, scheme=scheme), hint=known)
    return _probed(text, kinds, chain)


def _from_folder(path: Path, chain: str) -> Source:
    folder = folder_of_answers(path)
    if folder is None:
        for _, kind in walk(_SOURCES, Source):  # type: ignore[type-abstract]  # the base narrows
            if chain in kind.chains and (found := kind.in_folder(path)) and chain in found.chains:
                return found
        hint = say("give a URL, or a folder: answers of an earlier trace, blk*.dat files of a node, or CSV files that an explorer exported")
        raise InputError(say("no source of {chain} is here", chain=chain), place=str(path), hint=hint)
    recorded = Recorded(folder)
    kind = load(_SOURCES, recorded.slug, Source)  # type: ignore[type-abstract]  # the base narrows
    if chain not in kind.chains:
        raise InputError(
            say("the answers recorded here are not of {chain}, but of {slug}", chain=chain, slug=recorded.slug), place=str(folder)
        )
    return kind.replayed(recorded).on(chain)


def _probed(address: str, kinds: list[type[Source]], chain: str) -> Source:
    """Ask each interface for its newest block; the first that answers is the one. One alone need not be asked."""
    base = address.rstrip("/")
    kinds = [
        kind for kind in kinds if kind.is_probed and any(scheme.endswith(("http", "https")) for scheme in kind.schemes)
    ]  # the others are asked by name
    if len(kinds) == 1:
        return kinds[0].over(base).on(chain)
    for kind in kinds:
        for place in (base, *([f"{base}/{kind.usual_path}"] if kind.usual_path and not urlsplit(base).path else [])):
            source = kind.over(place).on(chain)
            if source.answers_here():
                return source
            source.close()
    known = ", ".join(kind.schemes[0] + "://" for kind in kinds if kind.schemes)
    raise ExchangeError(
        say("no known interface answers here"), place=urlsplit(address).hostname, hint=say("name the interface: {known}", known=known)
    )

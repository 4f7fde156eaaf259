"""Labels of addresses: who is believed to stand behind one, by whose word, and how far the word goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DoorKind(StrEnum):
    """What a trace can end at."""

    EXCHANGE = "exchange"
    ISSUER = "issuer"
    BRIDGE = "bridge"
    SWAP = "swap"
    MIXER = "mixer"
    GAMBLING = "gambling"
    DARKNET = "darknet"
    SANCTIONED = "sanctioned"
    REST = "rest"
    FROZEN = "frozen"
    COINJOIN = "coinjoin"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """One statement about one address.

    Attributes:
        address: in the normal form of its chain.
        name: who or what.
        kind: what a request can do there.
        source: whose word it is (a URL, or the tag pack's name).
        as_of: day of the statement; None when not stated.
        confidence: the source's own confidence class; None when not stated.
        valid_from: first day on which it held; None when open.
        valid_to: last day on which it held; None when it still does.
        licence: licence of the source; None when not stated.
        actor: the source's own id of who stands behind it; None when not stated.
    """

    address: str
    name: str
    kind: DoorKind
    source: str
    as_of: date | None = None
    confidence: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    licence: str | None = None
    actor: str | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the statement held on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Labels:
    """All labels of a run."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._by_address: dict[str, list[Label]] = {}
        for label in labels:
            self._by_address.setdefault(label.address, []).append(label)

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._by_address.values())

    def of(self, address: str | None, on: date | None = None) -> tuple[Label, ...]:
        """Return the labels of an address that held on a day, or all of them when no day is known."""
        rows = self._by_address.get(address or "", ())
        return tuple(row for row in rows if on is None or row.holds_on(on))

    def add(self, labels: Iterable[Label]) -> None:
        """Add statements."""
        for label in labels:
            self._by_address.setdefault(label.address, []).append(label)

    def by_address(self) -> Mapping[str, list[Label]]:
        """Return everything."""
        return self._by_address


class AskedLabels(Labels):
    """Labels that are known, and labels that somebody is asked for, once an address.

    Attributes:
        teller: who is asked.
        told: what was told.
    """

    def __init__(self, known: Labels, teller: str, ask: Callable[[str], Iterable[Label]]) -> None:
        super().__init__(label for rows in known.by_address().values() for label in rows)
        self.teller = teller
        self.told: list[Label] = []
        self._ask = ask
        self._asked: set[str] = set()

    def of(self, address: str | None, on: date | None = None) -> tuple[Label, ...]:
        """Return the labels of an address, those that are told included."""
        if address and address not in self._asked:
            self._asked.add(address)
            found = list(self._ask(address))
            self.told += found
            self.add(found)
        return super().of(address, on)

"""What is said of an archive and its members, and the limits by which it is said."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold.

    Attributes:
        members: number of members, nested archives included.
        total: bytes of all members together when unpacked.
        ratio: how many times its packed size a member or a compressed stream may grow; small ones are let be.
        depth: how deep archives may lie in archives.
        nested: bytes of a nested archive that is looked into; a larger one is kept as it is.
        memory: bytes that the child may use.
        seconds: CPU seconds that the child may use.
    """

    members: int = 100_000
    total: int = 64 << 30
    ratio: int = 200
    depth: int = 3
    nested: int = 64 << 20
    memory: int = 1 << 30
    seconds: int = 900


@dataclass(slots=True)
class Member:
    """One member.

    Attributes:
        name: as the archive writes it, members of nested archives behind `!/`; what is not UTF-8 is escaped.
        size: bytes when unpacked, as counted; None when it was not read.
        reasons: codes for which it is refused; empty when it is accepted.
    """

    name: str
    size: int | None = None
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """What was found.

    Attributes:
        kind: form of the archive; None when it is none that is known.
        members: the members in their order.
        reasons: code, words and place of what is wrong with the archive as a whole.
    """

    kind: str | None = None
    members: list[Member] = field(default_factory=list)
    reasons: list[tuple[str, str, str]] = field(default_factory=list)


class Stop(Exception):  # noqa: N818 - a turn of the reading, never seen outside
    """Reading cannot go on: a code and the words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class Budget:
    """What may still be read of an archive with all that is nested in it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._members = 0
        self._bytes = 0

    def member(self) -> None:
        """Count one member.

        Raises:
            Stop: there are too many.
        """
        self._members += 1
        if self._members > self.limits.members:
            raise Stop("members", f"more than {self.limits.members} members")

    def bytes(self, count: int) -> None:
        """Count unpacked bytes.

        Raises:
            Stop: there are too many.
        """
        self._bytes += count
        if self._bytes > self.limits.total:
            raise Stop("total", f"more than {self.limits.total} bytes when unpacked")

    def is_bomb(self, unpacked: int, packed: int) -> bool:
        """Tell whether something grew beyond what evidence does."""
        return unpacked > 1 << 20 and unpacked > self.limits.ratio * max(packed, 1)

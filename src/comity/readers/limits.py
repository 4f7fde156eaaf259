"""How much one input may cost: what goes beyond is contained and told, never followed."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Bounds of reading one file.

    Attributes:
        member_bytes: size of one member when unpacked.
        total_bytes: size of all members of a file when unpacked.
        ratio: unpacked to packed bytes of a member above `ratio_from` bytes.
        ratio_from: size from which the ratio counts: small members may pack well.
        members: members of a file, through all depths.
        depth: archives within archives.
        seconds: wall time for a file, plus `seconds_per_gigabyte` for its size.
        seconds_per_gigabyte: more time for larger files.
        memory: bytes of memory that the child may take for itself.
    """

    member_bytes: int = 64 << 30
    total_bytes: int = 256 << 30
    ratio: int = 250
    ratio_from: int = 32 << 20
    members: int = 200_000
    depth: int = 6
    seconds: int = 600
    seconds_per_gigabyte: int = 1200
    memory: int = 3 << 30

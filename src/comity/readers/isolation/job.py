"""What the parent asks of a child, and what the child answers: one JSON document a line."""

from __future__ import annotations

import msgspec

from comity.readers.coverage import FileCoverage
from comity.readers.limits import Limits


def zone_key(source_sha256: str, member_path: str) -> str:
    """Name a member for decisions about it: by the digest of its original and its path there."""
    return f"{source_sha256}/{member_path}"


class InputFile(msgspec.Struct, frozen=True):
    """A file to read.

    Attributes:
        path: where it is.
        shown: how it is named in the coverage.
        member_path: its path within the folder given.
        size: bytes.
        stamp: modification time in nanoseconds: with path and size it tells whether a part is still good.
    """

    path: str
    shown: str
    member_path: str
    size: int
    stamp: int


class Job(msgspec.Struct, frozen=True):
    """Files to be read into one part.

    Attributes:
        files: the files.
        part: folder of the part.
        zone: the analyst's zone for times without one.
        zones: the analyst's zones for single members, by `zone_key`; they go before `zone`.
        request_id: the request that produced the files.
        settings: further decisions of the analyst.
        limits: bounds of each file.
        passwords: to be tried on locked archives.
        keys: contents of key files: what signatures are verified with, and messages opened.
    """

    files: tuple[InputFile, ...]
    part: str
    zone: str | None = None
    zones: dict[str, str] = {}
    request_id: str | None = None
    settings: dict[str, object] = {}
    limits: Limits = Limits()
    passwords: tuple[str, ...] = ()
    keys: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files)


class Answer(msgspec.Struct):
    """A line from the child.

    Attributes:
        holds: how the child is confined (its first line).
        first: whether the first events of the job stand in `first.parquet` beside the part that is being made.
        done: whether the job is through and its part in place.
    """

    holds: list[str] = []
    first: bool = False
    done: bool = False


class Part(msgspec.Struct):
    """What lies beside the tables of a part."""

    files: list[FileCoverage]
    holds: list[str] = []

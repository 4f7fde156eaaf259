"""What was read and what was not: one entry a file, counts that must agree, everything that was not understood."""

from __future__ import annotations

import msgspec

from comity.readers.reader import Unreadable

FAILED = "the reader failed"
"""How the defect of a file begins whose reader gave up."""


class FileCoverage(msgspec.Struct, kw_only=True):
    """One file or member.

    Attributes:
        path: the file as given, with the path within archives behind it.
        member_path: path within the archive or folder.
        sha256: digest of these bytes.
        source_sha256: digest of the original that holds them.
        bytes: size.
        reader: slug of the reader; None when nobody reads it.
        version: version of the reader.
        records_in: records that the file holds, counted apart from reading.
        records_out: records read.
        quarantined: records that could not be read.
        events: events written (one record may give several).
        unknown: columns, sections, kinds, files that nobody knows.
        defects: what is wrong, with how often.
        without_time: events whose moment is not known.
        without_port: events with an address and no source port.
        snapshot: preservation or production.
        signature: what became of the provider's signature: `valid: FINGERPRINT`, or what is wrong; None where nobody signed.
    """

    path: str
    member_path: str
    sha256: str
    source_sha256: str
    bytes: int
    reader: str | None = None
    version: str | None = None
    records_in: int = 0
    records_out: int = 0
    quarantined: int = 0
    events: int = 0
    unknown: list[str] = []
    defects: list[str] = []
    without_time: int = 0
    without_port: int = 0
    snapshot: str = "production"
    signature: str | None = None

    @property
    def is_reconciled(self) -> bool:
        """Tell whether records in = records out + quarantined."""
        return self.records_in == self.records_out + self.quarantined


class Quarantined(msgspec.Struct):
    """A record in quarantine: file, place, reason."""

    path: str
    member_path: str
    source_sha256: str
    locator: str
    reason: str

    @classmethod
    def of(cls, entry: FileCoverage, item: Unreadable) -> Quarantined:
        """Put a record of a file into quarantine."""
        return cls(entry.path, entry.member_path, entry.source_sha256, item.locator, item.reason)


def whole_reason(entry: FileCoverage, reason: str) -> Unreadable:
    """Put a whole file into quarantine, as one record; return that record."""
    entry.records_in, entry.records_out, entry.quarantined = 1, 0, 1
    entry.defects.append(reason)
    return Unreadable(f"@0+{entry.bytes}", reason)


def totals(files: list[FileCoverage]) -> dict[str, int]:
    """Add the files up."""
    names = ("bytes", "records_in", "records_out", "quarantined", "events", "without_time", "without_port")
    sums = {name: sum(getattr(entry, name) for entry in files) for name in names}
    read = sum(entry.reader is not None for entry in files)
    return {"files": len(files), "read": read, "not_understood": len(files) - read, **sums}


def is_failed(entry: FileCoverage) -> bool:
    """Tell whether a reader gave up on a file."""
    return any(defect.startswith(FAILED) for defect in entry.defects)


def document(files: list[FileCoverage], **more: object) -> dict[str, object]:
    """Write the coverage of a run in the published shape."""
    return {
        "files": [msgspec.to_builtins(entry) for entry in files],
        "totals": totals(files),
        "reconciled": all(entry.is_reconciled for entry in files),
        "failed": sum(is_failed(entry) for entry in files),
        **more,
    }

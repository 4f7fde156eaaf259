"""Run one reader over one source: count, gather, quarantine, write; a reader that fails costs its own file and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import ComityError
from comity.readers.coverage import FAILED, FileCoverage, whole_reason
from comity.readers.detect import choose
from comity.readers.reader import Batch, Reader, Record, Source, Unreadable
from comity.readers.store import COUNTED_TWICE, ROWS, Origin, PartWriter, complete, frame_of


class Tally(msgspec.Struct):
    """What went out of a reader so far."""

    out: int = 0
    quarantined: int = 0
    without_time: int = 0
    without_port: int = 0


Quarantine = Callable[[Unreadable], None]


def read_source(source: Source, origin: Origin, entry: FileCoverage, writer: PartWriter, quarantine: Quarantine) -> None:
    """Read one source and fill in its coverage.

    Args:
        source: the open file.
        origin: where it comes from.
        entry: its coverage, to be filled in.
        writer: takes the events.
        quarantine: takes what could not be read.
    """
    entry.snapshot = source.snapshot
    try:
        reader = choose(source)
    except ComityError as problem:
        whole_file(entry, str(problem.message), quarantine)
        reader = None
    if reader is not None:
        _run(reader, source, origin, entry, writer, quarantine)
    elif not entry.defects:
        entry.unknown.append("file: no reader knows it")
    entry.unknown += [item for item in source.unknown if item not in entry.unknown]
    entry.defects += [what if count == 1 else f"{what} ({count})" for what, count in source.defects.items()]


def whole_file(entry: FileCoverage, reason: str, quarantine: Quarantine) -> None:
    """Put a whole file into quarantine, as one record."""
    quarantine(whole_reason(entry, reason))


def _run(reader: Reader, source: Source, origin: Origin, entry: FileCoverage, writer: PartWriter, quarantine: Quarantine) -> None:
    entry.reader, entry.version = reader.slug, str(reader.version)
    tally = Tally()
    before = writer.events
    failure = None
    try:
        _drain(reader, source, origin, tally, writer, quarantine)
    except (Exception, RecursionError) as problem:  # noqa: BLE001 - the edge where readers run: reported with the file
        failure = f"{FAILED}: {type(problem).__name__}: {problem}"[:300]
    entry.records_out, entry.quarantined = tally.out, tally.quarantined
    entry.events = writer.events - before
    entry.without_time, entry.without_port = tally.without_time, tally.without_port
    entry.records_in = _counted(reader, source, entry, quarantine, failure)
    if failure:
        entry.defects.append(failure)
        rest = max(entry.records_in - tally.out - tally.quarantined, 1)
        entry.quarantined += rest
        entry.records_in = entry.records_out + entry.quarantined
        quarantine(Unreadable(f"@0+{entry.bytes}", f"{rest} records not reached: {failure}"))


def _counted(reader: Reader, source: Source, entry: FileCoverage, quarantine: Quarantine, failure: str | None) -> int:
    """Count apart from reading; where even that is not possible, the file goes into quarantine as one more record."""
    try:
        return reader.count(source)
    except Exception as problem:  # noqa: BLE001 - as above
        source.note_defect(f"counting failed: {type(problem).__name__}")
        if not failure:
            entry.quarantined += 1
            quarantine(Unreadable(f"@0+{entry.bytes}", "the records cannot be counted: nobody knows whether all were read"))
        return entry.records_out + entry.quarantined


def _drain(reader: Reader, source: Source, origin: Origin, tally: Tally, writer: PartWriter, quarantine: Quarantine) -> None:
    records: list[Record] = []

    def flush() -> None:
        if records:
            _write(frame_of(records), reader, source, origin, tally, writer)
            records.clear()

    for item in reader.read(source):
        if isinstance(item, Record):
            records.append(item)
            if len(records) >= ROWS:
                flush()
        elif isinstance(item, Batch):
            flush()
            if item.frame.height:
                _write(item.frame, reader, source, origin, tally, writer)
        else:
            tally.quarantined += 1
            quarantine(item)
    flush()


def _write(frame: pl.DataFrame, reader: Reader, source: Source, origin: Origin, tally: Tally, writer: PartWriter) -> None:
    records = frame.height - int(frame[COUNTED_TWICE].sum()) if COUNTED_TWICE in frame.columns else frame.height
    events = complete(frame, reader, source, origin)
    writer.write(events, reader.roles, reader.provider)
    tally.out += records
    tally.without_time += events["ts_utc"].null_count
    tally.without_port += _without_port(events)


def _without_port(events: pa.Table) -> int:
    if events["ip"].null_count == len(events):
        return 0
    return int(pc.sum(pc.and_(pc.is_valid(events["ip"]), pc.is_null(events["port"]))).as_py() or 0)

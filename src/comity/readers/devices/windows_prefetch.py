"""Prefetch files of Windows (`NAME-HASH.pf`): that a program ran, how often, and when last (up to eight times since Windows 8).

Compressed files of Windows 10 and 11 (`MAM`) are unpacked by the library. Times are 100 nanoseconds since 1601 in UTC.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from comity.readers.databases import clocks
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_PLAIN, _PACKED = b"SCCA", b"MAM"
_LARGEST = 64 << 20
_RUNS, _MOST_FILES = 8, 2000
_OFTEN = "run_count"


class WindowsPrefetch(Reader):
    """One record a file; each run that it remembers is an event."""

    slug = "windows_prefetch"
    version = 1
    product = "Windows prefetch"

    def detect(self, source: Source) -> float:
        is_plain = source.head[4:8] == _PLAIN and source.head[0] in {17, 23, 26, 30, 31}
        return 0.97 if is_plain or (source.head.startswith(_PACKED) and source.head[3:4] in {b"\x04", b"\x84"}) else 0.0

    def count(self, source: Source) -> int:
        return 1 if source.size else 0

    def read(self, source: Source) -> Iterator[Yield]:
        import pyscca

        locator = f"@0+{source.size}"
        if source.size > _LARGEST:
            yield Unreadable(locator, f"larger than {_LARGEST} bytes")
            return
        found = pyscca.file()
        try:
            found.open_file_object(io.BytesIO(bytes(source.data[:])))
            runs = list(dict.fromkeys(time for number in range(_RUNS) if (time := _run(found, number))))
            name = str(found.executable_filename)
            more: dict[str, object] = {"event": "program_run", _OFTEN: found.run_count, "prefetch_hash": f"{found.prefetch_hash:08X}"}
            more["files"] = [str(found.get_filename(number)) for number in range(min(found.number_of_filenames, _MOST_FILES))]
        except (OSError, ValueError, OverflowError, MemoryError) as problem:
            yield Unreadable(locator, f"no prefetch file that can be read: {problem}"[:200])
            return
        for number, filetime in enumerate(runs or [0]):
            yield Record(
                kind="other", locator=locator, at=clocks.filetime(filetime), ts_kind="started", text=name, attrs=more, further=number > 0
            )


def _run(found: Any, number: int) -> int:
    try:
        return int(found.get_last_run_time_as_integer(number))
    except OSError:
        return 0  # older versions remember fewer runs

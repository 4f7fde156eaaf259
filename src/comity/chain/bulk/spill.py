"""Rows spilled to files by the leading bits of their keys, so that one part at a time can be sorted in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_BUFFERED = 1 << 20


class Spill:
    """A heap of rows with the fields `high` and `low`, in 2^bits parts; the parts in their order are in the order of the keys."""

    def __init__(self, folder: Path, name: str, kind: np.dtype[Any], bits: int) -> None:
        self._paths = [folder / f"{name}-{part}.part" for part in range(1 << bits)]
        self._kind, self._bits = kind, bits
        self._waiting: list[npt.NDArray[Any]] = []
        self._count = 0

    def add(self, rows: npt.NDArray[Any]) -> None:
        """Take rows."""
        self._waiting.append(rows)
        self._count += len(rows)
        if self._count >= _BUFFERED:
            self._write()

    def every_part(self) -> Iterator[npt.NDArray[Any]]:
        """Yield each part, empty ones too, sorted by its key, rows of one key in the order in which they came; its file is gone then."""
        self._write()
        for path in self._paths:
            rows = np.fromfile(path, self._kind) if path.exists() else np.empty(0, self._kind)
            path.unlink(missing_ok=True)
            yield rows[np.lexsort((rows["low"], rows["high"]))]

    def _write(self) -> None:
        if not self._waiting:
            return
        rows = np.concatenate(self._waiting)
        self._waiting, self._count = [], 0
        part = (rows["high"] >> np.uint64(64 - self._bits)).astype(np.int64) if self._bits else np.zeros(len(rows), np.int64)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(len(self._paths) + 1))
        for number, path in enumerate(self._paths):
            if bounds[number] < bounds[number + 1]:
                with path.open("ab") as stream:
                    rows[order[bounds[number] : bounds[number + 1]]].tofile(stream)


def places_of(keys: npt.NDArray[Any], sought: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Find keys among sorted rows: the place of the last row of that key, -1 where there is none.

    Args:
        keys: rows with `high` and `low`, sorted by both.
        sought: rows with `high` and `low`.
    """
    places = np.searchsorted(keys["high"], sought["high"], side="right").astype(np.int64) - 1
    while True:  # keys that share the first eight bytes are as good as never there
        at = np.maximum(places, 0)
        same = (places >= 0) & (keys["high"][at] == sought["high"]) if len(keys) else np.zeros(len(sought), np.bool_)
        wrong = same & (keys["low"][at] != sought["low"]) if len(keys) else same
        if not wrong.any():
            return np.where(same, places, -1)
        places[wrong] -= 1

"""Lines of the operator's log: one entry is one line, whatever a request brought with it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

_ESCAPED = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))} | {10: "\\n", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class OneLine(logging.Formatter):
    """Writes time (UTC), level, logger and words; characters that would begin a line or steer a terminal are written out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - the name and form of logging
        """Write when the entry was made."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """Write an entry; a trace of a fault follows in the same line."""
        return super().format(record).translate(_ESCAPED)

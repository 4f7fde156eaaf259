"""Timesketch: one JSON object a line with `message`, `datetime` and `timestamp_desc`, and all other columns beside them.

Events without a moment cannot stand on a timeline; they are left to the other formats. OpenSearch refuses text above 32,766 bytes in a
keyword: `message` is cut there, `text` is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from comity.analysis.exports.export import Export, Row, open_text
from comity.analysis.exports.spreadsheet_safety import plain_text
from comity.model.time import as_rfc3339

_LONGEST = 32_766


class Timesketch(Export):
    """One line an event."""

    slug = "timesketch"
    where = "ts_utc is not null"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        count = 0
        with open_text(target) as file:
            for row in rows:
                event = {
                    name: plain_text(value) if name.startswith("ts_") else value for name, value in row.items() if value not in (None, [])
                }
                moment = as_rfc3339(row["ts_utc"]).replace("Z", "+00:00")
                event |= {"message": _message(row), "datetime": moment, "timestamp_desc": f"{row['kind']} {row['ts_kind'] or 'time'}"}
                file.write(json.dumps(event, ensure_ascii=False) + "\n")
                count += 1
        return count


def _message(row: Row) -> str:
    who = " -> ".join(plain_text(part) for part in (row["actor_id"] or row["account_id"], row["target_ids"]) if part)
    text = ": ".join(
        part for part in (f"{row['provider'] or row['parser']} {row['kind']} {who}".strip(), row["text"] or row["ip"] or "") if part
    )
    return text.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")

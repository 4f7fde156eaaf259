"""GeoJSON (RFC 7946): a point for each event with a position."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from comity.analysis.exports.export import Export, Row, open_text
from comity.analysis.exports.spreadsheet_safety import plain_text


class GeoJson(Export):
    """A feature collection; longitude stands first."""

    slug = "geojson"
    where = "lat between -90 and 90 and lon between -180 and 180"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        count = 0
        with open_text(target) as file:
            file.write('{"type": "FeatureCollection", "features": [')
            for row in rows:
                shown = {
                    name: plain_text(value) if name.startswith("ts_") else value for name, value in row.items() if value not in (None, [])
                }
                point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
                feature = {"type": "Feature", "id": row["event_id"], "geometry": point, "properties": shown}
                file.write((",\n" if count else "\n") + json.dumps(feature, ensure_ascii=False))
                count += 1
            file.write("\n]}\n")
        return count

"""KML (OGC 12-007r2): a placemark for each event with a position; opens in Google Earth and in QGIS, and can be read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from comity.analysis.exports.export import Export, Row, open_text
from comity.analysis.exports.spreadsheet_safety import plain_text

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Comity</name>\n'
_SHOWN = ("kind", "ts_raw", "ts_basis", "ts_zone", "actor_id", "account_id", "accuracy_m", "provider", "member_path", "locator")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Letters that no XML may hold (XML 1.0, section 2.2)."""


class Kml(Export):
    """Placemarks with the moment in UTC, where it is known; longitude stands first."""

    slug = "kml"
    where = "lat between -90 and 90 and lon between -180 and 180"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        count = 0
        with open_text(target) as file:
            file.write(_HEAD)
            for row in rows:
                moment = f"<TimeStamp><when>{_xml(plain_text(row['ts_utc']))}</when></TimeStamp>" if row["ts_utc"] is not None else ""
                data = "".join(f'<Data name="{name}"><value>{_xml(row[name])}</value></Data>' for name in _SHOWN if row[name] is not None)
                file.write(
                    f"<Placemark><name>{_xml(row['text'] or row['kind'])}</name>{moment}<ExtendedData>{data}"
                    f'<Data name="event_id"><value>{_xml(row["event_id"])}</value></Data></ExtendedData>'
                    f"<Point><coordinates>{row['lon']!r},{row['lat']!r}</coordinates></Point></Placemark>\n"
                )
                count += 1
            file.write("</Document></kml>\n")
        return count


def _xml(value: object) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", str(value)))

"""Small productions with known truth, in forms that the readers read, and stores made of them and of the readers' own generators."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from comity.readers.generators.made import Made
from comity.readers.run import Plan, read

ALMATY = ZoneInfo("Asia/Almaty")
CDR_HEAD = "record_type;a_msisdn;b_msisdn;imsi;imei;start_local;duration_s;mcc_mnc;lac;cell_id"


def store_of(folder: Path, files: dict[str, bytes], zone: str | None = None) -> Path:
    """Read files into a store; return its folder."""
    for name, data in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    coverage = read(Plan(paths=(folder / "in",), out=folder / "store", zone=zone, children=1))
    assert coverage["reconciled"], coverage
    return folder / "store"


def made_store(folder: Path, made: Iterable[Made], zone: str | None = None) -> Path:
    """Read what generators made into a store."""
    files = {f"{number:02d}/{name}": data for number, one in enumerate(made) for name, data in one.files.items()}
    return store_of(folder, files, zone)


def call(
    at: datetime,
    one: str,
    other: str,
    *,
    imsi: str = "401010000000001",
    imei: str = "356000000714142",
    cell: int = 1,
    code: str = "MOC",
) -> str:
    """Write one record of an operator, in the local time of Almaty."""
    return f"{code};{one};{other};{imsi};{imei};{at.astimezone(ALMATY):%d.%m.%Y %H:%M:%S};60;40101;1;{cell}"


def calls(rows: Iterable[str]) -> bytes:
    """Write an operator's records."""
    return "\n".join((CDR_HEAD, *rows)).encode()


def subscriber_page(gaia: str, fields: dict[str, str]) -> bytes:
    """Write Google's page of a subscriber."""
    items = "".join(f"<li>{label}: {value}</li>\n" for label, value in ({"Google Account ID": gaia} | fields).items())
    return f'<html><body><h2>GOOGLE SUBSCRIBER INFORMATION</h2><div class="section"><ul>\n{items}</ul></div></body></html>'.encode()


def positions(points: Iterable[tuple[datetime, float, float, int | None]], device: int) -> bytes:
    """Write Google's positions: moment, latitude, longitude, accuracy in metres or none."""
    rows = [
        {
            "latitudeE7": round(lat * 1e7),
            "longitudeE7": round(lon * 1e7),
            "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "deviceTag": device,
        }
        | ({} if accuracy is None else {"accuracy": accuracy})
        for at, lat, lon, accuracy in points
    ]
    return json.dumps({"locations": rows}).encode()


def logins(rows: Iterable[tuple[str, datetime, str]]) -> bytes:
    """Write logins of some service: user, moment, address with or without port."""
    lines = [f"{user}\t{at:%Y-%m-%d %H:%M:%S} UTC\t{address}\tlogin" for user, at, address in rows]
    return "\n".join(("User ID\tTime (UTC)\tIP Address\tAction", *lines)).encode()

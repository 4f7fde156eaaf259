"""Google: access log of 13 columns, positions, the telephone's timeline of both systems, a mailbox in four encodings."""

from __future__ import annotations

import base64
import csv
import io
import json
import quopri
from datetime import timedelta, timezone
from random import Random

from comity.readers.generators.made import Made, address, moments, words

_HEADER = (
    "Gaia ID,Activity Timestamp,IP Address,Proxied Host IP Address,Is Non-routable IP Address,Activity Country,Activity Region,"
    "Activity City,User Agent String,Product Name,Sub-Product Name,Activity Type,Gmail Access Channel"
)
_ALMATY = timezone(timedelta(hours=5))


def access_log(random: Random, count: int) -> Made:
    """Make an access log: three ways of writing times in one column, cities with commas and quotes."""
    out = io.StringIO()
    out.write(_HEADER + "\r\n")
    writer = csv.writer(out)
    events: list[dict[str, object]] = []
    for number, at in enumerate(reversed(moments(random, count))):
        ip = address(random)
        stamp = at.strftime(("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S")[number % 7 if number % 7 < 3 else 0])
        city = random.choice(('"Sankt-Peterburg, RU"', "Almaty", "Osh", 'line\nbreak "quoted"'))
        writer.writerow(["104500000000000000001", stamp, ip, "", "No", "KZ", "", city, "Agent/1.0 (x; y)", "Gmail", "", "Login", ""])
        has_zone = stamp.endswith(("Z", "UTC"))
        events.append(
            {
                "kind": "login",
                "ts_utc": at if has_zone else None,
                "ts_raw": stamp,
                "ip": ip,
                "account_id": "104500000000000000001",
                "product": "Gmail",
            }
        )
    return Made("google_access_log", {"Access Log Activity/Activities.csv": out.getvalue().encode()}, events)


def positions(random: Random, count: int) -> Made:
    """Make `Records.json`: most points without `activity`, some old ones with `timestampMs`, nested braces in strings."""
    points, events = [], []
    for number, at in enumerate(moments(random, count)):
        lat, lon = random.randint(400_000_000, 450_000_000), random.randint(700_000_000, 800_000_000)
        point: dict[str, object] = {
            "latitudeE7": lat,
            "longitudeE7": lon,
            "accuracy": random.randint(5, 200),
            "source": "WIFI",
            "deviceTag": -1234567890,
        }
        if number % 5 == 0:
            point["timestampMs"] = str(int(at.timestamp() * 1000))
        else:
            point["timestamp"] = at.strftime("%Y-%m-%dT%H:%M:%S.") + "250Z"
        if number % 3 == 0:
            point["activity"] = [{"activity": [{"type": 'STILL "}{][" \\', "confidence": 10}]}]
        points.append(point)
        moment = at if number % 5 == 0 else at + timedelta(milliseconds=250)
        events.append({"kind": "location", "ts_utc": moment, "lat": lat / 1e7, "lon": lon / 1e7, "device_id": "-1234567890"})
    body = json.dumps({"locations": points}, indent=2 if count % 2 else None)
    return Made("google_records", {"Location History (Timeline)/Records.json": body.encode()}, events)


def timeline(random: Random, count: int) -> Made:
    """Make the telephone's export of Android: visits, movements and paths with offsets."""
    segments: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        start = at.astimezone(_ALMATY).isoformat(timespec="milliseconds")
        end = (at + timedelta(minutes=20)).astimezone(_ALMATY).isoformat(timespec="milliseconds")
        lat, lon = round(random.uniform(40, 45), 4), round(random.uniform(70, 80), 4)
        segment: dict[str, object] = {"startTime": start, "endTime": end}
        where = f"{lat}°, {lon}°"
        if number % 2:
            segment["visit"] = {"topCandidate": {"placeId": "x", "semanticType": "HOME", "placeLocation": {"latLng": where}}}
            events.append({"kind": "visit", "ts_utc": at, "ts_zone": "+05:00", "lat": lat, "lon": lon, "text": "HOME"})
        else:
            later = at + timedelta(minutes=3)
            segment["timelinePath"] = [
                {"point": where, "time": start},
                {"point": where, "time": later.astimezone(_ALMATY).isoformat(timespec="milliseconds")},
            ]
            events += [
                {"kind": "location", "ts_utc": moment, "ts_zone": "+05:00", "lat": lat, "lon": lon, "text": None} for moment in (at, later)
            ]
        segments.append(segment)
    document = {"semanticSegments": segments, "rawSignals": [], "userLocationProfile": {"frequentPlaces": []}}
    return Made("google_timeline", {"Timeline.json": json.dumps(document, ensure_ascii=False).encode()}, events)


def mailbox(random: Random, count: int) -> Made:
    """Make a mailbox: four encodings, base64 and quoted-printable, web version only, a quoted `From `, bodies encoded twice."""
    out, events = [], []
    for number, at in enumerate(moments(random, count)):
        charset = ("utf-8", "koi8-r", "windows-1251", "us-ascii")[number % 4]
        body = (
            "transfer ok\nFrom here on\nmore"
            if charset == "us-ascii"
            else words(random, 2, 9).replace("ұстап", "").replace("қалдым", "").replace("күн", "")
        )
        body = " ".join(body.split(" ")).strip() or "да"
        subject = f"встреча {number}" if charset != "us-ascii" else f"meeting {number}"
        twice = number % 8 == 0
        stated = body.encode().decode("cp1252", "ignore") if twice else body
        if twice and stated.encode("cp1252", "ignore").decode("utf-8", "ignore") != body:
            stated, twice = body, False
        data = stated.encode("utf-8" if twice else charset)
        web = number % 5 == 1
        if web:
            data = b"<html><body><p>" + data + b'</p><img src="http://203.0.113.9/x.png"></body></html>'
        base = number % 2 == 0
        coded = base64.encodebytes(data) if base else quopri.encodestring(data)
        local = at.astimezone(timezone(timedelta(hours=6)))
        head = (
            f"From 15{number:017d}@xxx {at:%a %b %d %H:%M:%S +0000 %Y}\n"
            f"X-GM-THRID: {number // 3}\nDelivered-To: target@example.org\n"
            f"Received: from mail.example.net (192.0.2.{number % 250 + 1}) by mx.example.org; {local:%a, %d %b %Y %H:%M:%S %z}\n"
            f"Message-ID: <{number}@example.net>\nDate: {local:%a, %d %b %Y %H:%M:%S %z}\nFrom: Sender <S{number}@example.net>\n"
            "To: Target <target@example.org>, b@example.org\n"
            f"Subject: =?{charset}?B?{base64.b64encode(subject.encode(charset)).decode()}?=\n"
            f"MIME-Version: 1.0\nContent-Type: text/{'html' if web else 'plain'}; charset={charset}\n"
            f"Content-Transfer-Encoding: {'base64' if base else 'quoted-printable'}\n\n"
        )
        out.append(head.encode() + coded.rstrip(b"\n").replace(b"\nFrom ", b"\n>From ") + b"\n\n")
        events.append(
            {
                "kind": "mail",
                "ts_utc": at,
                "ts_zone": "+06:00",
                "actor_id": f"s{number}@example.net",
                "account_id": "target@example.org",
                "thread_id": str(number // 3),
                "ip": f"192.0.2.{number % 250 + 1}",
                "text": " ".join(body.split()) if web else body,
                "target_ids": ["target@example.org", "b@example.org"],
            }
        )
    return Made("mailbox", {"Mail/All mail Including Spam and Trash.mbox": b"".join(out)}, events)


MAKERS = (access_log, positions, timeline, mailbox)

"""Holders of names, addresses, coins and positions: Cloudflare, registrars, exchanges, tracks on a map."""

from __future__ import annotations

import json
from random import Random

from comity.readers.generators.made import Made, address, moments
from comity.readers.generators.printed import workbook

CUSTOMER_COLUMNS = ("User ID", "Name", "Email", "Registration Time (UTC)", "KYC Level", "Country")
LOGIN_COLUMNS = ("User ID", "Operation", "Real IP", "Client Type", "Timestamp (UTC)", "Geolocation")
"""Columns of an exchange's sheets."""


def cloudflare(random: Random, count: int) -> Made:
    """Make pushed logs of requests: times as counts of nanoseconds, of seconds, and in RFC 3339."""
    out = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ip, port = address(random), random.randint(1024, 65535)
        stamp: object = (int(at.timestamp()) * 10**9, int(at.timestamp()), at.strftime("%Y-%m-%dT%H:%M:%SZ"))[number % 3]
        entry = {"ClientIP": ip, "ClientSrcPort": port, "ClientRequestHost": "site.example", "ClientRequestMethod": "GET"}
        out.append(json.dumps(entry | {"ClientRequestURI": "/{x}", "EdgeStartTimestamp": stamp, "RayID": f"r{number:x}"}))
        row: dict[str, object] = {"kind": "visit", "ts_utc": at, "ip": ip, "port": port, "text": "GET site.example /{x}"}
        events.append(row | {"txid": f"r{number:x}"})
    return Made("cloudflare_logs", {"20240105.log": "\n".join(out).encode()}, events)


def rdap(random: Random, count: int) -> Made:
    """Make a list of domains as RDAP has them: events and a registrant, whose name is redacted in some."""
    found = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        name = f"example{number}.test"
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        card = [
            "vcard",
            [["version", {}, "text", "4.0"], ["fn", {}, "text", "" if number % 3 else "Aa Bb"], ["email", {}, "text", "a@b.test"]],
        ]
        actions = [{"eventAction": action, "eventDate": stamp} for action in ("registration", "expiration")]
        document: dict[str, object] = {"objectClassName": "domain", "ldhName": name.upper(), "events": actions}
        found.append(document | {"entities": [{"roles": ["registrant"], "vcardArray": card}], "rdapConformance": ["rdap_level_0"]})
        events.append({"kind": "registration", "ts_utc": at, "account_id": name, "text": "registration"})
        events.append({"kind": "other", "ts_utc": at, "account_id": name, "text": "expiration"})
        person = "a@b.test" if number % 3 else "Aa Bb"
        events.append({"kind": "subscriber", "ts_utc": None, "account_id": name, "text": person})
    return Made("registrar_rdap", {"domains.json": json.dumps(found).encode()}, events)


def whois(random: Random, count: int) -> Made:
    """Make answers of WHOIS servers: remarks, several objects, a date without a zone in some."""
    out = ["% This is a made-up answer", ""]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        name = f"example{number}.test"
        is_local = number % 2 == 1
        stamp = f"{at:%Y-%m-%d %H:%M:%S}" if is_local else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        out += [f"Domain Name: {name.upper()}", "Registrar: Example Registrar", f"Creation Date: {stamp}", f"Updated Date: {stamp}"]
        out += ["Registrant Name: Aa Bb", "Name Server: ns1.example.test", "Name Server: ns2.example.test", ">>> Last update <<<", ""]
        for kind, key in (("registration", "creation date"), ("account_change", "updated date")):
            row: dict[str, object] = {
                "kind": kind,
                "ts_utc": None if is_local else at,
                "account_id": name,
                "actor_id": "Aa Bb",
                "text": key,
            }
            events.append(row | {"ts_raw": stamp})
    return Made("registrar_whois", {"whois.txt": "\n".join(out).encode()}, events)


def exchange_workbook(random: Random, count: int) -> Made:
    """Make an exchange's answer: a sheet each for customer, logins, withdrawals; UTC in the headers, amounts as text."""
    head: list[list[object]] = [["Response to request 12/2024"], []]
    customer: list[list[object]] = [*head, list(CUSTOMER_COLUMNS)]
    logins: list[list[object]] = [*head, list(LOGIN_COLUMNS)]
    withdrawals: list[list[object]] = [
        *head,
        ["User ID", "Coin", "Network", "Amount", "Destination Address", "TXID", "Apply Time (UTC)", "Status"],
    ]
    notes: list[list[object]] = [["Free text that nobody can read as a table"], ["second line"]]
    first, *times = moments(random, count + 1)
    customer.append(["350000001", "Аа Бб", "target@example.org", f"{first:%Y-%m-%d %H:%M:%S}", "2", "KG"])
    events: list[dict[str, object]] = [
        {"kind": "registration", "ts_utc": first, "account_id": "350000001", "actor_id": "target@example.org", "text": "Аа Бб"}
    ]
    for number, at in enumerate(times):
        ip, txid = address(random), f"{random.getrandbits(256):064x}"
        logins.append(["350000001", "login", ip, "web", f"{at:%Y-%m-%d %H:%M:%S}", "Osh KG"])
        target = "TExampleExampleExampleExampleExampl"
        withdrawals.append(["350000001", "USDT", "TRX", f"{number}.500001", target, txid, f"{at:%Y-%m-%d %H:%M:%S}", "Completed"])
        events.append({"kind": "login", "ts_utc": at, "ts_basis": "stated_utc", "ip": ip, "account_id": "350000001"})
        row: dict[str, object] = {"kind": "transaction", "ts_utc": at, "asset": "USDT", "amount": f"{number}.500001", "txid": txid}
        events.append(row | {"target_ids": [target], "account_id": "350000001"})
    sheets = {
        "Customer Information": customer,
        "Access Logs": logins,
        "Withdrawal History": withdrawals,
        "Notes": notes,
    }
    return Made("exchange_account", {"350000001.xlsx": workbook(sheets)}, events)


def coinbase(random: Random, count: int) -> Made:
    """Make Coinbase's file about a user: lists under long names."""
    money, deeds = [], []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ip, txid = address(random), f"{random.getrandbits(256):064x}"
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        entry: dict[str, object] = {
            "Account_name": "BTC Wallet",
            "Amount": f"-0.{number:08d}",
            "Currency": "BTC",
            "Crypto_hash": txid,
            "To": "bc1qexample",
        }
        money.append(entry | {"Timestamp": stamp, "Coinbase_id": f"c{number}", "Transfer_payment_method": None})
        deeds.append({"Action": "signin", "Ip_address": ip, "Source": "web", "Time": stamp})
        row: dict[str, object] = {"kind": "transaction", "ts_utc": at, "amount": f"-0.{number:08d}", "asset": "BTC", "txid": txid}
        events.append(row | {"target_ids": ["bc1qexample"], "ip": None})
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "text": "signin"})
    document = {"Personal Information": {"Emails": "target@example.org"}, "Financial Information": {"Transactions": money}}
    text = json.dumps(document | {"Interaction with Coinbase": {"Site Activity": deeds}})
    return Made("coinbase_export", {"coinbase_data.json": text.encode()}, events)


def okx_table(random: Random, count: int) -> Made:
    """Make OKX's table: a line of identifiers above the header, a mark at the start, times with an offset."""
    out = ["UID:350000002,Account Type:Funding", "id,Time,Type,Symbol,Amount,Balance,Fee"]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        out.append(f"{number},{at:%Y-%m-%d %H:%M:%S}+00:00,Withdrawal,USDT,-{number}.10,5.0,0.1")
        row: dict[str, object] = {"kind": "transaction", "ts_utc": at, "asset": "USDT", "amount": f"-{number}.10"}
        events.append(row | {"ts_basis": "explicit_offset"})
    return Made("exchange_transactions", {"funding.csv": b"\xef\xbb\xbf" + "\r\n".join(out).encode()}, events)


def kml(random: Random, count: int) -> Made:
    """Make KML: placemarks with a time, a track whose times stand before its positions, one position too few."""
    marks, whens, coords = [], [], []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        lat, lon = round(random.uniform(40, 45), 5), round(random.uniform(70, 80), 5)
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        if number % 2:
            marks.append(
                f"<Placemark><name>Точка &amp; {number}</name><TimeStamp><when>{stamp}</when></TimeStamp>"
                f"<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>\n"
            )
            events.append({"kind": "location", "ts_utc": at, "lat": lat, "lon": lon, "text": f"Точка & {number}"})
        else:
            last = number >= count - 2
            whens.append(f"<when>{stamp}</when>\n")
            coords += [] if last else [f"<gx:coord>{lon} {lat} 0</gx:coord>\n"]
            events.append({"kind": "location", "ts_utc": at, "lat": None if last else lat, "lon": None if last else lon, "text": None})
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
        f"<Document>{''.join(marks)}<Placemark_><gx:Track>{''.join(whens)}{''.join(coords)}</gx:Track></Placemark_></Document></kml>"
    ).replace("Placemark_", "Folder")
    return Made("kml_track", {"track.kml": text.encode()}, events)


def gpx(random: Random, count: int) -> Made:
    """Make GPX: points of a track, one without a time."""
    points = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        lat, lon = round(random.uniform(40, 45), 5), round(random.uniform(70, 80), 5)
        time = "" if number % 6 == 3 else f"<time>{at:%Y-%m-%dT%H:%M:%SZ}</time>"
        points.append(f'<trkpt lat="{lat}" lon="{lon}"><ele>700</ele>{time}</trkpt>\n')
        events.append({"kind": "location", "ts_utc": at if time else None, "lat": lat, "lon": lon})
    text = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{"".join(points)}</trkseg></trk></gpx>'
    return Made("kml_track", {"track.gpx": text.encode()}, events)


MAKERS = (cloudflare, rdap, whois, exchange_workbook, coinbase, okx_table, kml, gpx)

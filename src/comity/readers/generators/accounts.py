"""Answers about accounts: Google's pages, Apple's workbooks, Microsoft's audit log, Yahoo's text, Kik's tables."""

from __future__ import annotations

import csv
import html
import io
import json
from datetime import timedelta
from random import Random

from comity.readers.generators.made import Made, address, epoch_ms, moments, words
from comity.readers.generators.printed import workbook

_GAIA = "104500000000000000001"
AUDIT_COLUMNS = ("RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData", "AssociatedAdminUnits")
"""Columns of Microsoft's audit log."""


def subscriber_page(random: Random, count: int) -> Made:
    """Make Google's page of a subscriber: lists of fields, a table of activity with times that end in a space and `Z`."""
    created, *times = moments(random, count + 1)
    fields = {
        "Google Account ID": _GAIA, "Name": "Аа Бб", "e-Mail": "target@example.org", "Created on": f"{created:%Y-%m-%d %H:%M:%S} Z",
        "Terms of Service IP": "192.0.2.7", "Status": "Enabled", "Recovery SMS": "+77010000001 [KZ]", "Services": "Gmail, Web &amp; App",
    }  # fmt: skip
    kinds = {"Created on": "registration", "Terms of Service IP": "registration", "Recovery SMS": "contact"}
    rows = []
    events: list[dict[str, object]] = []
    for label, value in fields.items():
        plain = html.unescape(value)
        events.append(
            {
                "kind": kinds.get(label, "subscriber"),
                "text": plain,
                "account_id": _GAIA,
                "ts_utc": created if label == "Created on" else None,
                "ip": value if label == "Terms of Service IP" else None,
            }
        )
    for number, at in enumerate(reversed(times)):
        ip = "2001:db8::1f" if number % 5 == 2 else address(random)
        kind = "Logout" if number % 9 == 4 else "Login"
        cells = (f"{at:%Y-%m-%d %H:%M:%S} Z", ip, kind, "", "", "Agent/1.0 (x; y)")
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n")
        events.append({"kind": kind.lower(), "ts_utc": at, "ip": ip, "account_id": _GAIA, "text": None})
    names = ("Timestamp", "IP Address", "Activity Type", "Android ID", "Apple iOS IDFV", "Raw User Agents")
    items = "".join(f"<li>{label}: {value}</li>\n" for label, value in fields.items())
    page = (
        f'<html><body><h2>GOOGLE SUBSCRIBER INFORMATION</h2><div class="section"><ul>\n{items}</ul></div><h3>IP ACTIVITY</h3>'
        f'<table class="ip-table"><tr>{"".join(f"<th>{name}</th>" for name in names)}</tr>\n{"".join(rows)}</table></body></html>'
    )
    return Made("google_account_page", {"Google Account/target.SubscriberInfo.html": page.encode()}, events)


def change_history(random: Random, count: int) -> Made:
    """Make Google's page of changes: times as older pages write them."""
    rows = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        new = f"+7701000{number:04d}"
        rows.append(f"<tr><td>{at:%Y/%m/%d-%H:%M:%S}-UTC</td><td>Recovery phone</td><td></td><td>{new}</td></tr>\n")
        events.append({"kind": "account_change", "ts_utc": at, "ts_basis": "stated_utc", "text": new, "account_id": _GAIA})
    page = (
        "<html><body><h2>GOOGLE ACCOUNT CHANGE HISTORY</h2><ul><li>Google Account ID: "
        f"{_GAIA}</li></ul><h3>CHANGES</h3><table><tr><th>Timestamp</th><th>Change Type</th><th>Old Value</th><th>New Value</th></tr>\n"
        f"{''.join(rows)}</table></body></html>"
    )
    events.append({"kind": "subscriber", "ts_utc": None, "ts_basis": None, "text": _GAIA, "account_id": _GAIA})
    return Made("google_account_page", {"Google Account/target.ChangeHistory.html": page.encode()}, events)


def activity_page(random: Random, count: int) -> Made:
    """Make My Activity as a page: times with offsets, in UTC, and with letters that name several zones."""
    cells = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(reversed(moments(random, count))):
        said = words(random).replace("&", "и")
        local = at + timedelta(hours=5)
        known = number % 3 != 2
        raw = (
            f"{at:%b} {at.day}, {at.year}, {at:%I:%M:%S} {at:%p} UTC".replace(", 0", ", "),
            f"{local:%b} {local.day}, {local.year}, {local:%H:%M:%S} GMT+05:00",
            f"{at:%b} {at.day}, {at.year}, {at:%H:%M:%S} IST",
        )[number % 3]
        cells.append(
            '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid"><div class="header-cell mdl-cell">'
            '<p class="mdl-typography--title">Search<br></p></div><div class="content-cell mdl-cell mdl-typography--body-1">'
            f'Searched for\u00a0<a href="https://search.example/?q={number}">{html.escape(said)}</a><br>{raw}<br></div>'
            '<div class="content-cell mdl-typography--caption"><b>Products:</b><br>&emsp;Search<br></div></div></div>\n'
        )
        events.append({"kind": "search", "ts_utc": at if known else None, "text": f"Searched for {said}", "product": "Search"})
    page = f'<html><head><style>.mdl-grid{{{"x" * 80_000}}}</style></head><body><div class="mdl-grid">{"".join(cells)}</div></body></html>'
    return Made("google_activity_page", {"My Activity/Search/My Activity.html": page.encode()}, events)


def activity_json(random: Random, count: int) -> Made:
    """Make My Activity as JSON."""
    found = []
    events: list[dict[str, object]] = []
    for at in reversed(moments(random, count)):
        said = words(random)
        title = f"Searched for {said}"
        found.append({"header": "Search", "title": title, "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + "125Z", "products": ["Search"]})
        events.append({"kind": "search", "ts_utc": at + timedelta(milliseconds=125), "text": title, "product": "Search"})
    return Made("google_activity_json", {"My Activity/Search/MyActivity.json": json.dumps(found, ensure_ascii=False).encode()}, events)


def apple_logs(random: Random, count: int) -> Made:
    """Make Apple's log: lines above the header that state UTC, an empty header cell, a column that comes twice."""
    rows: list[list[object]] = [["iCloud Logs"], ["Confidential"], ["DSID: 1000000001"], ["Times are in UTC"], [], []]
    rows.append(["Date", "DSID", "Apple ID", "Service", "IP Address", "Event", None, "Event"])
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip = address(random)
        rows.append([f"{at:%Y-%m-%d %H:%M:%S}", "1000000001", "target@example.org", "Mail", ip, "Sign In", None, "x"])
        row: dict[str, object] = {"kind": "login", "ts_utc": at, "ts_basis": "stated_utc", "ip": ip, "account_id": "1000000001"}
        events.append({**row, "actor_id": "target@example.org", "product": "Mail"})
    return Made("apple_records", {"LOG/1000000001_iCloudLogs.xlsx": workbook({"iCloud Logs": rows})}, events)


def apple_account(random: Random, count: int) -> Made:
    """Make Apple's workbook about an account: details and features, a sheet each, times in Pacific time and said so."""
    head: list[list[object]] = [["Account Details"], ["All times are in Pacific Time"], [], [], [], []]
    details: list[list[object]] = [*head, ["DSID", "Apple ID", "First Name", "Last Name", "Creation Date"]]
    features: list[list[object]] = [*head[:5], ["DSID", "Feature", "Status"]]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ident = str(1_000_000_000 + number)
        local = at - timedelta(hours=8)  # winter: the months made here are those of Pacific standard time, or the row says otherwise
        details.append([ident, f"a{number}@example.org", "Аа", "Бб", f"{local:%Y-%m-%d %H:%M:%S}"])
        features.append([ident, "iCloud Drive", "enabled"])
        row: dict[str, object] = {"kind": "registration", "account_id": ident, "actor_id": f"a{number}@example.org"}
        events.append(row | {"ts_basis": "file_stated_zone", "ts_zone": "America/Los_Angeles", "ts_raw": f"{local:%Y-%m-%d %H:%M:%S}"})
        events.append({"kind": "subscriber", "account_id": ident, "text": "iCloud Drive"})
    sheets: dict[str, list[list[object]]] = {"Account Details": details, "Account Features": features}
    return Made("apple_records", {"Account/1000000001_AccountDetails.xlsx": workbook(sheets)}, events)


def audit_log(random: Random, count: int) -> Made:
    """Make Microsoft's audit log: JSON with doubled quotes in the last column, times in UTC that do not say so."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(AUDIT_COLUMNS)
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ip, port = address(random), random.randint(1024, 65535)
        operation, kind = (("UserLoggedIn", "login"), ("Send", "mail"), ("FileDownloaded", "file"))[number % 3]
        data = {"CreationTime": at.isoformat(), "Id": f"r{number}", "ClientIP": f"{ip}:{port}" if number % 2 else f"[2001:db8::1]:{port}"}
        stamp = at.strftime("%Y-%m-%dT%H:%M:%S.") + "0000000Z" if number % 2 else f"{at:%Y-%m-%d %H:%M:%S}"
        writer.writerow([f"r{number}", stamp, "15", operation, "target@example.org", json.dumps(data), ""])
        row: dict[str, object] = {
            "kind": kind,
            "ts_utc": at,
            "ip": ip if number % 2 else "2001:db8::1",
            "port": port,
            "actor_id": "target@example.org",
        }
        events.append(row | {"txid": f"r{number}", "ts_basis": "stated_utc", "text": operation})
    return Made("microsoft_audit", {"AuditLog.csv": b"\xef\xbb\xbf" + out.getvalue().encode()}, events)


def sign_ins(random: Random, count: int) -> Made:
    """Make the sign-ins of Entra ID."""
    out = ["Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,Application,IP address,Location,Status"]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ip = address(random)
        out.append(
            f'{at:%Y-%m-%dT%H:%M:%SZ},q{number},"Agent/1.0 (x, y)",c{number},u1,Аа Бб,target@example.org,Portal,{ip},"Osh, KG",Success'
        )
        row: dict[str, object] = {"kind": "login", "ts_utc": at, "ip": ip, "account_id": "u1", "actor_id": "target@example.org"}
        events.append(row | {"txid": f"q{number}", "product": "Portal"})
    return Made("microsoft_audit", {"InteractiveSignIns.csv": "\r\n".join(out).encode()}, events)


def yahoo(random: Random, count: int) -> Made:
    """Make Yahoo's answer: fields of the account, then logins, times in Greenwich time written backwards."""
    created, *times = moments(random, count + 1)
    fields = {
        "Login Name": "target", "GUID": "XXXXEXAMPLE0000000000000000", "Yahoo Mail Name": "target@yahoo.example",
        "Registration IP address": "192.0.2.9", "Account Created (reg)": f"{created:%a %b %d %H:%M:%S %Y} GMT", "Full Name": "Mr Aa Bb",
        "Account Status": "Active",
    }  # fmt: skip
    kinds = {"Registration IP address": "registration", "Account Created (reg)": "registration", "Account Status": "account_change"}
    out = ["YAHOO ACCOUNT MANAGEMENT TOOL", "", *(f"{label}:   {value}" for label, value in fields.items()), "Address1:", ""]
    events: list[dict[str, object]] = []
    for label, value in fields.items():
        is_address = label.endswith("address")
        at = created if "Created" in label else None
        row: dict[str, object] = {
            "kind": kinds.get(label, "subscriber"),
            "text": None if is_address else value,
            "ip": value if is_address else None,
        }
        events.append(row | {"ts_utc": at, "account_id": "target"})
    out += ["Yahoo ID    IP Address    Login Time"]
    for at in reversed(times):
        ip = address(random)
        out.append(f"target    {ip}    {at:%a %H:%M:%S} (GMT) {at:%d-%b-%Y}")
        events.append({"kind": "login", "text": None, "ip": ip, "ts_utc": at, "account_id": "target"})
    return Made("yahoo_account", {"target.txt": "\r\n".join(out).encode()}, events)


def kik_messages(random: Random, count: int) -> Made:
    """Make Kik's messages: a mark at the start, each time twice, of which one in ten differs."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = "id,content_id,filename,message,sender_id,receiver_id,ip,port,parent_id,sent_at,sent_at_ts,app_name"
    writer.writerow(names.split(","))
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ip, port, text = address(random), random.randint(1024, 65535), words(random)
        differs = number % 10 == 7
        shown = at + timedelta(hours=5) if differs else at
        sender = random.choice(("aa_x1@talk.kik.com", "bb_x2@talk.kik.com"))
        writer.writerow(
            [
                f"m{number}",
                "",
                "",
                text,
                sender,
                "cc_x3@talk.kik.com",
                ip,
                port,
                "",
                f"{shown:%Y-%m-%d %H:%M:%S}.000000",
                epoch_ms(at),
                "kik",
            ]
        )
        row: dict[str, object] = {
            "kind": "message",
            "ts_utc": at,
            "ts_basis": "epoch",
            "actor_id": sender,
            "target_ids": ["cc_x3@talk.kik.com"],
            "ip": ip,
        }
        events.append(row | {"port": port, "text": text, "txid": f"m{number}", "defects": ["time_differs_from_text"] if differs else []})
    return Made("kik_records", {"package/content/data-text.csv": b"\xef\xbb\xbf" + out.getvalue().encode()}, events)


def kik_binds(random: Random, count: int) -> Made:
    """Make Kik's log of connections: UTC that the file does not state."""
    out = ["user_jid,ip,port,ts,device"]
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip, port = address(random), random.randint(1024, 65535)
        out.append(f"aa_x1@talk.kik.com,{ip},{port},{at:%Y-%m-%d %H:%M:%S}.250000,android")
        row: dict[str, object] = {
            "kind": "login",
            "ts_utc": at + timedelta(milliseconds=250),
            "ts_basis": "stated_utc",
            "ip": ip,
            "port": port,
        }
        events.append(row | {"actor_id": "aa_x1@talk.kik.com"})
    return Made("kik_records", {"package/logs/binds.csv": "\n".join(out).encode()}, events)


MAKERS = (
    subscriber_page, change_history, activity_page, activity_json, apple_logs, apple_account, audit_log, sign_ins, yahoo, kik_messages,
    kik_binds,
)  # fmt: skip

"""Productions around a story: the formats of the other generators, written from rows that somebody gives, for exercises and demonstrations.

Each form takes what a file of the story says and returns the bytes of one file, always the same for the same story. What is in it, is in
the story: nothing is made up here but the visitors of `requests`, who come from documentation networks and are told apart by their paths.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random

from comity.readers.generators.accounts import AUDIT_COLUMNS
from comity.readers.generators.holders import CUSTOMER_COLUMNS, LOGIN_COLUMNS
from comity.readers.generators.meta import pair, section
from comity.readers.generators.networks import ADDRESS_COLUMNS
from comity.readers.generators.printed import workbook

Row = Mapping[str, str]
Story = Mapping[str, object]
"""Keys of a form to texts, or to rows (lists of mappings of texts)."""

Form = Callable[[Story], bytes]
_DEPOSIT_COLUMNS = ("User ID", "Coin", "Network", "Amount", "Deposit Address", "Source Address", "TXID", "Create Time (UTC)", "Status")
_CROWD_PATHS = ("/enter", "/enter", "/static/app.js", "/thanks")


def text_of(story: Story, key: str) -> str:
    """Return a text of a story; empty where it says nothing."""
    return str(story.get(key) or "")


def rows_of(story: Story, key: str) -> Sequence[Row]:
    """Return rows of a story; none where it has none."""
    found = story.get(key) or ()
    return (
        [{name: str(value) for name, value in row.items()} for row in found if isinstance(row, Mapping)] if isinstance(found, list) else ()
    )


def account_page(story: Story) -> bytes:
    """Write the page of a social network about one account or several: `service`, `account`, `generated`, `fields`, `logins`."""
    out = ["<html><head><title>Records</title></head><body>\n"]
    wanted = [("Service", text_of(story, "service")), ("Target", text_of(story, "account")), ("Generated", text_of(story, "generated"))]
    out.append(section("request_parameters", [pair(label, value) for label, value in wanted]))
    for row in rows_of(story, "fields"):
        title = row["section"].replace("_", " ").title()
        pairs = [pair(title, ""), pair("Definition", f"What the account holds: {row['label']}"), pair(row["label"], row["value"])]
        out.append(section(row["section"], pairs))
    logins = [pair("IP Addresses", ""), pair("Definition", "Addresses that were used")]
    for row in rows_of(story, "logins"):
        where = f"{row['ip']}:{row['port']}" if row.get("port") else row["ip"]
        logins += [pair("IP Address", where), pair("Time", row["at"]), pair("Action", row.get("action", "Session Updated"))]
    out += [section("ip_addresses", logins), "</body></html>"]
    return "".join(out).encode()


def requests(story: Story) -> bytes:
    """Write the pushed log of a proxy: `zone`, `rows` (`at`, `ip`, `port`, `path`), and `crowd`, the number of ordinary visitors."""
    zone, rows = text_of(story, "zone"), [dict(row) for row in rows_of(story, "rows")]
    chance = Random(zone)  # noqa: S311 - ordinary visitors of a story guard nothing
    moments = [datetime.fromisoformat(row["at"]) for row in rows]
    first = min(moments, default=datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(int(text_of(story, "crowd") or 0)):
        at = first + timedelta(seconds=chance.randint(-40_000, 40_000))
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        visit = {"at": stamp, "ip": f"192.0.2.{chance.randint(100, 250)}", "port": str(chance.randint(1024, 65535))}
        rows.append(visit | {"path": chance.choice(_CROWD_PATHS)})
    out = []
    for number, row in enumerate(sorted(rows, key=lambda one: one["at"])):
        who = {"ClientIP": row["ip"], "ClientSrcPort": int(row["port"]), "ClientRequestHost": zone, "ClientRequestMethod": "GET"}
        ray = f"{chance.getrandbits(40):010x}{number:06x}"
        out.append(json.dumps(who | {"ClientRequestURI": row["path"], "EdgeStartTimestamp": row["at"], "RayID": ray}))
    return "\n".join(out).encode()


def exchange_book(story: Story) -> bytes:
    """Write an exchange's workbook: `reference`, `customers`, `logins`, `deposits`."""
    head: list[list[object]] = [[f"Response to {text_of(story, 'reference')}"], []]
    customers: list[list[object]] = [*head, [*CUSTOMER_COLUMNS, "Mobile", "ID Document"]]
    for row in rows_of(story, "customers"):
        known = (row["uid"], row["name"], row.get("email"), row.get("opened"), "2", row.get("country"), row.get("phone"))
        customers.append([*known, row.get("document")])
    sheets = {"Customer Information": customers}
    if rows_of(story, "logins"):
        kept: list[list[object]] = [*head, [*LOGIN_COLUMNS, "Port"]]
        kept += [[row["uid"], "login", row["ip"], "web", row["at"], "", row.get("port")] for row in rows_of(story, "logins")]
        sheets["Access Logs"] = kept
    if rows_of(story, "deposits"):
        moved: list[list[object]] = [*head, list(_DEPOSIT_COLUMNS)]
        for row in rows_of(story, "deposits"):
            coin = [row["uid"], row["coin"], row["network"], row["amount"], row["address"], row.get("source")]
            moved.append([*coin, row["tx"], row["at"], "Completed"])
        sheets["Deposit History"] = moved
    return workbook(sheets)


def audit_log(story: Story) -> bytes:
    """Write the audit log of a mail company: `mailbox`, `rows` (`at`, `ip`, `port`, `operation`)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(AUDIT_COLUMNS)
    mailbox = text_of(story, "mailbox")
    for number, row in enumerate(rows_of(story, "rows"), 1):
        where = f"{row['ip']}:{row['port']}" if row.get("port") else row["ip"]
        data = {"CreationTime": row["at"].rstrip("Z"), "Id": f"r{number}", "ClientIP": where, "UserId": mailbox}
        if row.get("detail"):
            data["Parameters"] = row["detail"]
        writer.writerow([f"r{number}", row["at"].rstrip("Z") + ".0000000Z", "15", row["operation"], mailbox, json.dumps(data), ""])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def mailbox(story: Story) -> bytes:
    """Write a mailbox: `owner`, `rows` (`nr`, `at`, `sender`, `to`, `subject`, `text`, `ip`)."""
    out = []
    for row in rows_of(story, "rows"):
        at = datetime.fromisoformat(row["at"])
        mail = EmailMessage()
        mail["Message-ID"] = f"<{row['nr']}@{row['sender'].partition('@')[2]}>"
        mail["Delivered-To"] = text_of(story, "owner")
        if row.get("ip"):
            mail["Received"] = f"from client ([{row['ip']}]) by mx.deskline.example; {format_datetime(at)}"
        mail["Date"], mail["From"], mail["To"], mail["Subject"] = format_datetime(at), row["sender"], row["to"], row["subject"]
        mail.set_content(row.get("text") or "-", cte="quoted-printable")
        out.append(f"From {row['nr']}@xxx {at:%a %b %d %H:%M:%S +0000 %Y}\n".encode() + mail.as_bytes().rstrip(b"\n") + b"\n\n")
    return b"".join(out)


def address_sheet(story: Story) -> bytes:
    """Write the workbook of addresses of a video platform, whose times name no zone: `title`, `rows` (`at`, `ip`, `country`)."""
    rows: list[list[object]] = [[*ADDRESS_COLUMNS, "IP Port"]]
    rows += [[row["at"], row["at"], row["ip"], row.get("country"), row.get("port")] for row in rows_of(story, "rows")]
    return workbook({text_of(story, "title") or "IP Data": rows})


def table(story: Story) -> bytes:
    """Write a plain table: `columns`, `rows`; `separator` where it is not the comma."""
    columns = story.get("columns")
    names = [str(one) for one in columns] if isinstance(columns, list) else []
    out = io.StringIO()
    writer = csv.writer(out, delimiter=text_of(story, "separator") or ",", lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows_of(story, "rows"))
    return out.getvalue().encode()


def letter(story: Story) -> bytes:
    """Write a covering letter or a message as plain text: `text`."""
    return text_of(story, "text").encode()


FORMS: dict[str, Form] = {
    form.__name__: form for form in (account_page, requests, exchange_book, audit_log, mailbox, address_sheet, table, letter)
}
"""The forms by name."""

"""What goes into every pack: the letters, the identifiers as a table, the papers added by hand, and the list of all of it with digests."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from comity.analysis.exports.spreadsheet_safety import safe_cell
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.text.messages import Messages

PDF = "application/pdf"
CSV = "text/csv"
TEXT = "text/plain"


@dataclass(frozen=True)
class PackFile:
    """A file of a pack.

    Attributes:
        name: its file name.
        media: its media type.
        content: the bytes.
    """

    name: str
    media: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Digest of the content, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    def row(self) -> dict[str, object]:
        """The file as the register keeps it on record."""
        return {"name": self.name, "media": self.media, "size": len(self.content), "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is said about a pack.

    Attributes:
        number: number of the request at home.
        subject: one line for whoever opens it.
        language: BCP 47 tag of the letter; the words around it are in the same.
        sender: authority and mailbox that send.
        sender_mailbox: the official mailbox; empty where the draft names none.
        recipient: whom it goes to.
        mailbox: mailbox of the recipient; empty where the directory has none.
        address: portal or postal address; empty where the directory has none.
        call_back: telephone under which the request can be confirmed.
        code: short code of the slip; empty where no vault registered the letter.
    """

    number: str
    subject: str
    language: str
    sender: str
    sender_mailbox: str
    recipient: str
    mailbox: str
    address: str
    call_back: str
    code: str = ""


def identifiers_table(value: RequestValue, t: Messages) -> PackFile:
    """Write the identifiers asked about as a table that no spreadsheet runs: nobody has to copy them out of the letter."""
    head = (t("number"), t("service"), t("kind"), t("identifier"), t("from"), t("until"), t("time zone"))
    rows = (
        (number, target.service, target.identifier_type, target.identifier, value.data.date_from, value.data.date_to, value.data.time_zone)
        for number, target in enumerate(value.targets, start=1)
    )
    return PackFile("identifiers.csv", CSV, table([head, *rows]))


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Write rows as CSV that spreadsheets read with its letters and never run (UTF-8 with a mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(cell.isoformat() if hasattr(cell, "isoformat") else cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def contents_text(envelope: Envelope, files: Iterable[PackFile], hints: Iterable[str], t: Messages) -> PackFile:
    """Write the list of what is in the pack, for whoever opens it."""
    lines = [*_head(envelope, t), "", *hints, "", t("In this pack, each with its SHA-256:")]
    lines += [f"  {file.sha256}  {file.name}" for file in files]
    return PackFile("CONTENTS.txt", TEXT, ("\n".join(lines) + "\n").encode("utf-8"))


def _head(envelope: Envelope, t: Messages) -> Iterator[str]:
    yield envelope.subject
    yield ""
    for label, text in (
        (t("From"), envelope.sender),
        (t("To"), envelope.recipient),
        (t("Address"), envelope.address or envelope.mailbox),
        (t("Call back to confirm"), envelope.call_back),
        (t("Verification code"), envelope.code),
    ):
        if text:
            yield f"{label}: {text}"

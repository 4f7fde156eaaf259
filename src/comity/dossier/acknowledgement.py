"""The letter that acknowledges a delivery: what came, with digests, what agrees with what the sender stated, what is to be sent again.

The sender keeps it as a receipt; both sides can hold the digests against their own copies. It names what was found as it was found, and
leaves out what stays in the house: keys, custodians, the contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comity.crypto.checkpoint import Checkpoint
from comity.custody.delivery.delivery import CHANNELS, KINDS, VERDICTS, Check, Verdict
from comity.custody.delivery.take_in import Receipt
from comity.documents.arrange import arrange
from comity.documents.document import Block, Document, Heading, Line, Lines, Paragraph, Said, Table, TableKind
from comity.text.languages import language as language_named
from comity.text.messages import Messages

_MOST_ROWS = 400
"""More items than these are counted, not listed: a letter is read by people."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who acknowledges.

    Attributes:
        office: the office.
        name: who signs; empty leaves a line.
        on: day of the letter.
    """

    office: str
    name: str
    on: date


def acknowledgement(receipt: Receipt, receiver: Receiver, language: str, *, missing: Sequence[str] = ()) -> Document:
    """Write the letter.

    Args:
        receipt: what was taken in.
        receiver: who acknowledges.
        language: BCP 47 tag.
        missing: what was asked for and is not in the delivery, in words.
    """
    t = Messages(language)
    title = t("Acknowledgement of receipt")
    blocks = (
        Lines("letterhead", ((Said(receiver.office),),)),
        Lines("addressee", ((Said(receipt.delivery.by),),)),
        Heading(1, (Said(title),)),
        *_body(receipt, receiver, t, missing),
    )
    return Document(
        title=title,
        language=language,
        rtl=language_named(language).rtl,
        blocks=arrange(blocks, "sections", "latin"),
        reference=receipt.delivery.request,
        sender=receiver.office,
        date=receiver.on,
        template=f"acknowledgement.{language}",
        template_sha256="",
        draft_sha256="",
        size="full",
        reviewed=False,
    )


def _body(receipt: Receipt, receiver: Receiver, t: Messages, missing: Sequence[str]) -> Iterator[Block]:
    yield _reference(receipt, receiver, t)
    yield Paragraph((Said(t("We confirm that what is listed below was received, and sealed unchanged as it came.")),))
    yield Heading(2, (Said(t("What was received")),))
    yield from _items(receipt, t)
    yield Heading(2, (Said(t("What was compared and verified")),))
    yield from _checks(receipt, t)
    asked = [check for check in receipt.checks if check.is_grave or check.verdict in {Verdict.LOCKED, Verdict.UNKNOWN_SIGNER}]
    if asked or missing or receipt.skipped:
        yield Heading(2, (Said(t("What we ask you for")),))
        yield from _asked(asked, missing, receipt, t)
    yield Heading(2, (Said(t("How it is kept")),))
    yield from _kept(receipt, t)
    day = t("Date: {day}", day=receiver.on.isoformat())
    name = ((Said(receiver.name),),) if receiver.name else ()
    yield Lines("signature", (*name, (Said(receiver.office),), (Said(day),)))


def _reference(receipt: Receipt, receiver: Receiver, t: Messages) -> Table:
    delivery = receipt.delivery
    rows = (
        (t("Our request"), delivery.request),
        (t("Your reference"), delivery.reference),
        (t("Received on"), (delivery.received or receiver.on).isoformat()),
        (t("By way of"), t(CHANNELS[delivery.channel])),
        (t("Number of the receipt"), receipt.id),
    )
    return Table(TableKind.REFERENCE, tuple((_line(label), _line(value, code=value == receipt.id)) for label, value in rows if value))


def _items(receipt: Receipt, t: Messages) -> Iterator[Block]:
    size = t.plural("{count} byte", "{count} bytes", count=sum(item.size for item in receipt.items))
    yield _said(t.plural("{count} file, {size}:", "{count} files, {size}:", count=len(receipt.items), size=size))
    head = (t("No."), t("File"), t("Bytes"), "SHA-256")
    rows = tuple(
        (_line(str(number)), _line(item.name), _line(str(item.size)), _line(item.sha256, code=True))
        for number, item in enumerate(receipt.items[:_MOST_ROWS], start=1)
    )
    yield Table(TableKind.RECORDS, rows, tuple(_line(word) for word in head), (1, 5, 2, 8))
    more = len(receipt.items) - _MOST_ROWS
    if more > 0:
        yield _said(
            t.plural("{count} more file is in the list that we keep.", "{count} more files are in the list that we keep.", count=more)
        )


def _checks(receipt: Receipt, t: Messages) -> Iterator[Block]:
    if not receipt.checks:
        yield _said(t("No digest and no signature came with the delivery; the digests above are ours."))
        return
    agreed = sum(check.kind == "hash_list" and check.verdict is Verdict.HOLDS for check in receipt.checks)
    if agreed:
        yield _said(
            t.plural("{count} digest agrees with the one you stated.", "{count} digests agree with those you stated.", count=agreed)
        )
    shown = [check for check in receipt.checks if check.kind != "hash_list" or check.verdict is not Verdict.HOLDS]
    if shown:
        head = (t("File"), t("What"), t("Outcome"))
        rows = tuple(_check_row(check, t) for check in shown[:_MOST_ROWS])
        yield Table(TableKind.RECORDS, rows, tuple(_line(word) for word in head), (5, 4, 7))


def _check_row(check: Check, t: Messages) -> tuple[Line, ...]:
    what = t(KINDS[check.kind]) + (f" ({check.against})" if check.against else "")
    outcome = t(VERDICTS[check.verdict])
    if check.signer:
        outcome += "; " + t("signer: {name}", name=check.signer)
    if check.at:
        outcome += "; " + t("stated time: {time}", time=check.at)
    return (_line(check.name), _line(what), _line(outcome))


def _asked(asked: Sequence[Check], missing: Sequence[str], receipt: Receipt, t: Messages) -> Iterator[Block]:
    words = {
        Verdict.DIFFERS: t("confirm the digest, or send the file again:"),
        Verdict.BROKEN: t("confirm what was signed, or send the file again:"),
        Verdict.NOT_DELIVERED: t("send the file that your list names:"),
        Verdict.LOCKED: t("send the password on another way:"),
        Verdict.UNKNOWN_SIGNER: t("tell us on another way the key or the authority of the one who signed:"),
    }
    for verdict, sentence in words.items():
        names = list(dict.fromkeys(check.name for check in asked if check.verdict is verdict))
        if names:
            yield _said(sentence)
            yield from (Paragraph((Said(name, code=True),), item=True) for name in names[:_MOST_ROWS])
    if receipt.skipped:
        yield _said(t("send as a regular file what could not be taken in:"))
        yield from (Paragraph((Said(one.name, code=True),), item=True) for one in receipt.skipped[:_MOST_ROWS])
    if missing:
        yield _said(t("send what was asked for and is not in the delivery, or tell us that it is not held:"))
        yield from (Paragraph((Said(one),), item=True) for one in missing)


def _kept(receipt: Receipt, t: Messages) -> Iterator[Block]:
    checkpoint = Checkpoint.parse(receipt.note.text)
    yield _said(
        t(
            "The receipt is entry {number} of the log {origin}, an append-only Merkle tree (RFC 6962); "
            "its state after the receipt has {count} entries and this root:",
            number=receipt.entry,
            origin=checkpoint.origin,
            count=checkpoint.size,
        )
    )
    yield Paragraph((Said(checkpoint.root.hex(), code=True),), follows=True)
    yield _said(t("A proof that a file of yours is in the log, unchanged since, is given on request."))


def _said(words: str) -> Paragraph:
    return Paragraph((Said(words),), number="1")


def _line(words: str, *, code: bool = False) -> Line:
    return (Said(words, code=code),)

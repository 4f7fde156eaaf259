"""Take evidence in: files as they lie here, or a delivery with who brought it and what its sender stated and signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.commands._vault_face import (
    FILE,
    actor_option,
    case_option,
    identity_option,
    json_option,
    meter,
    opened,
    out,
    reason_option,
    told,
    vault_option,
)

if TYPE_CHECKING:
    from comity.custody.delivery.delivery import Delivery, Trust
    from comity.custody.delivery.take_in import Receipt
    from comity.custody.vault.intake import Skipped
    from comity.custody.vault.item import Item


@click.command()
@vault_option
@identity_option
@click.argument("paths", nargs=-1, required=True, type=FILE)
@case_option
@reason_option
@actor_option
@click.option("--from", "by", metavar="NAME", help="Who delivered it: the provider or authority. Makes a delivery of it.")
@click.option("--channel", metavar="CHANNEL", help="How it came: portal, email, post, courier, carrier, contact_24_7, ncb …")
@click.option("--request", default="", metavar="NUMBER", help="Our number of the request that it answers.")
@click.option("--reference", default="", metavar="TEXT", help="The sender's own reference.")
@click.option("--received", metavar="DATE", help="The day it came; else today.")
@click.option("--hashes", "lists", multiple=True, type=FILE, help="List of digests that came apart; may be repeated. It is taken in, too.")
@click.option("--pgp-key", "pgp", multiple=True, type=FILE, help="The sender's OpenPGP certificate, or your secret key; may be repeated.")
@click.option(
    "--ca", "roots", multiple=True, type=FILE, help="Certificate of the authority behind S/MIME and PDF signatures; may be repeated."
)
@click.option("--password-file", "passwords", multiple=True, type=FILE, help="Password of a locked message, one a line; never kept.")
@click.option("--acknowledge", "folder", type=FILE, help="Folder for the letter that acknowledges the delivery (DOCX and PDF).")
@click.option("--office", default="", metavar="TEXT", help="Your office, as the letter names it.")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Language of the letter; may be repeated (default: en).")
@json_option
def add(
    *,
    root: Path,
    identity: Path,
    paths: tuple[Path, ...],
    case: str | None,
    reason: str | None,
    actor: str,
    by: str | None,
    channel: str | None,
    request: str,
    reference: str,
    received: str | None,
    lists: tuple[Path, ...],
    pgp: tuple[Path, ...],
    roots: tuple[Path, ...],
    passwords: tuple[Path, ...],
    folder: Path | None,
    office: str,
    languages: tuple[str, ...],
    as_json: bool,
) -> int:
    """Take files or folders in; with --from, as a delivery that is compared, verified and acknowledged.

    Exit code 1 when a digest differs, a signature does not hold, or a file that the sender names is missing. All of it is kept as it came.
    """
    from comity.custody.vault.vault import Actor

    who = Actor(actor, case=case, reason=reason or request or None)
    if by is None:
        if lists or pgp or roots or passwords or folder or channel or received or reference:
            raise click.UsageError("say who delivered it: --from NAME")
        with opened(root, identity) as vault:
            items, skipped, note = vault.add(list(paths), who, meter())
        out(_answer(items, skipped, str(note)), as_json, "\n".join(_lines(items, skipped)))
        return 0
    from comity.custody.delivery.take_in import take_in

    delivery = _delivery(by, channel, request, reference, received)
    trust = _trust(pgp, roots, passwords)
    with opened(root, identity) as vault:
        receipt = take_in(vault, paths, delivery, who, trust=trust, lists=lists, progress=meter())
    letters = _letters(receipt, folder, office, languages or ("en",), received) if folder else []
    answer = {**_answer(receipt.items, receipt.skipped, str(receipt.note)), "delivery": _told(receipt, letters)}
    out(answer, as_json, "\n".join([*_lines(receipt.items, receipt.skipped), *_found(receipt), *letters]))
    return 1 if receipt.is_grave else 0


def _delivery(by: str, channel: str | None, request: str, reference: str, received: str | None) -> Delivery:
    from comity.custody.delivery.delivery import Delivery

    return Delivery(by, channel or "", request, reference, _day(received) if received else None)


def _day(text: str) -> date:
    from comity.errors import InputError
    from comity.model.said import say

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(say("no date: {text}", text=text), place="--received", hint=say("write it as 2026-11-21")) from error


def _trust(pgp: tuple[Path, ...], roots: tuple[Path, ...], passwords: tuple[Path, ...]) -> Trust:
    from comity.custody.delivery.certificates import read_roots
    from comity.custody.delivery.delivery import Trust
    from comity.custody.delivery.openpgp import Ring
    from comity.custody.verify.checkpoint import read_bytes
    from comity.errors import InputError
    from comity.model.said import say

    for path in roots:
        try:
            read_roots([read_bytes(path)])
        except ValueError as error:
            raise InputError(say("the file holds no certificate"), place=str(path), hint=say("PEM or DER")) from error
    for path in pgp:
        if not Ring([read_bytes(path)]).certificates():
            raise InputError(say("the file holds no OpenPGP key"), place=str(path))
    words = (line for path in passwords for line in read_bytes(path).splitlines() if line)
    return Trust(tuple(map(read_bytes, pgp)), tuple(map(read_bytes, roots)), tuple(words))


def _letters(receipt: Receipt, folder: Path, office: str, languages: tuple[str, ...], received: str | None) -> list[str]:
    """Write the acknowledgement in each language."""
    from comity.cli.commands._vault_face import write_new
    from comity.documents.pdf import write_pdf
    from comity.documents.word.file import write_docx
    from comity.dossier.acknowledgement import Receiver, acknowledgement
    from comity.model.time import system_clock

    today = system_clock().date()
    written = []
    for language in languages:
        letter = acknowledgement(receipt, Receiver(office or "_" * 30, "", max(today, _day(received)) if received else today), language)
        for ending, content in (("docx", write_docx(letter, {})), ("pdf", write_pdf(letter))):
            path = folder / f"acknowledgement.{language}.{ending}"
            write_new(path, content)
            written.append(str(path))
    return written


def _answer(items: list[Item] | tuple[Item, ...], skipped: list[Skipped] | tuple[Skipped, ...], checkpoint: str) -> dict[str, object]:
    return {
        "items": [told(item) for item in items],
        "skipped": [{"name": entry.name, "reason": entry.reason} for entry in skipped],
        "checkpoint": checkpoint,
    }


def _told(receipt: Receipt, letters: list[str]) -> dict[str, object]:
    delivery = receipt.delivery
    return {
        "id": receipt.id,
        "entry": receipt.entry,
        "by": delivery.by,
        "channel": delivery.channel,
        "request": delivery.request,
        "reference": delivery.reference,
        "received": delivery.received.isoformat() if delivery.received else None,
        "checks": [
            {
                "kind": check.kind,
                "item": check.item or None,
                "name": check.name,
                "verdict": check.verdict.value,
                "against": check.against or None,
                "signer": check.signer or None,
                "at": check.at or None,
                "text": check.text,
            }
            for check in receipt.checks
        ],
        "letters": letters,
    }


def _lines(items: list[Item] | tuple[Item, ...], skipped: list[Skipped] | tuple[Skipped, ...]) -> list[str]:
    new = sum(item.state == "new" for item in items)
    lines = [f"{new} item(s) taken in, {len(items) - new} known already, {len(skipped)} skipped"]
    return lines + [f"  skipped {entry.name}: {entry.reason}" for entry in skipped]


def _found(receipt: Receipt) -> list[str]:
    """Say what was found: what does not hold first, and what agrees as a count."""
    from comity.cli.output import words
    from comity.custody.delivery.delivery import KINDS, VERDICTS, Verdict

    t = words()
    holding = sum(check.verdict is Verdict.HOLDS for check in receipt.checks)
    shown = sorted(
        (check for check in receipt.checks if check.verdict is not Verdict.HOLDS or check.signer), key=lambda one: not one.is_grave
    )
    lines = [t("delivery {number}: {count} checks, {holding} hold", number=receipt.id, count=len(receipt.checks), holding=holding)]
    for check in shown:
        signer = f" [{check.signer}]" if check.signer else ""
        lines.append(f"  {check.name}: {t(KINDS[check.kind])}: {t(VERDICTS[check.verdict])}{signer} ({check.text})")
    return lines

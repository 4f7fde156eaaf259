"""Certify evidence that was handed out: certificate or protocol as DOCX and PDF/A, signed on demand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("bag", type=_FILE)
@click.option("--form", type=click.Choice(["certificate", "protocol"]), default="certificate", show_default=True, help="Which paper.")
@click.option("--by", "name", required=True, metavar="NAME", help="Who certifies or inspects.")
@click.option("--office", required=True, metavar="TEXT", help="Office and authority of that person.")
@click.option("--place", default="", metavar="TEXT", help="Where.")
@click.option("--date", "day", metavar="DATE", help="Day of the paper; else today.")
@click.option("--present", multiple=True, metavar="NAME", help="A further person present at the inspection; may be repeated.")
@click.option("--provision", default="", metavar="TEXT", help="Article of the procedure code under which the inspection is held.")
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Verifier key of the log, as text or file; else those in the bag.")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Language of the paper; may be repeated.")
@click.option("--p12", type=_FILE, metavar="FILE", help="Sign the PDF with the key of this PKCS#12 file (password: COMITY_P12_PASSWORD).")
@click.option("--pkcs11", "library", type=_FILE, metavar="LIBRARY", help="Sign the PDF with a token (PIN: COMITY_PKCS11_PIN).")
@click.option("--token", default="", metavar="LABEL", help="Label of the token.")
@click.option("--certificate-label", "label", default="", metavar="LABEL", help="Label of certificate and key on the token.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    *,
    bag: Path,
    form: str,
    name: str,
    office: str,
    place: str,
    day: str | None,
    present: tuple[str, ...],
    provision: str,
    keys: tuple[str, ...],
    languages: tuple[str, ...],
    p12: Path | None,
    library: Path | None,
    token: str,
    label: str,
    as_json: bool,
) -> None:
    """Certify evidence that was handed out: certificate or protocol as DOCX and PDF/A, signed on demand.

    BAG is a folder made by `comity vault export`. All of it is checked first, and nothing is written about a bag that does not hold
    (exit code 3). The papers are put into the bag, below `papers/`.
    """
    from comity.cli.output import print_json, words
    from comity.custody.bag.add_tags import add_tags
    from comity.custody.verify.checkpoint import read_keys
    from comity.documents.pdf import write_pdf
    from comity.documents.word.file import write_docx
    from comity.dossier.custody_certificate import FORMS, Certifier
    from comity.dossier.handed_out import read_handed_out
    from comity.dossier.signing import sign_pdf

    t = words(None)
    told = read_keys(keys or (str(bag / "keys.txt"),))
    handed = read_handed_out(bag, told, keys_from_bag=not keys)
    certifier = Certifier(name, office, _day(day), place, present, provision)
    papers: dict[str, bytes] = {}
    for language in languages or ("en", "ru"):
        paper = FORMS[form](handed, certifier, language)
        content = write_pdf(paper)
        if p12 or library:
            with _signer(p12, library, token, label) as signer:
                content = sign_pdf(content, signer, reason=paper.title, place=place)
        papers[f"papers/{form}.{language}.pdf"] = content
        papers[f"papers/{form}.{language}.docx"] = write_docx(paper, {})
    written = add_tags(bag, papers)
    if as_json:
        print_json({"files": [{"path": str(path), "signed": path.suffix == ".pdf" and bool(p12 or library)} for path in written]})
        return
    for path in written:
        click.echo(path)
    if not (p12 or library):
        click.echo(t("not signed: sign on paper, or give --p12 or --pkcs11"), err=True)


def _day(text: str | None) -> date:
    from comity.errors import InputError
    from comity.model.time import system_clock
    from comity.text.messages import say

    if text is None:
        return system_clock().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(say("no date: {text}", text=text), place="--date", hint=say("write it as 2026-11-21")) from error


def _signer(p12: Path | None, library: Path | None, token: str, label: str) -> AbstractContextManager[Signer]:
    import os

    from comity.dossier.signing import signer_from_file, signer_from_token

    if p12 is not None:
        return signer_from_file(p12, os.environ.get("COMITY_P12_PASSWORD"))
    if library is None:
        raise click.UsageError("--p12 or --pkcs11")
    return signer_from_token(library, token, os.environ.get("COMITY_PKCS11_PIN"), label)

"""The state of the log on a sheet of paper, for the paper file or the prosecutor's safe; a QR code brings it back into a computer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note
from comity.documents.arrange import arrange
from comity.documents.document import Block, Document, Figure, Heading, Lines, Paragraph, Said, Table, TableKind
from comity.text.languages import language as language_named
from comity.text.messages import Messages


def printed_checkpoint(note: Note, key: str, *, office: str, by: str, on: date, language: str) -> Document:
    """Write the sheet.

    Args:
        note: the checkpoint, with the signatures that fit a QR code.
        key: verifier key of the log.
        office: whose log it is.
        by: who prints it.
        on: day of the sheet.
        language: BCP 47 tag.
    """
    t, checkpoint = Messages(language), Checkpoint.parse(note.text)
    title = t("State of the custody log, for the paper file")
    rows = (
        (t("Log"), Said(checkpoint.origin, code=True)),
        (t("Entries"), Said(str(checkpoint.size))),
        (t("Root of the tree"), Said(checkpoint.root.hex(), code=True)),
        (t("Key of the log"), Said(key, code=True)),
        (t("Printed by"), Said(f"{by}, {on.isoformat()}")),
    )
    caption = (Said(t("The signed checkpoint as a QR code")),)
    blocks: tuple[Block, ...] = (
        Lines("letterhead", ((Said(office),),)),
        Heading(1, (Said(title),)),
        Table(TableKind.REFERENCE, tuple(((Said(label),), (value,)) for label, value in rows)),
        Paragraph((Said(t(
            "Whoever holds this sheet can tell later whether the log was cut or rewritten: it must still begin with these entries. "
            "Keep it where those who run the log cannot exchange it."
        )),)),
        Figure(_code(str(note)), t("QR code with the signed checkpoint; the same text stands below"), caption),
        Paragraph((Said(t("Save what the code holds as a file, and hold it against the log, or check its signature:")),)),
        Paragraph((Said("comity vault anchors --vault VAULT --against FILE", code=True),), follows=True),
        Paragraph((Said("comity verify checkpoint FILE --key KEY", code=True),), follows=True),
        *(Paragraph((Said(line, code=True),), follows=True) for line in str(note).splitlines() if line),
        Lines("signature", ((Said(t("Received and kept by")),), (Said("_" * 40),), (Said(t("Date, place, signature")),))),
    )  # fmt: skip
    return Document(
        title=title,
        language=language,
        rtl=language_named(language).rtl,
        blocks=arrange(blocks, "sections", "latin"),
        reference=checkpoint.origin,
        sender=office,
        date=on,
        template=f"printed-checkpoint.{language}",
        template_sha256="",
        draft_sha256="",
        size="full",
        reviewed=False,
    )


def _code(text: str) -> str:
    """Draw a QR code as rows of rectangles, with white beside it: on paper it is about 60 mm wide."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(text.encode())
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    bars = [
        f'<rect x="{start}" y="{line}" width="{length}" height="1.02"/>' for line, row in enumerate(rows) for start, length in _runs(row)
    ]
    margin = size * 4 // 5
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} 0 {size + 2 * margin} {size}" '
        f'width="{size + 2 * margin}" height="{size}">{"".join(bars)}</svg>'
    )


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """List the dark runs of a row: where each begins, and how long it is."""
    place = 0
    for is_dark, cells in groupby(row):
        length = len(list(cells))
        if is_dark:
            yield place, length
        place += length

"""Puts the parts of a letter into one DOCX file; the bytes depend on the letter alone."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from comity.drafting.render.letter import Letter
from comity.drafting.render.pdf import letter_moment
from comity.drafting.render.word import parts
from comity.drafting.render.word.body import Body


def write_docx(letter: Letter, labels: Mapping[str, str]) -> bytes:
    """Write the letter as DOCX.

    Args:
        letter: the letter.
        labels: names of the facts, shown on the content controls.
    """
    moment = letter_moment(letter)
    members = {
        "[Content_Types].xml": parts.static_part("content-types.xml"),
        "_rels/.rels": parts.static_part("package-rels.xml"),
        "word/document.xml": Body(letter, labels).document(),
        "word/_rels/document.xml.rels": parts.static_part("document-rels.xml"),
        "word/styles.xml": parts.styles(letter),
        "word/numbering.xml": parts.numbering(letter),
        "word/settings.xml": parts.settings(letter),
        "word/fontTable.xml": parts.static_part("fonts.xml"),
        "word/header1.xml": parts.header(letter, first=False),
        "word/header2.xml": parts.header(letter, first=True),
        "word/footer1.xml": parts.footer(),
        "docProps/core.xml": parts.core_properties(letter, moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "docProps/custom.xml": parts.custom_properties(letter),
    }
    stamp = (max(moment.year, 1980), moment.month, moment.day, 0, 0, 0)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on every machine
            archive.writestr(info, text.encode("utf-8"))
    return out.getvalue()

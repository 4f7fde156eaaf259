"""Puts the parts of a document into one DOCX file; the bytes depend on the document alone."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from comity.documents.document import Document, Figure
from comity.documents.pdf import document_moment
from comity.documents.picture import png_of
from comity.documents.word import parts
from comity.documents.word.body import Body


def write_docx(document: Document, labels: Mapping[str, str]) -> bytes:
    """Write the document as DOCX.

    Args:
        document: the document.
        labels: names of the facts, shown on the content controls.
    """
    moment = document_moment(document)
    pictures = [png_of(block.svg) for block in document.blocks if isinstance(block, Figure)]
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.static_part("content-types.xml"),
        "_rels/.rels": parts.static_part("package-rels.xml"),
        "word/document.xml": Body(document, labels).document(),
        "word/_rels/document.xml.rels": parts.relationships(len(pictures)),
        "word/styles.xml": parts.styles(document),
        "word/numbering.xml": parts.numbering(document),
        "word/settings.xml": parts.settings(document),
        "word/fontTable.xml": parts.static_part("fonts.xml"),
        "word/header1.xml": parts.header(document, first=False),
        "word/header2.xml": parts.header(document, first=True),
        "word/footer1.xml": parts.footer(),
        "docProps/core.xml": parts.core_properties(document, moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "docProps/custom.xml": parts.custom_properties(document),
        **{f"word/media/figure{number}.png": picture for number, picture in enumerate(pictures, start=1)},
    }
    stamp = (max(moment.year, 1980), moment.month, moment.day, 0, 0, 0)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # the same on every machine
            archive.writestr(info, content if isinstance(content, bytes) else content.encode("utf-8"))
    return out.getvalue()

"""PDF documents (ISO 32000): the text layer page by page, the targets of links, and what was typed into form fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from comity.errors import InputError
from comity.text.documents.pdf_fields import field_values
from comity.text.extracted import ExtractedText, TextBuilder
from comity.text.format import Format, Source
from comity.text.messages import say

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_PAGES = 2000
_MARK = re.compile(rb"%PDF-\d")
_LINE_ENDS = re.compile(r"\r\n?")
_SOFT_BREAK = re.compile("[\ufffe\u0002]\n?")
"""What PDFium writes for a hyphen that it believes to divide a word at the end of a line."""


class PortableDocument(Format):
    """What bears the mark of PDF in its first kilobyte."""

    slug = "pdf"

    def detect(self, source: Source) -> float:
        return 1.0 if _MARK.search(source.head[:1024]) else 0.0

    def read(self, source: Source) -> ExtractedText:
        document = _open(source)
        try:
            return _read_pages(document, source, self.slug)
        finally:
            document.close()


def _open(source: Source) -> PdfDocument:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.data)
        pages = len(document)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise InputError(
                say("the PDF is protected with a password"),
                place=source.name,
                hint=say("open it with the password, save a copy without one, and give the copy"),
            ) from problem
        raise InputError(
            say("the PDF is broken or cut short"), place=source.name, hint=say("get it again from its source, or print it to PDF anew")
        ) from problem
    if pages > MAX_PAGES:
        document.close()
        raise InputError(
            say("the PDF has {pages} pages, at most {limit} are read", pages=pages, limit=MAX_PAGES),
            place=source.name,
            hint=say("give the pages that matter"),
        )
    return document


def _read_pages(document: PdfDocument, source: Source, slug: str) -> ExtractedText:
    builder = TextBuilder(source.name)
    empty = []
    for number in range(1, len(document) + 1):
        text, targets = _page(document, number, builder)
        if not text.strip():
            empty.append(number)
        place = say("page {number}", number=number)
        builder.add(text.rstrip("\n"), place)
        for target in targets:
            if target not in text and target.split(":", 1)[-1] not in text:
                builder.add(f"<{target}>", place)
    for name, value in field_values(source.data):
        builder.add(f"{name}: {value}", say("form field"))
    if builder.is_blank:
        raise InputError(
            say("the PDF holds no text: its pages are pictures (a scan)"),
            place=source.name,
            hint=say("run text recognition (OCR) first and give the result"),
        )
    if empty:
        builder.note(say("pages without text, perhaps scans: {pages}", pages=", ".join(map(str, empty))))
    return builder.build(slug)


def _page(document: PdfDocument, number: int, builder: TextBuilder) -> tuple[str, tuple[str, ...]]:
    """Read one page; a broken one is noted, and the others are read all the same."""
    import pypdfium2

    try:
        page = document[number - 1]
        text_page = page.get_textpage()
        text = _SOFT_BREAK.sub("-", _LINE_ENDS.sub("\n", text_page.get_text_range()))
        targets = tuple(_link_targets(document, page))
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        builder.note(say("page {number} is broken and was not read", number=number))
        return "", ()
    return text.replace("\0", ""), targets


def _link_targets(document: PdfDocument, page: Any) -> list[str]:
    import ctypes

    import pypdfium2.raw as pdfium

    position = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    found = []
    while pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if size > 1:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
            found.append(buffer.value.decode("utf-8", errors="replace"))
    return list(dict.fromkeys(found))

"""Pictures and tables of reports: the same in every format, with words for who cannot see them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from comity.documents.document import Document, Figure, Heading, Paragraph, Said, Table, TableKind
from comity.documents.html import write_html
from comity.documents.pdf import write_pdf
from comity.documents.pdf_check import check_pdf
from comity.documents.picture import png_of, shape_of
from comity.documents.plain import write_plain
from comity.documents.word.file import write_docx

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="400" height="100" fill="#dde"/></svg>'
TXID = "853793d552635f533aa982b92b35b00e63a1c14e526154563a56315d263bb1d2"
REPORT = Document(
    title="Report",
    language="en",
    rtl=False,
    blocks=(
        Heading(1, (Said("Report"),)),
        Paragraph((Said("Transfer "), Said(TXID, code=True), Said("."))),
        Figure(SVG, "A grey field", (Said("Figure 1. Flow"),)),
        Table(
            TableKind.RECORDS,
            (((Said("1"),), (Said(TXID, code=True),), (Said("12.5"),)),),
            ((Said("No."),), (Said("txid"),), (Said("USDT"),)),
            (1, 6, 2),
        ),
    ),
    reference="R-1",
    sender="Unit",
    date=date(2026, 11, 21),
    template="report",
    template_sha256="",
    draft_sha256="",
    size="full",
    reviewed=False,
)


def test_a_report_with_a_picture_carries_the_marks_of_pdf_a_and_pdf_ua() -> None:
    content = write_pdf(REPORT)
    assert [mark.name for mark in check_pdf(content, "report.pdf").marks if not mark.ok] == []
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert "".join(text.split()).count(TXID) == 2


def test_word_holds_the_picture_with_its_words() -> None:
    archive = zipfile.ZipFile(BytesIO(write_docx(REPORT, {})))
    assert archive.read("word/media/figure1.png").startswith(b"\x89PNG")
    assert 'descr="A grey field"' in archive.read("word/document.xml").decode()
    assert 'Target="media/figure1.png"' in archive.read("word/_rels/document.xml.rels").decode()


def test_a_page_holds_the_picture_and_loads_nothing() -> None:
    page = write_html(REPORT).decode()
    assert '<div role="img" aria-label="A grey field"><svg' in page
    assert f'translate="no">{TXID}</bdi>' in page


def test_plain_text_says_what_the_picture_shows() -> None:
    assert "[A grey field]\nFigure 1. Flow" in write_plain(REPORT).decode()


def test_identifiers_stand_apart_where_words_run_from_the_right() -> None:
    assert f"\u2066{TXID}\u2069" in write_plain(replace(REPORT, language="fa", rtl=True)).decode()


def test_a_picture_has_a_shape() -> None:
    assert shape_of(SVG) == (400, 100)
    assert png_of(SVG).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="viewBox"):
        shape_of("<svg/>")

"""A signature never stands alone on a page, whatever closes the letter before it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pypdfium2
import pytest

from comity.documents.arrange import arrange
from comity.documents.document import Block, Document, Lines, Paragraph, Said, Table, TableKind
from comity.documents.pdf import write_pdf
from comity.documents.word.file import write_docx

_ROWS = tuple(((Said(f"closing {number}"),), (Said("value"),)) for number in range(4))
CLOSINGS: dict[str, Block] = {
    "fields": Table(TableKind.FIELDS, _ROWS),
    "records": Table(TableKind.RECORDS, _ROWS, head=((Said("n"),), (Said("what"),))),
    "paragraph": Paragraph((Said("closing words"),)),
    "item": Paragraph((Said("closing item"),), item=True),
}
SIGNED = "Signed by the officer"


def letter(closing: Block, lines_before: int) -> Document:
    """Make a letter that ends with this block and a signature."""
    words = tuple(Paragraph((Said(f"Line {number}."),)) for number in range(lines_before))
    blocks = (*words, closing, Lines("signature", ((Said(SIGNED),), (Said("Rank"),))))
    return Document(
        title="Letter",
        language="en",
        rtl=False,
        blocks=arrange(blocks, "paragraphs", "latin"),
        reference="R-1",
        sender="Unit",
        date=None,
        template="letter",
        template_sha256="0" * 64,
        draft_sha256="0" * 64,
        size="authority",
        reviewed=False,
    )


@pytest.mark.parametrize("closing", CLOSINGS)
def test_the_page_of_the_signature_holds_what_closes_the_letter(closing: str) -> None:
    moved = set()
    for lines_before in range(22, 34):
        with pypdfium2.PdfDocument(write_pdf(letter(CLOSINGS[closing], lines_before))) as pdf:
            pages = [page.get_textpage().get_text_bounded() for page in pdf]
        (signed,) = (number for number, text in enumerate(pages) if SIGNED in text)
        assert "closing" in pages[signed]
        moved.add(signed)
    assert moved == {0, 1}, "the letters must be around one page long, or nothing is tried"


@pytest.mark.parametrize("closing", CLOSINGS)
def test_word_is_told_the_same(closing: str) -> None:
    content = write_docx(letter(CLOSINGS[closing], 1), {})
    with zipfile.ZipFile(BytesIO(content)) as package:
        body = package.read("word/document.xml").decode()
    before, _, _ = body.partition('<w:pStyle w:val="SignatureLine"/>')
    last = [paragraph for paragraph in re.findall(r"<w:p>.*?</w:p>", before) if "closing" in paragraph][-1]
    assert "<w:keepNext/>" in last

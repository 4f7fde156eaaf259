"""Word: what a reader of the printed document would see, and the targets of its links."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from comity.errors import InputError
from comity.text.extract import extract

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _body(*xml: str) -> bytes:
    document = docx.Document()
    for piece in xml:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(piece.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))
    return _saved(document)


def test_paragraphs_and_table_rows_are_lines_with_their_place() -> None:
    document = docx.Document()
    document.add_paragraph("First")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"cell {number}"
    document.add_paragraph("Last")
    found = extract("x", _saved(document))
    assert found.text.splitlines() == ["First", "cell 0\tcell 1", "cell 2\tcell 3", "Last"]
    assert found.place_at(0) == "paragraph 1"
    assert found.place_at(found.text.index("cell 3")) == "table 1, row 2"
    assert found.place_at(found.text.index("Last")) == "paragraph 2"


def test_headers_come_first_and_footers_last() -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    document.sections[0].header.paragraphs[0].text = "Head"
    document.sections[0].footer.paragraphs[0].text = "Foot"
    found = extract("x", _saved(document))
    assert found.text.split() == ["Head", "Body", "Foot"]
    assert found.place_at(0) == "header"


def test_a_word_split_over_runs_stays_whole() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("user@", "exam", "ple.org"):
        paragraph.add_run(piece).bold = piece == "exam"
    assert extract("x", _saved(document)).text.strip() == "user@example.org"


def test_tracked_deletions_and_moves_are_left_out_and_insertions_kept() -> None:
    found = extract(
        "x",
        _body(
            '<w:p><w:r><w:t>a </w:t></w:r><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
            '<w:ins w:id="2"><w:r><w:t>new</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>old place</w:t></w:r></w:moveFrom></w:p>'
        ),
    )
    assert found.text.strip() == "a new"
    assert found.notes == ("tracked deletions were left out: 2",)


def test_hidden_text_is_read_and_noted() -> None:
    found = extract("x", _body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"))
    assert found.text.strip() == "secret"
    assert "hidden" in found.notes[0]


def test_tabs_breaks_and_special_hyphens() -> None:
    found = extract(
        "x",
        _body(
            "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r></w:p>"
        ),
    )
    assert found.text.strip() == "a\tb\nc-de"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    found = extract(
        "x",
        _body(
            '<w:p><w:r><w:t>before</w:t><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert found.text.split("\n")[:2] == ["before", "in the box"]
    assert found.text.count("in the box") == 1
    assert found.place_at(found.text.index("in the box")) == "text box"


def test_link_targets_stand_behind_their_words() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("see ")
    target = "https://phish.example/login"
    relation = document.part.relate_to(
        target, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    same = document.part.relate_to(
        "mailto:a@example.org", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    for identity, text in ((relation, "your bank"), (same, "a@example.org")):
        paragraph._p.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{identity}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'))
    assert extract("x", _saved(document)).text.strip() == f"see your bank <{target}>a@example.org"


def test_a_link_made_by_a_field_gives_its_target() -> None:
    found = extract(
        "x",
        _body(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://phish.example/" </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>bank</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
    )
    assert found.text.split() == ["<https://phish.example/>", "bank"]


def _with_member(data: bytes, name: str, xml: str, kind: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/_rels/document.xml.rels":
                offices = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                relation = f'<Relationship Id="x9" Type="{offices}/{kind}" Target="{name}"/>'
                content = content.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            new.writestr(member, content)
        new.writestr(f"word/{name}", xml)
    return buffer.getvalue()


def test_footnotes_follow_with_their_numbers() -> None:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>IP 203.0.113.7</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    found = extract("x", _with_member(_body("<w:p><w:r><w:t>Body</w:t></w:r></w:p>"), "footnotes.xml", notes, "footnotes"))
    assert found.place_at(found.text.index("203.0.113.7")) == "footnote 1"


def test_comments_in_the_margin_are_counted_and_not_read() -> None:
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="1"><w:p><w:r><w:t>is this right?</w:t></w:r></w:p></w:comment></w:comments>'
    found = extract("x", _with_member(_body("<w:p><w:r><w:t>Body</w:t></w:r></w:p>"), "comments.xml", comments, "comments"))
    assert found.text.strip() == "Body"
    assert found.notes == ("comments in the margin were not read: 1",)


def test_tables_in_cells_and_boxes_lose_nothing() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "outer"
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "left", "right"
    found = extract("x", _saved(document))
    assert [word for line in found.text.splitlines() for word in line.split()] == ["outer", "left", "right"]


def test_a_document_without_text_is_said_so() -> None:
    with pytest.raises(InputError, match="no text"):
        extract("x", _saved(docx.Document()))


def test_the_strict_variant_is_read() -> None:
    data = _body("<w:p><w:r><w:t>strict</w:t></w:r></w:p>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert extract("x", buffer.getvalue()).text.strip() == "strict"

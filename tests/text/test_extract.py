"""Text out of documents: told by content, limited, and never more than text or a clear error."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import pikepdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.errors import InputError
from comity.plugins.walk import walk
from comity.text.extract import MAX_BYTES, extract
from comity.text.extracted import MAX_CHARACTERS, ExtractedText, column_letters
from comity.text.format import Format

LETTER = "Прошу сохранить данные учётной записи user@example.org с 203.0.113.7"


def _docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pdf(*paragraphs: str) -> bytes:
    return typst.compile("\n\n".join(paragraphs).replace("@", "\\@").encode())


def _xlsx(value: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    offices = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{offices}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{offices}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{value}</t></is></c></row>'
            "</sheetData></worksheet>",
        )
    return buffer.getvalue()


SAMPLES = {
    "txt": LETTER.encode("cp1251"),
    "md": f"# Запрос\n\n{LETTER}, см. [ссылку](https://example.org/x)\n".encode(),
    "docx": _docx(LETTER),
    "pdf": _pdf(LETTER),
    "xlsx": _xlsx(LETTER),
    "csv": f"дата;адрес;что\n2026-03-01;203.0.113.7;{LETTER}\n2026-03-02;203.0.113.8;вход\n".encode(),
    "eml": f"From: a@example.org\nTo: b@example.org\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{LETTER}\n".encode(),
    "html": f"<!doctype html><title>x</title><p>{LETTER}".encode(),
}


@pytest.mark.parametrize("slug", SAMPLES)
def test_every_format_is_told_by_content_and_gives_its_text(slug: str) -> None:
    found = extract("statement.dat", SAMPLES[slug])
    assert found.format == slug
    assert LETTER in found.text


def test_every_plugin_has_a_sample_and_its_slug_is_its_file() -> None:
    assert {slug: plugin.slug for slug, plugin in walk("comity.text.formats", Format)} == {slug: slug for slug in SAMPLES}  # type: ignore[type-abstract]


@pytest.mark.parametrize("slug", SAMPLES)
def test_parts_lie_in_order_inside_the_text(slug: str) -> None:
    found = extract("x", SAMPLES[slug])
    bounds = [bound for part in found.parts for bound in (part.start, part.end)]
    assert bounds == sorted(bounds)
    assert not bounds or bounds[-1] <= len(found.text)


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "заявление.txt"
    path.write_text(LETTER, encoding="utf-8")
    assert extract(path).text == LETTER
    assert extract(str(path)).text == LETTER


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LETTER.encode())))
    assert extract("-").text == LETTER


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\0" * 100, "empty"),
        (b"\xff\xd8\xff\xe0" + b"\0\1" * 50, "picture"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"SQLite format 3\0" + bytes(50), "database"),
        (b"\x1f\x8b\x08" + bytes(50), "packed"),
        (bytes(range(256)) * 3, "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le"), "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "__substg1.0_0037".encode("utf-16-le"), "Outlook"),
        (b"%PDF-1.7\nnothing of the kind", "broken"),
        (b"PK\x03\x04 cut", "broken"),
    ],
)
def test_what_cannot_be_read_is_named_with_place_and_hint(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        extract("file.docx", data)
    assert raised.value.place == "file.docx"
    assert raised.value.hint
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("slug", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_document_cut_short_is_broken_not_half_read(slug: str, kept: float) -> None:
    data = SAMPLES[slug]
    with suppress(InputError):
        found = extract("x", data[: int(len(data) * kept)])
        assert LETTER in found.text  # PDFium mends what lost only its table of contents


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        extract(tmp_path / "missing.txt")
    with pytest.raises(InputError, match="folder"):
        extract(tmp_path)


def test_a_file_without_the_right_to_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        extract(tmp_path / "closed.txt")


def test_a_text_of_500_megabytes_is_refused_by_its_size_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    monkeypatch.setattr("comity.text.extract._read_input", lambda *_: pytest.fail("the file was read"))
    with pytest.raises(InputError, match="500 MB"):
        extract(path)


def test_an_endless_pipe_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            assert self.given < 2 * MAX_BYTES
            return b"a" * size

    monkeypatch.setattr("sys.stdin", type("Input", (), {"buffer": Endless()})())
    with pytest.raises(InputError, match="too large"):
        extract("-")


def test_more_text_than_can_be_looked_through_is_refused() -> None:
    with pytest.raises(InputError, match="characters"):
        extract("x", b"a" * (MAX_CHARACTERS + 1))


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    bomb = _zip(**{"word__document.xml": b"<w>" + b" " * 60_000_000 + b"</w>"})
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="unpacks to far more"):
        extract("bomb.docx", bomb)


def test_too_many_members_are_refused() -> None:
    with pytest.raises(InputError, match="unpacks to far more"):
        extract("bomb.docx", _zip(**{"word__document.xml": b"<w/>", **{f"m{number}": b"" for number in range(10_001)}}))


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&c;&d;</w:t></w:r></w:p></w:body></w:document>"""


def test_xml_entities_are_refused_and_nothing_is_read_for_them() -> None:
    with pytest.raises(InputError, match="entities") as raised:
        extract("laughs.docx", _zip(**{"word__document.xml": LAUGHS}))
    assert "hostile" in (raised.value.hint or "")


def test_a_document_nested_without_end_is_text_or_an_error() -> None:
    deep = b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' + deep + b"</w:body></w:document>"
    with pytest.raises(InputError):
        extract("deep.docx", _zip(**{"word__document.xml": body}))
    assert "end" in extract("deep.html", b"<!doctype html>" + b"<div>" * 5_000 + b"end").text
    with pytest.raises(InputError, match="nested too deeply"):
        extract("deeper.html", b"<!doctype html>" + b"<div>" * 1_000_000 + b"end")
    assert "end" in extract("deep.md", b"# x\n\n**b**\n\n" + b"> " * 2000 + b"end").text


def test_a_locked_pdf_is_named() -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf(LETTER))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(InputError, match="password"):
        extract("locked.pdf", buffer.getvalue())


def test_a_locked_member_is_named() -> None:
    data = bytearray(_docx(LETTER))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(InputError, match="password"):
        extract("locked.docx", bytes(data))


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_named_as_a_spreadsheet_does(number: int, letters: str) -> None:
    assert column_letters(number) == letters


@given(st.binary(max_size=600))
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(extract("x", data), ExtractedText)


@st.composite
def _mutations(draw: st.DrawFn, samples: dict[str, bytes]) -> bytes:
    """Draw a sample with a few bytes changed, a stretch cut out or doubled."""
    data = bytearray(samples[draw(st.sampled_from(sorted(samples)))])
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 40))
        change = draw(st.sampled_from(["byte", "cut", "double", "text"]))
        if change == "byte":
            data[at] = draw(st.integers(0, 255))
        elif change == "cut" and len(data) > 50:
            del data[at : at + length]
        elif change == "double":
            data[at:at] = data[at : at + length]
        else:
            data[at:at] = draw(
                st.sampled_from([b"<", b"&x;", b"\0", b"PK\x03\x04", b"\r\n\r\n", b'"', b"%PDF-", b"]]>", b"<![CDATA[", b"\xff\xfe"])
            )
    return bytes(data)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=300)
@given(_mutations(SAMPLES))
def test_damaged_documents_are_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        found = extract("x", data)
        assert all(found.place_at(part.start) for part in found.parts)


@st.composite
def _damaged_members(draw: st.DrawFn) -> bytes:
    """Draw a package whose members are damaged inside, so that the archive itself is sound."""
    sample = SAMPLES[draw(st.sampled_from(["docx", "xlsx"]))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith((".xml", ".rels")) and draw(st.integers(0, 2)) == 0:
                at = draw(st.integers(0, len(data)))
                data = (
                    data[:at]
                    + draw(st.sampled_from([b"", b"<x>", b'"', b"&amp;", b"\0", b"9" * 30]))
                    + data[at + draw(st.integers(0, 9)) :]
                )
            if draw(st.integers(0, 15)) != 0:
                new.writestr(name, data)
    return buffer.getvalue()


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=150)
@given(_damaged_members())
def test_damaged_members_are_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(extract("x", data), ExtractedText)

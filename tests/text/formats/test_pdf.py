"""PDF: the text layer page by page, link targets, form fields; scans and broken pages are said."""

from __future__ import annotations

import io

import pikepdf
import pytest
import typst

from comity.errors import InputError
from comity.text import fonts
from comity.text.extract import extract


def _pdf(source: str) -> bytes:
    return typst.compile(source.encode(), font_paths=[str(fonts.folder())])


def _edited(data: bytes, edit: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        edit(document)  # type: ignore[operator]
        document.save(buffer)
    return buffer.getvalue()


def test_pages_are_parts() -> None:
    found = extract("x", _pdf("Первая страница\n#pagebreak()\nВторая: user\\@example.org"))
    assert found.place_at(found.text.index("Первая")) == "page 1"
    assert found.place_at(found.text.index("user@example.org")) == "page 2"


def test_lines_stay_lines_and_identifiers_whole() -> None:
    lines = ["IP: 203.0.113.7:51234", "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL", "0x52908400098527886E0F7030069857D2E4169EE7"]
    found = extract("x", _pdf("\n\n".join(f"`{line}`" for line in lines)))
    assert [line for line in found.text.splitlines() if line.strip()] == lines


def test_link_targets_follow_their_page() -> None:
    found = extract("x", _pdf('#link("https://phish.example/x")[your bank] and #link("https://bank.example/")'))
    assert "your bank" in found.text
    assert found.text.count("<https://phish.example/x>") == 1
    assert "<https://bank.example/>" not in found.text


def test_filled_form_fields_are_read() -> None:
    def add_form(document: pikepdf.Pdf) -> None:
        field = document.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("account"), V=pikepdf.String("user@example.org"))
        )
        ring = document.make_indirect(pikepdf.Dictionary(T=pikepdf.String("ring"), Kids=pikepdf.Array([field])))
        ring.Kids.append(ring)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([ring]))

    found = extract("x", _edited(_pdf("Request form"), add_form))
    assert "ring.account: user@example.org" in found.text


def test_a_scan_is_said_to_be_one() -> None:
    with pytest.raises(InputError, match="scan") as raised:
        extract("scan.pdf", _pdf("#rect(width: 5cm, height: 5cm)"))
    assert "OCR" in str(raised.value.hint)


def test_pages_without_text_among_others_are_noted() -> None:
    found = extract("x", _pdf("text\n#pagebreak()\n#rect(width: 5cm, height: 5cm)"))
    assert found.notes == ("pages without text, perhaps scans: 2",)


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.text.formats.pdf.MAX_PAGES", 1)
    with pytest.raises(InputError, match="2 pages"):
        extract("x", _pdf("a\n#pagebreak()\nb"))

"""The check of a PDF passes what we write, and names exactly the mark that was broken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.pdf_check import check_pdf
from comity.errors import InputError
from tests.drafting.render.sample import FORMS, RENDERER, letter_of

MARKS = (
    "pdfa",
    "pdfua",
    "output_intent",
    "fonts_embedded",
    "to_unicode",
    "tagged",
    "page_structure",
    "language",
    "title",
    "title_display",
    "no_encryption",
    "no_javascript",
    "no_external_actions",
    "no_attachments",
)


@cache
def good() -> bytes:
    return RENDERER.write(letter_of("preservation.en.md"), "pdf")


@pytest.mark.parametrize("name", FORMS)
def test_every_letter_bears_every_mark(name: str) -> None:
    report = check_pdf(RENDERER.write(letter_of(name), "pdf"), name)
    assert report.claims == ("PDF/A-2a", "PDF/UA-1")
    assert [(mark.name, mark.text) for mark in report.marks if not mark.ok] == []
    assert tuple(mark.name for mark in report.marks) == MARKS


def _fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for font in page.Resources.Font.values()]


def _without(*path: str) -> Callable[[pikepdf.Pdf], None]:
    def act(pdf: pikepdf.Pdf) -> None:
        node = pdf.Root
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]

    return act


def _claim(name: str, value: str) -> Callable[[pikepdf.Pdf], None]:
    def act(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            if value:
                metadata[name] = value
            else:
                del metadata[name]

    return act


def _unembed(pdf: pikepdf.Pdf) -> None:
    descriptor = _fonts(pdf)[0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _mute(pdf: pikepdf.Pdf) -> None:
    del _fonts(pdf)[0].ToUnicode


def _untie_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]["/StructParents"]


def _open_action(kind: str, **more: object) -> Callable[[pikepdf.Pdf], None]:
    def act(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)

    return act


def _page_link(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://outside.example"))
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([note])


def _named_script(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script])))


def _attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.txt"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="x.txt")


@pytest.mark.parametrize(
    ("mark", "harm"),
    [
        ("pdfa", _claim("pdfaid:conformance", "B")),
        ("pdfa", _claim("pdfaid:part", "3")),
        ("pdfua", _claim("pdfuaid:part", "")),
        ("output_intent", _without("/OutputIntents")),
        ("fonts_embedded", _unembed),
        ("to_unicode", _mute),
        ("tagged", _without("/StructTreeRoot")),
        ("tagged", _without("/MarkInfo", "/Marked")),
        ("page_structure", _untie_page),
        ("language", _without("/Lang")),
        ("title", _claim("dc:title", "")),
        ("title_display", _without("/ViewerPreferences", "/DisplayDocTitle")),
        ("no_javascript", _named_script),
        ("no_javascript", _open_action("JavaScript", JS=pikepdf.String("1"))),
        ("no_external_actions", _open_action("Launch", F=pikepdf.String("cmd.exe"))),
        ("no_external_actions", _open_action("SubmitForm", F=pikepdf.String("https://outside.example"))),
        ("no_external_actions", _page_link),
        ("no_attachments", _attach),
    ],
)
def test_a_broken_file_fails_the_mark_that_was_broken(mark: str, harm: Callable[[pikepdf.Pdf], None]) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(good())) as pdf:
        harm(pdf)
        pdf.save(out)
    report = check_pdf(out.getvalue(), "broken.pdf")
    assert [found.name for found in report.marks if not found.ok] == [mark]
    assert not report.ok


def test_an_encrypted_file_is_told_and_a_locked_one_refused() -> None:
    with pikepdf.open(BytesIO(good())) as pdf:
        out, locked = BytesIO(), BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="", R=6))
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user="y", R=6))
    assert [mark.name for mark in check_pdf(out.getvalue(), "x").marks if not mark.ok] == ["no_encryption"]
    with pytest.raises(InputError, match="password"):
        check_pdf(locked.getvalue(), "x")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\n", good()[:500]])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        check_pdf(content, "x.pdf")
    assert caught.value.hint


@given(st.integers(0, 60_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_gives_a_report_or_an_input_error(at: int, junk: bytes) -> None:
    data = good()[:at] + junk + good()[at + len(junk) :]
    with suppress(InputError):
        assert len(check_pdf(data, "x.pdf").marks) == len(MARKS)

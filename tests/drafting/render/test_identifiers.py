"""Whatever the language, the identifiers come out of every document as they went in."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from lxml import html

from comity.documents.document import Document
from comity.model.request.target import Target
from tests.drafting.render.sample import FORMS, RENDERER, complete, letter_of

HARD = {
    "email": "ivan.o'neil+tag_01@sub-domain.mail.example",
    "idn mail": "почта@пример.example",
    "handle": "@__under_score.99",
    "phone": "+996 312 00-00-00",
    "ipv4": "203.0.113.7",
    "ipv6": "2001:db8:0:8d3:0:8a2e:70:7344",
    "url": "https://social.example/profile.php?id=1000123&ref=a%20b#top",
    "evm": "0x52908400098527886E0F7030069857D2E4169EE7",
    "tron": "TN3W4H6rK2ce4vX9YnFQHwKENnHjoxb3m9",
    "bech32m": "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
    "monero": "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    "txid": "7c2d4206c03a883dd9066d920c0bd9a8e9e1d5c0c2d6f0a4b1e3f5a7c9e1b3d5",
    "iban": "KZ86125KZT5004100100",
    "imei": "490154203237518",
    "hyphens": "--a-b--c-",
    "markup": '<b>&amp;"#[x]{{y}}$z\\*_`',
    "digits": "0000000000000000000042",
}


def hard_targets() -> tuple[Target, ...]:
    return tuple(Target(kind="account", identifier=value, service="Service", offence_link=f"{value} was seen.") for value in HARD.values())


def hard_letter(name: str) -> Document:
    """A letter that names the hard identifiers: in its list of accounts, of transactions, or in the prose of its facts."""
    letter = letter_of(name, targets=hard_targets())
    if any(value.ref.field == "target.identifier" for value in letter.values()):
        return letter
    if any(value.ref.field == "asset.txids" for value in letter.values()):
        return letter_of(name, asset=replace(complete().asset, txids=tuple(HARD.values())))
    facts = "These were used: " + " and ".join(HARD.values()) + " in the end."
    return letter_of(name, targets=hard_targets(), case=replace(complete().case, facts=facts))


def pdf_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def docx_texts(content: bytes) -> list[str]:
    """The text of each paragraph, content controls included, as python-docx's own `text` leaves them out."""
    document = docx.Document(BytesIO(content))
    return ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in document.element.body.iter(qn("w:p"))]


@pytest.mark.parametrize("name", FORMS)
def test_identifiers_come_back_from_pdf_unchanged(name: str) -> None:
    text = pdf_text(RENDERER.write(hard_letter(name), "pdf"))
    missing = [value for value in HARD.values() if value not in text]
    assert missing == []


@pytest.mark.parametrize("name", FORMS)
def test_identifiers_come_back_from_docx_unchanged(name: str) -> None:
    text = "\n".join(docx_texts(RENDERER.write(hard_letter(name), "docx")))
    assert [value for value in HARD.values() if value not in text] == []


@pytest.mark.parametrize("name", FORMS)
def test_identifiers_come_back_from_html_and_plain_text_unchanged(name: str) -> None:
    letter = hard_letter(name)
    page = html.fromstring(RENDERER.write(letter, "html").decode()).text_content()
    plain = RENDERER.write(letter, "txt").decode()
    assert [value for value in HARD.values() if value not in page or value not in plain] == []


@pytest.mark.parametrize("name", FORMS)
def test_each_identifier_is_a_run_of_its_own_in_docx(name: str) -> None:
    letter = hard_letter(name)
    with zipfile.ZipFile(BytesIO(RENDERER.write(letter, "docx"))) as archive:
        body = archive.read("word/document.xml").decode()
    for value in ("203.0.113.7", HARD["evm"], HARD["ipv6"]):
        runs = re.findall(rf"<w:r><w:rPr>((?:(?!</w:rPr>).)*)</w:rPr><w:t xml:space=\"preserve\">{re.escape(value)}</w:t></w:r>", body)
        assert runs, value
        for run in runs:
            assert '<w:rStyle w:val="Identifier"/>' in run
            assert "<w:rtl/>" not in run


def test_each_identifier_is_isolated_in_html() -> None:
    page = html.fromstring(RENDERER.write(hard_letter("preservation.fa.md"), "html").decode())
    assert page.get("dir") == "rtl"
    isolated = {node.text for node in page.iter("bdi") if node.get("dir") == "ltr"}
    assert set(HARD.values()) <= isolated


def test_plain_right_to_left_text_isolates_identifiers() -> None:
    text = RENDERER.write(hard_letter("preservation.fa.md"), "txt").decode()
    for value in HARD.values():
        assert f"\u2066{value}\u2069" in text
    assert "\u2066" not in RENDERER.write(hard_letter("preservation.en.md"), "txt").decode()


def test_digits_are_western_and_months_are_words_in_every_language() -> None:
    months = {"en": "March", "ru": "марта", "fr": "mars", "de": "März", "kk": "наурыз", "ky": "март", "uz": "mart", "fa": "مارس"}
    for name in (name for name in FORMS if name.startswith("preservation.")):
        letter = letter_of(name)
        text = "".join(value.text for value in letter.values())
        assert not re.search("[٠-٩۰-۹]", text)
        date = next(value.text for value in letter.values() if value.ref.field == "request.date")
        assert months[letter.language] in date
        assert ("(2026-03-20)" in date) is not letter.rtl


def test_an_identifier_that_hides_a_character_shows_it() -> None:
    hidden = Target(kind="account", identifier="pay\u202epal\u200b.example")
    letter = letter_of("preservation.en.md", targets=(hidden,))
    assert "pay[U+202E]pal[U+200B].example" in pdf_text(RENDERER.write(letter, "pdf"))

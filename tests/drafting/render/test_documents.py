"""What every document is: the same bytes each time, safe against what stands in a draft, marked where it must be."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from comity.documents.arrange import item_mark
from comity.documents.coverage import covered_characters, only_covered
from comity.documents.document import Heading, Paragraph, Shown
from comity.documents.html import STYLE, STYLE_HASH
from comity.documents.pdf_check import check_pdf
from comity.drafting.render.fill import fill
from comity.drafting.render.render import FORMATS
from comity.drafting.render.words import read_words
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from tests.drafting.render.sample import FORMS, RENDERER, complete, letter_of
from tests.drafting.render.test_identifiers import docx_texts, pdf_text

HOSTILE = (
    '#panic() $x^2$ \\ " #read("/etc/passwd") *bold* _it_ @ref <label> // comment /* more */ ```raw``` ~ -- \' = heading',
    '<script>alert(1)</script> &amp; ]]> <!-- --> <img src=x onerror=alert(1)> " onmouseover="x',
    "{{ case.facts }} {% end %} {% if case.covert %} **bold** | cell | ::: fields // new",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\ufffe\uffff\u2028line\u2029paragraph\u0085next",
    "\u202eevil\u202c \u2066isolate\u2069 \ufeff \u200b zero",
    "emoji 😀 你好 \U0010ffff \U000e0041 Ω",
    "=HYPERLINK(\"http://x\") +cmd|' /C calc'!A0",
    "w:t </w:t></w:r></w:p> %PDF-1.7 \\u{202e}",
)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["preservation.en.md", "mla-stored.ru.md", "preservation.fa.md"])
def test_the_same_draft_is_the_same_bytes(name: str, format_: str) -> None:
    first, second = (RENDERER.write(letter_of(name), format_) for _ in range(2))
    assert first == second


def test_another_day_is_another_file_but_not_another_draft() -> None:
    draft = replace(complete(), request=replace(complete().request, instrument="pres_provider"))
    letters = [RENDERER.letter(replace(draft, today=day), "en") for day in (None, date(2026, 3, 21), date(2026, 3, 22))]
    assert len({letter.draft_sha256 for letter in letters}) == 1
    changed = RENDERER.letter(replace(draft, data=replace(draft.data, description="other")), "en")
    assert changed.draft_sha256 != letters[0].draft_sha256


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["mla-stored.en.md", "preservation.fa.md"])
def test_a_hostile_value_is_only_text(name: str, value: str) -> None:
    draft = complete()
    changes = {
        "case": replace(draft.case, facts=value, offence_title=value),
        "data": replace(draft.data, description=value),
        "preservation": replace(draft.preservation, necessity=value),
        "authority": replace(draft.authority, issuing_name=value, contact_name=value),
        "targets": (Target(kind="account", identifier=value, service=value, offence_link=value),),
        "request": replace(draft.request, reference=value, instrument="pres_provider"),
    }
    form = RENDERER.shelf.form(name)
    letter = RENDERER.filled(form, replace(draft, **changes))  # type: ignore[arg-type]
    harmless = RENDERER.filled(form, replace(draft, **{**changes, **_harmless()}))  # type: ignore[arg-type]
    assert [type(block) for block in letter.blocks] == [type(block) for block in harmless.blocks]
    report = check_pdf(RENDERER.write(letter, "pdf"), name)
    assert [mark.name for mark in report.marks if not mark.ok] == []
    page = html.fromstring(RENDERER.write(letter, "html").decode())
    assert list(page.iter("script", "img", "iframe", "object")) == []
    assert not any(key.startswith("on") for node in page.iter() for key in node.attrib)
    content = RENDERER.write(letter, "docx")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.namelist():
            etree.fromstring(archive.read(member))
    assert docx.Document(BytesIO(content)).paragraphs


def _harmless() -> dict[str, object]:
    draft = complete()
    return {
        "case": replace(draft.case, facts="x", offence_title="x"),
        "data": replace(draft.data, description="x"),
        "preservation": replace(draft.preservation, necessity="x"),
        "authority": replace(draft.authority, issuing_name="x", contact_name="x"),
        "targets": (Target(kind="account", identifier="x", service="x", offence_link="x"),),
        "request": replace(draft.request, reference="x", instrument="pres_provider"),
    }


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_can_be_written(prose: str, identifier: str) -> None:
    draft = complete()
    changed = replace(
        draft,
        request=replace(draft.request, instrument="pres_provider"),
        preservation=replace(draft.preservation, necessity=prose),
        targets=(Target(identifier=identifier, service=prose),),
    )
    letter = RENDERER.letter(changed, "en")
    assert RENDERER.write(letter, "pdf").startswith(b"%PDF")
    docx.Document(BytesIO(RENDERER.write(letter, "docx")))
    html.fromstring(RENDERER.write(letter, "html").decode())


@pytest.mark.parametrize("name", FORMS)
def test_an_exercise_is_marked_in_every_format_on_every_page(name: str) -> None:
    letter = letter_of(name, training=True)
    warning = read_words(letter.language).training
    assert letter.banners == tuple(dict.fromkeys((warning, "TRAINING – NOT A REQUEST")))
    assert (warning == "TRAINING – NOT A REQUEST") is (letter.language == "en")
    text = pdf_text(RENDERER.write(letter, "pdf"))
    pages = len(re.findall(r"\d+ / \d+", text))
    assert text.count("TRAINING – NOT A REQUEST") >= pages > 0
    with zipfile.ZipFile(BytesIO(RENDERER.write(letter, "docx"))) as archive:
        heads = [archive.read(f"word/header{number}.xml").decode() for number in (1, 2)]
    assert all("TRAINING – NOT A REQUEST" in head for head in heads)
    for format_ in ("html", "txt"):
        assert "TRAINING – NOT A REQUEST" in RENDERER.write(letter, format_).decode()
    assert "TRAINING" not in RENDERER.write(letter_of(name), "html").decode()


@pytest.mark.parametrize("name", FORMS)
def test_what_is_missing_shows_as_a_gap_with_its_question(name: str) -> None:
    form = RENDERER.shelf.form(name)
    request = EvidenceRequest(request=replace(EvidenceRequest().request, instrument=form.head.instruments[0]))
    letter = RENDERER.filled(form, request)
    words = read_words(form.language)
    assert letter.gaps
    assert letter.banners == (words.unfinished,)
    page = RENDERER.write(letter, "html").decode()
    for gap in letter.gaps:
        assert gap.text == words.gap.format(question=words.fields[gap.ref.field])
        assert f'data-fact="{gap.ref}"' in page


@pytest.mark.parametrize("name", FORMS)
def test_the_web_page_needs_nothing_and_runs_nothing(name: str) -> None:
    page = RENDERER.write(letter_of(name), "html").decode()
    tree = html.fromstring(page)
    assert tree.get("lang") == name.split(".")[1]
    assert not re.search(r"<(script|link|img|iframe|form|object)\b|\bsrc=|\bhref=|style=|@import|url\(", page)
    policy = next(node.get("content") for node in tree.iter("meta") if node.get("http-equiv") == "Content-Security-Policy")
    assert f"style-src '{STYLE_HASH}'" in policy
    assert f"<style>{STYLE}</style>" in page


@pytest.mark.parametrize("name", FORMS)
def test_word_finds_real_headings_numbering_and_languages(name: str) -> None:
    letter = letter_of(name)
    content = RENDERER.write(letter, "docx")
    document = docx.Document(BytesIO(content))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") == sum(isinstance(block, Heading) and block.level == 1 for block in letter.blocks)
    assert styles.count("Heading 2") == sum(isinstance(block, Heading) and block.level == 2 for block in letter.blocks)
    assert styles.count("Letter Numbered") == sum(
        isinstance(block, Paragraph) and bool(block.number) and not block.item for block in letter.blocks
    )
    assert document.styles["Letter Numbered"].element.find(f".//{qn('w:numId')}") is not None
    body = document.element.body
    runs = [run for run in body.iter(qn("w:r")) if run.find(qn("w:t")) is not None and (run.find(qn("w:t")).text or "").strip("\u200e")]
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is not None for run in runs)
    rtl = [run for run in body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None]
    assert bool(rtl) is letter.rtl
    assert (body.find(f"{qn('w:sectPr')}/{qn('w:bidi')}") is not None) is letter.rtl


@pytest.mark.parametrize("name", FORMS)
def test_every_value_is_anchored_three_times_in_word(name: str) -> None:
    letter = letter_of(name)
    content = RENDERER.write(letter, "docx")
    shown = list(letter.values())
    body = docx.Document(BytesIO(content)).element.body
    bookmarks = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    tags = [node.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) for node in body.iter(qn("w:sdt"))]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        properties = dict(re.findall(r'name="comity\.anchor\.(\d+)"><vt:lpwstr>([^ <]+)', archive.read("docProps/custom.xml").decode()))
    assert tags == [str(value.ref) for value in shown] == list(properties.values())
    assert len(set(bookmarks)) == len(shown)
    assert all(len(bookmark) <= 40 and re.fullmatch(r"[a-z]\w*", bookmark) for bookmark in bookmarks)


def test_sections_without_words_are_dropped_and_numbers_follow() -> None:
    letter = letter_of("mla-stored.en.md")
    numbers = [block.number for block in letter.blocks if isinstance(block, Heading) and block.level == 2]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    draft = complete()
    bare = replace(draft, evidence=type(draft.evidence)(), request=replace(draft.request, instrument="mla_stored_subscriber"))
    fewer = RENDERER.letter(bare, "en")
    titles = ["".join(part.text for part in block.line if hasattr(part, "text")) for block in fewer.blocks if isinstance(block, Heading)]
    assert "Form of the evidence" not in titles
    kept = [block.number for block in fewer.blocks if isinstance(block, Heading) and block.level == 2]
    assert kept == [str(number) for number in range(1, len(kept) + 1)]


def test_paragraphs_of_a_long_text_are_numbered_each() -> None:
    letter = letter_of("mla-stored.en.md")
    parts = [
        block
        for block in letter.blocks
        if isinstance(block, Paragraph)
        for value in block.line
        if isinstance(value, Shown) and value.ref.field == "case.facts"
    ]
    assert len(parts) == 3
    assert len({block.number for block in parts}) == 3


@pytest.mark.parametrize(
    ("number", "style", "mark"), [(1, "latin", "(a)"), (3, "cyrillic", "в)"), (2, "digits", "2)"), (40, "latin", "40)")]
)
def test_marks_of_items(number: int, style: str, mark: str) -> None:
    assert item_mark(number, style) == mark


def test_a_sentence_that_the_draft_closed_is_not_closed_twice() -> None:
    text = RENDERER.write(letter_of("mla-stored.en.md"), "txt").decode()
    assert ".." not in text.replace("...", "")


def test_prose_in_another_language_is_told_and_tagged() -> None:
    letter = letter_of("preservation.ru.md")
    assert "preservation.necessity" in letter.untranslated
    assert "addressee.legal_entity" not in letter.untranslated
    with zipfile.ZipFile(BytesIO(RENDERER.write(letter, "docx"))) as archive:
        body = archive.read("word/document.xml").decode()
    assert '<w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">Log-in records' in body
    assert letter_of("preservation.en.md").untranslated == ()


def test_every_letter_of_every_form_has_a_glyph() -> None:
    covered = covered_characters()
    assert {ord(char) for char in "Aя‹…›№ӯғқұһЄўіəøß«»–"} <= covered
    for name in FORMS:
        for line in letter_of(name).lines():
            text = "".join(part.text for part in line if hasattr(part, "text"))
            assert only_covered(text) == text
    assert only_covered("a😀б") == "a[U+1F600]б"


def test_texts_of_docx_follow_the_order_of_the_letter() -> None:
    letter = letter_of("extension.en.md")
    written = " ".join(" ".join(docx_texts(RENDERER.write(letter, "docx"))).split())
    values = letter.values()
    assert values
    position = 0
    for value in values:
        position = written.find(value.text, position)
        assert position >= 0, value.text


def test_words_of_a_language_that_nobody_wrote_are_refused() -> None:
    from comity.errors import KnowledgeError

    with pytest.raises(KnowledgeError):
        read_words("tlh")


def test_a_letter_is_filled_without_knowledge_at_hand() -> None:
    form = RENDERER.shelf.form("spontaneous.en.md")
    letter = fill(form, EvidenceRequest(), read_words("en"))
    assert letter.gaps

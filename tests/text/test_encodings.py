"""The encoding of a plain text is told, or guessed and said so."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.encodings import Decoded, decode

RUSSIAN = (
    "Прошу сохранить данные учётной записи @primer_invest за период с 1 марта 2026 г. по 14 марта 2026 г. "
    "Потерпевшая Иванова перевела 4 500 долларов США на кошелёк мошенников.\nСледователь по особо важным делам"
)
KAZAKH = "Қазақстан Республикасы Ішкі істер министрлігі. Әлеуметтік желідегі парақшаның деректерін сақтауды өтінеміз."
UKRAINIAN = "Прошу зберегти дані облікового запису за період з 1 березня 2026 року; її адреса є в додатку."


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"])
def test_code_pages_of_russian_are_told_apart(codec: str) -> None:
    text = RUSSIAN.replace("г.", "г.")
    found = decode(text.encode(codec))
    assert found is not None
    assert (found.text, found.guessed) == (text, True)


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize(
    "text",
    ["Следователь Иванов", "ПРОШУ СОХРАНИТЬ ДАННЫЕ", "дата; адрес\n01.03.2026;203.0.113.7\n", "Кому: abuse@example.org, Тема: запрос"],
)
def test_short_texts_are_told_too(codec: str, text: str) -> None:
    found = decode(text.encode(codec))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    ("codec", "text"), [("kz1048", KAZAKH), ("cp1251", UKRAINIAN), ("cp1252", "Bitte sichern Sie die Daten für Müller & Söhne, Straße 5")]
)
def test_neighbours_of_russian_are_told_apart(codec: str, text: str) -> None:
    found = decode(text.encode(codec))
    assert found is not None
    assert (found.text, found.encoding) == (text, codec)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + RUSSIAN.encode(),
        codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + RUSSIAN.encode("utf-32-le"),
        RUSSIAN.encode(),
    ],
)
def test_marks_and_utf8_are_believed(data: bytes) -> None:
    found = decode(data)
    assert found is not None
    assert (found.text, found.guessed, found.damaged) == (RUSSIAN, False, 0)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [RUSSIAN, "Account: user@example.org\nIP 203.0.113.7"])
def test_utf16_without_a_mark(codec: str, text: str) -> None:
    found = decode(text.encode(codec))
    assert found is not None
    assert found.text == text


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"a\r\nb\rc\n") == Decoded("a\nb\nc\n", "utf-8")


def test_utf8_with_a_broken_place_stays_utf8_and_is_counted() -> None:
    found = decode(RUSSIAN.encode() + b"\xff end")
    assert found is not None
    assert (found.encoding, found.damaged) == ("utf-8", 1)


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x7fELF\x02\x01\x01\0\0\0\0", b"\x00\x01\x02\x03" * 50])
def test_what_is_no_text_is_told(data: bytes) -> None:
    assert decode(data) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_none(data: bytes) -> None:
    found = decode(data)
    assert found is None or isinstance(found.text, str)


@given(st.text(st.characters(exclude_characters="\r\ufeff", exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_always_comes_back(text: str) -> None:
    found = decode(text.encode())
    assert found is not None
    assert found.text == text

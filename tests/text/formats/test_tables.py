"""Tables and marked-up text among plain text: told apart without taking a letter for a table."""

from __future__ import annotations

import pytest

from comity.text.extract import extract


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_separators_and_encodings(separator: str, codec: str) -> None:
    rows = [["время", "адрес", "порт"], ["2026-03-01 10:00:00", "203.0.113.7", "51234"], ["2026-03-01 10:05:00", "203.0.113.8", "51235"]]
    found = extract("table", "\r\n".join(separator.join(row) for row in rows).encode(codec))
    assert found.format == "csv"
    assert found.text.splitlines() == ["\t".join(row) for row in rows]
    assert found.place_at(found.text.index("203.0.113.8")) == "B3"


def test_quotes_and_line_ends_inside_cells() -> None:
    found = extract("x.csv", b'a,b,c\n"x, ""y""","line\nend",z\n1,2,3\n')
    assert found.text.splitlines() == ["a\tb\tc", 'x, "y"\tline end\tz', "1\t2\t3"]


def test_the_line_that_excel_writes_about_its_separator() -> None:
    found = extract("x.csv", b"sep=;\na;b\n1,5;2\n")
    assert found.text.splitlines() == ["a\tb", "1,5\t2"]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir,\nI was robbed, on Monday, by a man.\nRegards, John\n",
        "Уважаемый господин,\nпрошу, если можно,\nсообщить, кто это.\n",
        "one line, with, commas",
        "name: x\nvalue: y\n",
    ],
)
def test_letters_with_commas_are_no_tables(text: str) -> None:
    assert extract("x", text.encode()).format == "txt"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Title\n\n**bold** text", "Title\n\nbold text"),
        ("# T\n\n[bank](https://phish.example/) **x**", "bank <https://phish.example/> x"),
        ("# T\n\n<https://example.org/> **x**", "https://example.org/ x"),
        ("# T\n\n`user_name` and user\\_name and user_name_x **b**", "user_name and user_name and user_name_x b"),
        ("# T\n\n1. one **b**\n2. two", "1. one b\n2. two"),
        ("# T\n\n```\ncode_x\n```\n", "code_x"),
        ("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a\tb\n1\t2"),
    ],
)
def test_markdown_as_a_reader_sees_it(source: str, expected: str) -> None:
    found = extract("x", source.encode())
    assert found.format == "md"
    assert expected in found.text


@pytest.mark.parametrize("text", ["A plain letter\n\n1. one\n2. two\n- three\n", "#1 is a number\n#2 also", "mail __init__ and *star*"])
def test_plain_letters_are_not_taken_for_markdown(text: str) -> None:
    found = extract("x.txt", text.encode())
    assert (found.format, found.text) == ("txt", text)

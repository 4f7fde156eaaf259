"""Web pages: text and link targets, never a fetch."""

from __future__ import annotations

import pytest

from comity.errors import InputError
from comity.text.extract import extract


def _text(body: str) -> str:
    return extract("x", f"<!doctype html><html><body>{body}</body></html>".encode()).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>one<p>two", "one\ntwo"),
        ("a<br>b", "a\nb"),
        ("a <b>b</b>\n  c", "a b c"),
        ("user<b>@</b>example.org", "user@example.org"),
        ("<table><tr><td>1<td>2<tr><td>3<td>4</table>", "1\t2\n3\t4"),
        ('<a href="https://phish.example/">bank</a>', "bank <https://phish.example/>"),
        ('<a href="https://bank.example/">https://bank.example/</a>', "https://bank.example/"),
        ('<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
        ('<a href="tel:+996312000000">call</a>', "call <tel:+996312000000>"),
        ('<a href="#top">top</a><a href="javascript:x()">go</a>', "topgo"),
        ("<script>var a='x@example.org'</script><style>p{}</style>seen<noscript>n</noscript>", "seen"),
        ("&lt;b&gt; &amp; &#1055;", "<b> & П"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ('<img src="https://track.example/p.gif" alt="logo">x', "logox"),
        ("<!-- a@example.org -->x", "x"),
    ],
)
def test_the_text_as_a_reader_sees_it(body: str, expected: str) -> None:
    assert _text(body).strip() == expected


@pytest.mark.parametrize("codec", ["windows-1251", "koi8-r", "utf-8"])
def test_the_page_says_its_encoding(codec: str) -> None:
    data = f'<html><head><meta charset="{codec}"></head><body>Ёж</body></html>'.encode(codec)
    assert "Ёж" in extract("x", data).text


def test_an_unknown_encoding_falls_back_on_the_look_of_the_letters() -> None:
    data = '<html><head><meta charset="x-none"></head><body>Прошу сохранить данные</body></html>'.encode("cp1251")
    assert "Прошу сохранить данные" in extract("x", data).text


def test_a_page_without_text_is_said_so() -> None:
    with pytest.raises(InputError, match="no text"):
        _text("<script>x</script>")

"""The small language of forms: conditions, identifiers in prose, and values in words."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.direction import runs_left_to_right
from comity.documents.pieces import cut
from comity.drafting.render.conditions import read_condition
from comity.drafting.render.reading import read_form_text
from comity.drafting.render.showing import clean, shown
from comity.drafting.render.words import read_words
from comity.errors import KnowledgeError

FACTS = {
    "a.yes": True,
    "a.no": False,
    "a.text": "words",
    "a.empty": "",
    "a.list": ("x", "y"),
    "a.same": "words",
    "demanded a.missing": True,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a.yes", True),
        ("a.no", False),
        ("a.missing", False),
        ("known a.no", True),
        ("known a.empty", False),
        ("told a.text", True),
        ("told a.yes", False),
        ("wanted a.missing", True),
        ("wanted a.other", False),
        ("not a.yes", False),
        ('a.text == "words"', True),
        ('a.text != "words"', False),
        ("a.text == a.same", True),
        ("a.text != a.missing", True),
        ('a.text in ("x", "words")', True),
        ('"x" in a.list', True),
        ('not "z" in a.list', True),
        ("a.no or a.yes and a.text", True),
        ("(a.no or a.yes) and a.no", False),
    ],
)
def test_conditions(text: str, holds: bool) -> None:
    assert read_condition(text, "x").holds(FACTS.get) is holds


@pytest.mark.parametrize(
    "text", ["", "a.yes and", "a.yes a.no", "(a.yes", "a.yes()", '"x"', "a.x == ", "a.x in x", "1 == 1", "a.x > 3", "known"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(KnowledgeError):
        read_condition(text, "x")


@given(st.text(alphabet='abc._ ()"=!,andornotiknwledlt', max_size=40))
def test_any_text_is_a_condition_or_an_error(text: str) -> None:
    try:
        condition = read_condition(text, "x")
    except KnowledgeError:
        return
    assert condition.holds(FACTS.get) in {True, False}


@given(st.text(alphabet="#-1. |={%}*/:\nabx ", max_size=120))
def test_any_text_is_a_form_or_an_error(text: str) -> None:
    with suppress(KnowledgeError):
        assert isinstance(read_form_text(text, "x"), tuple)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to a.b@mail.example, or call +996 312 00 00 00.", ["a.b@mail.example", "+996 312 00 00 00"]),
        ("The site https://x.example/a?b=(c). Closed.", ["https://x.example/a?b=(c"]),
        ("account @name_1 at 203.0.113.7:443 and 2001:db8::7, at 10:15:00.", ["@name_1", "203.0.113.7:443", "2001:db8::7"]),
        ("on 14 March 2026, under art. 29 and No. 5; e.g. nothing", []),
        (
            "sent TN3W4H6rK2ce4vX9YnFQHwKENnHjoxb3m9 (0x52908400098527886E0F7030069857D2E4169EE7)",
            ["TN3W4H6rK2ce4vX9YnFQHwKENnHjoxb3m9", "0x52908400098527886E0F7030069857D2E4169EE7"],
        ),
        ("номер 490154203237518, сайт pay.example", ["490154203237518", "pay.example"]),
        ("№ 12-3/456 named", ["12-3/456"]),
    ],
)
def test_identifiers_in_prose_are_found(text: str, found: list[str]) -> None:
    pieces = cut(text, known=("12-3/456",))
    assert [piece for piece, code in pieces if code] == found
    assert "".join(piece for piece, _ in pieces) == text


@given(st.text(max_size=200), st.lists(st.text(max_size=8), max_size=3))
def test_pieces_joined_are_the_text(text: str, known: list[str]) -> None:
    assert "".join(piece for piece, _ in cut(text, known, times=True)) == text


def test_times_are_cut_out_only_where_asked() -> None:
    text = "۱ 2026-03-14T10:15:00Z و 09:00-18:00"
    assert [piece for piece, code in cut(text, times=True) if code] == ["2026-03-14T10:15:00Z", "09:00", "18:00"]
    assert not any(code for _, code in cut(text))


@pytest.mark.parametrize(
    ("value", "field", "language", "style", "text"),
    [
        (date(2026, 3, 1), "data.date_from", "en", "", "1 March 2026"),
        (date(2026, 3, 1), "data.date_from", "fr", "", "1er mars 2026"),
        (date(2026, 3, 1), "data.date_from", "ru", "iso", "1 марта 2026 г. (2026-03-01)"),
        (date(2026, 3, 1), "data.date_from", "fa", "iso", "1 مارس 2026"),
        (datetime(2026, 3, 1, 10, 15), "data.date_from", "en", "", "1 March 2026, 10:15:00"),  # noqa: DTZ001 - as written
        (datetime(2026, 3, 1, 10, 15, tzinfo=timezone.utc), "data.date_from", "en", "", "1 March 2026, 10:15:00 UTC"),  # noqa: UP017
        (datetime(2026, 3, 1, 10, 15, tzinfo=timezone(timedelta(hours=6))), "data.date_from", "en", "", "1 March 2026, 10:15:00 UTC+06:00"),
        ("KG", "authority.issuing_state", "ru", "", "Кыргызская Республика"),
        ("KG", "authority.issuing_state", "en", "", "Kyrgyz Republic"),
        ("SG", "addressee.state", "de", "", "Singapur"),
        ("XX", "addressee.state", "en", "", "XX"),
        (("subscriber", "traffic"), "data.categories", "en", "", "subscriber information; traffic data"),
        ("urgent", "request.urgency", "ru", "", "срочно"),
        (True, "request.signed", "de", "", "ja"),
        (7.0, "case.max_penalty_years", "en", "", "7"),
        (7.5, "case.max_penalty_years", "en", "", "7.5"),
        (None, "case.facts", "en", "", ""),
    ],
)
def test_values_in_words(value: object, field: str, language: str, style: str, text: str) -> None:
    assert shown(value, field, read_words(language), style) == text


@pytest.mark.parametrize(
    ("text", "prose", "code"),
    [
        ("a\x00b\x07c", "abc", "abc"),
        ("a\u202eb", "ab", "a[U+202E]b"),
        ("می\u200cخواهم", "می\u200cخواهم", "می[U+200C]خواهم"),
        ("a\u00a0b", "a b", "a b"),
        ("a\nb\tc", "a\nb\tc", "a\nb\tc"),
        ("\ud800x", "x", "x"),
    ],
)
def test_what_a_document_must_not_hold_is_taken_out_or_shown(text: str, prose: str, code: str) -> None:
    assert clean(text, code=False) == prose
    assert clean(text, code=True) == code


@pytest.mark.parametrize(("text", "ltr"), [("Words", True), ("«Слова»", True), ("سلام hello", False), ("12 (سلام)", False), ("123", False)])
def test_direction_of_words(text: str, ltr: bool) -> None:
    assert runs_left_to_right(text) is ltr

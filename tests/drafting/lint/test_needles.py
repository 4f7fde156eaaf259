"""What makes the lint fast changes nothing that it finds: needles, lower-casing, spans."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.drafting.lint.lowered import lowered, lowered_pattern
from comity.drafting.lint.needles import Needles, needles
from comity.drafting.lint.parity.spans import Spans
from comity.drafting.lint.phrase_book import languages, names, phrases

PIECES = [(name, tag, piece) for name in names() for tag, pieces in languages(name).items() for piece in pieces]


@pytest.mark.parametrize(
    ("pattern", "choices"),
    [
        ("abc", (("abc",),)),
        ("(?:send|give) (?:it|them)\\b now", (("send", "give"), (" ",), ("it", "them"), (" now",))),
        ("a?bcd+[x]", (("bcd",),)),
        ("do(?:es)? not", (("do",), (" not",))),
        ("(?:a|b)?c{2,4}d*", (("cc",),)),
        ("(?:abc|d?)e", (("e",),)),
        ("x|\\w+", ()),
        ("\\.{6,}|_{4,}|[^]x]+y", (("......", "____", "y"),)),
        ("(?=abc)d(?!e)", (("d",),)),
        ("a{,3}b{x}", (("b{x}",),)),
        ("(one|two)", (("one", "two"),)),
        ("", ()),
    ],
)
def test_what_a_pattern_needs_is_read_out_of_it(pattern: str, choices: tuple[tuple[str, ...], ...]) -> None:
    assert needles(pattern) == Needles(choices)


@pytest.mark.parametrize(("name", "tag"), sorted({(name, tag) for name, tag, _ in PIECES}))
@settings(max_examples=15)
@given(data=st.data())
def test_a_phrase_has_its_needles_in_any_case(name: str, tag: str, data: st.DataObject) -> None:
    pieces = languages(name)[tag]
    piece = data.draw(st.sampled_from(pieces))
    said = data.draw(st.from_regex(re.compile(piece, re.IGNORECASE), fullmatch=True))
    assert needles(lowered_pattern(piece)).are_in(lowered(said))


@pytest.mark.parametrize("name", names())
@settings(max_examples=15)
@given(data=st.data())
def test_phrases_stand_where_a_pattern_that_ignores_case_finds_them(name: str, data: st.DataObject) -> None:
    pieces = [piece for lines in languages(name).values() for piece in lines]
    said = [data.draw(st.from_regex(piece, fullmatch=True)) for piece in data.draw(st.lists(st.sampled_from(pieces), max_size=3))]
    text = data.draw(st.sampled_from([" ", "; ", " İ "])).join([*said, "и так далее " * 20])
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(pieces) + r")(?!\w)", re.IGNORECASE)
    assert list(phrases(name).find(text.upper())) == [hit.span() for hit in pattern.finditer(text.upper())]


@given(st.text(st.characters(codec="utf-8")))
def test_lower_letters_stand_where_the_letters_stood(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert all(
        small in {letter, letter.lower()} or small.lower() == letter.lower()[:1] or letter.lower() == small
        for letter, small in zip(text, lowered(text), strict=True)
    )


def test_a_span_is_taken_once() -> None:
    spans = Spans(10)
    assert [spans.take(*span) for span in [(2, 5), (4, 6), (5, 6), (0, 3), (0, 2)]] == [True, False, True, False, True]

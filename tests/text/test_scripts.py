"""Scripts, look-alikes and hidden characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.scripts import HiddenKind, hidden_characters, is_mixed_script, look_alikes, scripts, skeleton, to_latin


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("аdmin", True),
        ("admin", False),
        ("почта admin", False),
        ("иван.ivanov", False),
        ("ТQn9", True),
        ("Қазақстан", False),
        ("oʻzbek", False),
        ("", False),
    ],
)
def test_mixed_script(text: str, *, mixed: bool) -> None:
    assert is_mixed_script(text) is mixed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypa1.com", "paypal.com"),
        ("rnail.ru", "mail.ru"),
        ("vvise.com", "wise.com"),
        ("аррӏе.com", "apple.com"),
        ("faceb00k.com", "facebook.com"),
    ],
)
def test_texts_that_can_be_mistaken_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_texts_that_cannot_be_mistaken_have_two() -> None:
    assert skeleton("bank.kg") != skeleton("banka.kg")


def test_look_alikes_tell_place_and_letter() -> None:
    (found,) = look_alikes("аdmin")
    assert (found.position, found.character, found.like) == (0, "\u0430", "a")
    assert look_alikes("admin") == ()


def test_hidden_characters_are_named() -> None:
    zero, bidi = hidden_characters("ab\u200bcd\u202e")
    assert (zero.position, zero.name, zero.kind) == (2, "zero width space", HiddenKind.ZERO_WIDTH)
    assert (bidi.position, bidi.name, bidi.kind) == (5, "right-to-left override", HiddenKind.BIDI)


def test_scripts_of_a_text() -> None:
    assert scripts("абв abc 1") == {"CYRILLIC", "LATIN"}


@given(st.text())
def test_latin_writing_keeps_the_length_and_the_skeleton_stays(text: str) -> None:
    assert len(to_latin(text)) == len(text)
    assert skeleton(skeleton(text)) == skeleton(text) or not text.isascii() or "rn" in skeleton(text)

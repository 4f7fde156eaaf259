"""What the recogniser looks for on the image of a text is there where it is in the text; what it spares, it spares rightly."""

import random
import re

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.leads.checks.phones import _is_international, e164
from comity.leads.tables import Tables
from comity.text.image import DIGITS, Image, folded, rare_characters
from comity.text.scripts import HIDDEN_LETTERS
from comity.text.times import TimeFinder, TimeMention, find_times, names

LETTERS = st.characters(blacklist_categories=["Cs"])
RARE = st.sampled_from([*sorted(HIDDEN_LETTERS), "“", "”", "„", "\u202f", "\u2003", "\uff10", "\uff21", "\u3002"])
TEXTS = st.text(st.one_of(LETTERS, RARE, st.sampled_from("0123456789abcАя .:-@")), max_size=120)


@given(TEXTS)
def test_an_image_has_one_byte_a_character(text: str) -> None:
    image = Image(text, rare_characters(text))
    assert len(image.plain) == len(text)
    assert all(chr(byte) == letter for byte, letter in zip(image.plain, text, strict=True) if letter.isascii())


@given(TEXTS)
def test_every_rare_character_is_listed(text: str) -> None:
    assert HIDDEN_LETTERS & set(text) <= rare_characters(text)
    assert set(re.findall("[\uff01-\uff5e\u3002“”„\u2000-\u200a\u202f\u3000]", text)) <= rare_characters(text)


@given(TEXTS)
def test_digits_are_found_on_the_image_where_they_stand_in_the_text(text: str) -> None:
    digits = Image(text).plain.translate(folded({DIGITS: b"0"}, b" "))
    assert [found.span() for found in re.finditer(b"0+", digits)] == [found.span() for found in re.finditer("[0-9]+", text)]


def test_a_plain_international_number_is_judged_as_its_numbering_plan_judges_it() -> None:
    chance = random.Random(20261121)
    numbers = [
        f"{code}{phonenumbers.national_significant_number(example)}"
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        for region in regions
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
        if (example := phonenumbers.example_number_for_type(region, kind))
    ]
    quick = 0
    for _ in range(1500):
        digits = list(chance.choice(numbers))
        for _ in range(chance.randrange(4)):
            digits[chance.randrange(2, len(digits))] = chance.choice("0123456789")
        number = "".join(digits)
        if _is_international(number):
            quick += 1
            parsed = phonenumbers.parse("+" + number, None)
            assert phonenumbers.is_valid_number(parsed), number
            assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == "+" + number
    assert quick > 500
    assert e164("+996700000123", None) == ("+996700000123", True)
    assert e164("+996000000000", None) == ("+996000000000", False)


LINES = st.lists(
    st.sampled_from(
        [
            "14.03.2026 23:15 UTC+6",
            "в 23:15 14.03.2026 по времени Бишкека",
            "14 марта 2026 года с 10:00 до 10:20",
            "2026-03-14T23:15:07Z",
            "timestamp 1767225600",
            "All times are UTC",
            "12:30",
            "вход",
            "",
        ]
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(LINES)
def test_times_asked_for_line_by_line_are_those_of_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    finder = TimeFinder(text, "Asia/Bishkek", "ru")
    found: list[TimeMention] = []
    place = 0
    for line in lines:
        found += finder.between(place, place + len(line))
        place += len(line) + 1
    assert tuple(found) == find_times(text, "Asia/Bishkek", "ru")


ZONES = ["UTC", "gmt+3", "МСК", "по московскому времени", "Asia/Bishkek", "время Астаны", "Toshkent vaqti", "утра", "a/b", " "]


@given(st.lists(st.sampled_from(ZONES)))
def test_no_zone_is_passed_over(words: list[str]) -> None:
    window = " ".join(words)
    assert names.may_name_zone(window) or names.ZONE.search(window) is None


def test_a_table_is_known_by_its_head_and_a_head_without_rows_is_none() -> None:
    table = "время;адрес;порт\n14.03.2026 10:00;203.0.113.7;51820\n"
    assert Tables(table).head(table.index("203")) == "адрес"
    assert Tables(table.replace(";5", " 5")).head(table.index("203")) is None

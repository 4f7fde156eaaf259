"""Two language versions of a letter name the same identifiers, dates and amounts, or the difference is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.lint.parity.compare import differences
from comity.drafting.lint.parity.tokens import TokenKind, tokens

SAME_DATE = [
    "14 March 2026",
    "14th March 2026",
    "March 14, 2026",
    "14 Mar 2026",
    "2026-03-14",
    "14.03.2026",
    "14/03/2026",
    "14 марта 2026 г.",
    "«14» марта 2026 года",
    "2026 жылғы 14 наурыз",
    "2026-жылдын 14-марты",
    "2026-yil 14-mart",
    "2026 йил 14 март",
    "14 mars 2026",
    "14. März 2026",
    "۱۴ مارس ۲۰۲۶",
]
SAME_AMOUNT = [
    "85 000,50 долларов США",
    "USD 85,000.50",
    "85.000,50 USD",
    "$85,000.50",
    "85\u00a0000,50 долл. США",
    "85’000.50 US dollars",
    "85000.5 USD",
    "٨٥٠٠٠.٥ USD",
]


@pytest.mark.parametrize("text", SAME_DATE)
def test_a_date_is_one_in_every_language(text: str) -> None:
    (token,) = tokens(text)
    assert (token.kind, token.keys) == (TokenKind.DATE, {"2026-03-14"})


@pytest.mark.parametrize("first", SAME_DATE[::4])
@pytest.mark.parametrize("second", SAME_DATE)
def test_equal_dates_do_not_differ(first: str, second: str) -> None:
    assert differences(f"On {first} it began.", f"Началось {second}.") == []


@pytest.mark.parametrize("text", SAME_AMOUNT)
def test_an_amount_is_one_with_any_separators(text: str) -> None:
    (token,) = tokens(text)
    assert (token.kind, token.keys) == (TokenKind.AMOUNT, {"USD 85000.5"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("paid 12 500.125 USDT", "перевёл 12500,125 USDT"),
        ("1,234 USD", "1 234 долларов США"),
        ("1.234 BTC", "1,234 BTC"),
        ("account @Example_Handle", "аккаунт @example_handle"),
        ("https://www.site.example/a/", "http://site.example/a"),
        ("call +996 (312) 000-111", "тел.: +996312000111"),
        ("from 203.0.113.7:51834 at 09:05:01", "с 203.0.113.7:51834 в 9:05:01"),
        ("2001:DB8::7", "2001:db8::7"),
        ("IMEI 490154203237518", "IMEI 490154203237518"),
        ("see invoice.pdf, page 4", "см. invoice.pdf, стр. 4"),
        ("five victims", "5 потерпевших"),
        ("the account \u2066@handle_77\u2069 wrote", "аккаунт @handle_77 писал"),
    ],
)
def test_what_is_the_same_does_not_differ(first: str, second: str) -> None:
    assert differences(first, second) == []


@pytest.mark.parametrize(
    ("first", "second", "kind", "here", "there"),
    [
        ("example.user@mail.example", "exаmple.user@mail.example", "email", "example.user@mail.example", "exаmple.user@mail.example"),
        ("14 March 2026", "15 марта 2026 года", "date", "14 March 2026", "15 марта 2026"),
        ("USD 85,000.50", "85 000,05 USD", "amount", "USD 85,000.50", "85 000,05 USD"),
        ("100 USD", "100 EUR", "amount", "100 USD", "100 EUR"),
        ("203.0.113.7", "203.0.113.17", "ip", "203.0.113.7", "203.0.113.17"),
        ("203.0.113.7:51834", "203.0.113.7:51843", "ip", "203.0.113.7:51834", "203.0.113.7:51843"),
        ("at 10:15:02", "в 10:15:20", "time", "10:15:02", "10:15:20"),
        ("@handle_77", "@handle_78", "handle", "@handle_77", "@handle_78"),
        ("+996312000111", "+996312000112", "phone", "+996312000111", "+996312000112"),
        ("T" + "9" * 16 + "a" * 17, "T" + "9" * 16 + "a" * 16 + "b", "wallet", "T" + "9" * 16 + "a" * 17, "T" + "9" * 16 + "a" * 16 + "b"),
        ("a" * 63 + "1", "a" * 63 + "2", "hash", "a" * 63 + "1", "a" * 63 + "2"),
        ("invest-firm.example", "invest-firrn.example", "url", "invest-firm.example", "invest-firrn.example"),
        ("490154203237518", "490154203237528", "number", "490154203237518", "490154203237528"),
    ],
)
def test_what_differs_is_shown_with_what_stands_in_its_place(first: str, second: str, kind: str, here: str, there: str) -> None:
    prefix = "Текст: "
    (found,) = differences(prefix + first, second)
    assert (found.token.kind, found.token.raw, found.nearest, found.is_in_first) == (kind, here, there, True)
    assert (found.token.start, found.token.end) == (len(prefix) + first.index(here), len(prefix) + first.index(here) + len(here))


def test_what_is_missing_or_added_is_shown_from_its_own_side() -> None:
    found = differences("a@mail.example and b@mail.example", "a@mail.example, +996312000111")
    assert [(one.token.raw, one.is_in_first, one.nearest) for one in found] == [
        ("b@mail.example", True, None),
        ("+996312000111", False, None),
    ]


@given(st.text(max_size=400))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == []


@pytest.mark.parametrize("number", ["1.234,567.89", "85,000.501 000.5", "1,234.567.890"])
def test_a_number_with_contradicting_separators_is_its_digits(number: str) -> None:
    digits = "".join(filter(str.isdigit, number))
    assert differences(f"He lost {number} USD.", f"Он потерял {digits} USD.") == []


@given(
    st.lists(st.sampled_from(["1", "12", "345", "000", "67", ".", ",", " ", "\u00a0", "'", "USD", "сом", "$"]), max_size=14).map("".join)
)
def test_any_number_with_a_currency_is_read(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.end] == token.raw


@given(st.text(alphabet="0123456789.,:@+-/ abxTмартаUSD\u200b", max_size=300))
def test_tokens_are_where_they_say(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.end] == token.raw
        assert token.keys

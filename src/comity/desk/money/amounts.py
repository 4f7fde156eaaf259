"""Amounts and currencies as people write them, exact; what can mean two things is asked about and never guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from comity.errors import InputError
from comity.text.messages import say

# fmt: off
COINS = (
    "BTC", "ETH", "USDT", "USDC", "TRX", "LTC", "BCH", "XMR", "TON", "SOL", "BNB", "XRP", "DOGE", "DAI",
    "TUSD", "PYUSD", "FDUSD", "EURC", "DASH", "ZEC", "ADA", "POL", "AVAX",
)
# fmt: on
"""Symbols of coins and tokens, as labels and exchanges write them."""

_PLAIN = re.compile(r"[0-9]{1,30}(\.[0-9]{1,18})?")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")


def read_amount(text: str, place: str = "amount") -> str:
    """Read an amount: `1 500 000,50` and `1500000.50` are the same.

    Returns:
        Decimal text without needless zeros.

    Raises:
        InputError: it is no positive amount, or one that can be read in two ways (`1,500`).
    """
    packed = _SPACES.sub("", text)
    if _THOUSANDS.fullmatch(packed):
        packed = _grouped(packed, text, place)
    plain = packed.replace(",", ".")
    if not _PLAIN.fullmatch(plain) or not Decimal(plain):
        raise InputError(
            say("this is no amount: {text}", text=text), place=place, hint=say("write digits, and the point before the cents: 1500.50")
        )
    return written(Decimal(plain))


def _grouped(packed: str, text: str, place: str) -> str:
    """Take the marks of thousands out where they can be nothing else."""
    marks = {mark for mark in packed if mark in ".,"}
    if len(marks) == 1 and sum(packed.count(mark) for mark in marks) > 1:
        return packed.replace(marks.pop(), "")
    if len(marks) == 1 and packed.startswith("0"):
        return packed
    raise InputError(
        say("this can be read in two ways: {text}", text=text),
        place=place,
        hint=say("write thousands without a mark, and the point before the cents"),
    )


def read_currency(text: str, place: str = "currency") -> str:
    """Read a currency: a code of ISO 4217, or the symbol of a coin.

    Raises:
        InputError: there is none of this code.
    """
    code = text.strip().upper()
    if code not in currencies():
        raise InputError(
            say("no currency has this code: {text}", text=text.strip()),
            place=place,
            hint=say("three letters of ISO 4217 (KGS, USD, EUR), or the symbol of the coin (BTC, USDT)"),
        )
    return code


@cache
def currencies() -> frozenset[str]:
    """Codes of ISO 4217, today's and former ones, and symbols of coins."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies()) | frozenset(COINS)


@cache
def currency_of_state(state: str) -> str:
    """The currency of a State today; that of the euro area and of unknown codes is the euro."""
    from babel.numbers import get_territory_currencies

    found = get_territory_currencies(state)
    return found[-1] if found else "EUR"


def written(value: Decimal) -> str:
    """Write a decimal without exponent and needless zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"

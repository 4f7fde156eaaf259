"""Words that tell what a number is, in English, Russian, Kazakh, Kyrgyz and Uzbek (Latin and Cyrillic): a number alone tells nothing.

The nearest word before a number decides; a currency or a unit may stand after it. The words stand in
`data/cues.txt`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from importlib.resources import files


class Cue(StrEnum):
    """What a word beside a number says it is."""

    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    BIK = "bik"
    IMEI = "imei"
    IMSI = "imsi"
    MAC = "mac"
    IP = "ip"
    PORT = "port"
    TAX = "tax"
    MONEY = "money"
    DOCUMENT = "document"
    VERSION = "version"
    LAW = "law"
    TRANSFER = "transfer"
    FILE = "file"
    USER = "user"
    NUMBER = "number"


_LETTER = "a-zа-яёәғқңөұүһіўҳ"


def _stems() -> dict[str, list[str]]:
    lines = (files("comity.leads") / "data" / "cues.txt").read_text(encoding="utf-8").splitlines()
    stems: dict[str, list[str]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            cue, _, stem = line.partition(": ")
            stems.setdefault(Cue(cue).name, []).append(stem)
    return stems


_ANY = "|".join(f"(?P<{cue}>{'|'.join(stems)})" for cue, stems in _stems().items())
# "ҳисоб рақами", "IMEI raqami", "номер карты": the general word belongs to the telling one.
_NUMBER = r"(?: (?:raqam|рақам|нөмір|номур|номер)\w*| (?:number|no\.?|коды?|code)(?![a-zа-я]))?"
_CUES = re.compile(rf"(?<![{_LETTER}])(?:{_ANY}){_NUMBER}")
_NEXT_WORD = re.compile(rf"[ \u00a0](?:{_ANY})")

_CURRENCY = re.compile(
    r"\s?(?:тыс\.?|млн\.?|million|минг|миң|мың)?\s?(?:сом\w{0,3}\b|тенге|теңге|тг\b|руб\w*|₽|сум\b|сўм\w*|so.m\w*|usd\w?|долл\w+|евро|eur\b|euros?\b|\$|€|₸|kzt\b|kgs\b|"
    r"uzs\b|rub\b|btc\b|eth\b|trx\b|ton\b|шт\b|штук|км\b|кг\b|байт|bytes|кб\b|мб\b|%)"
)
_CURRENCY_BEFORE = re.compile(r"[$€₸₽£]\s?$")


def cue_before(window: str) -> tuple[Cue | None, int]:
    """Name the last cue of a window.

    Args:
        window: the text before a number, lower case.

    Returns:
        The cue, and how many characters lie between it and the number.
    """
    last = None
    for last in _CUES.finditer(window):  # noqa: B007 - the last one counts
        pass
    return (Cue[last.lastgroup or ""], len(window) - last.end()) if last else (None, 0)


def cue_after(window: str) -> Cue | None:
    """Name the cue that follows a number without a sign between, as in «4170… картасына», «0700… номеринен».

    Args:
        window: the text after the number, lower case.
    """
    found = _NEXT_WORD.match(window)
    return Cue[found.lastgroup or ""] if found else None


def cues_in(window: str) -> set[Cue]:
    """List the cues of a window (lower case)."""
    return {Cue[found.lastgroup or ""] for found in _CUES.finditer(window)}


def is_amount(before: str, after: str) -> bool:
    """Tell whether a currency or a unit stands beside a number.

    Args:
        before: the text before it, lower case.
        after: the text after it, lower case.
    """
    return _CURRENCY.match(after) is not None or _CURRENCY_BEFORE.search(before) is not None

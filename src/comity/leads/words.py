"""Words that tell what a number is, in English, Russian, Kazakh, Kyrgyz and Uzbek (Latin and Cyrillic): a number alone tells nothing.

The nearest word before a number decides; a currency or a unit may stand after it. The words stand in `data/cues.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
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
    NICK = "nick"
    NUMBER = "number"


# Letters, with a hyphen, a point, a slash or an apostrophe between two of them, and up to three digits after: `ip-адрес`, `р/с`, `trc20`.
WORD = re.compile(r"[^\W\d_]+(?:[-./'’ʻ‘_][^\W\d_]+)*[0-9]{0,3}|№")
_PARTS = re.compile(r"[-_]")
_SHORTEST = 3
_TAIL = 16


def _stems() -> tuple[dict[str, Cue], dict[str, Cue]]:
    whole: dict[str, Cue] = {}
    stems: dict[str, Cue] = {}
    for line in (files("comity.leads") / "data" / "cues.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        cue, _, words = line.partition(": ")
        for word in words.split():
            (stems if word.endswith("*") else whole)[word.rstrip("*")] = Cue(cue)
    return whole, stems


_WHOLE, _STEMS = _stems()
_LONGEST = max(map(len, _STEMS))


@lru_cache(maxsize=32768)
def cue_of(word: str) -> Cue | None:
    """Name the cue that a word is (lower case); None for any other word."""
    cue = _WHOLE.get(word) or _STEMS.get(word)
    if cue is not None:
        return cue
    # The longest stem wins: `хеш-сумма` is no `сумма`.
    for length in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
        cue = _STEMS.get(word[:length])
        if cue is not None:
            return cue
    # `client_ip`, `app-version`, `sim-карта`: the parts tell, the last one first.
    parts = _PARTS.split(word)
    return next((found for part in reversed(parts) if (found := cue_of(part))), None) if len(parts) > 1 else None


_CURRENCY = re.compile(
    r"\s?(?:тыс\.?|млн\.?|million|минг|миң|мың)?\s?(?:сом\w{0,3}\b|тенге|теңге|тг\b|руб\w*|₽|сум\b|сўм\w*|so.m\w*|usd\w?|долл\w+|евро|eur\b"
    r"|euros?\b|\$|€|₸|kzt\b|kgs\b|uzs\b|rub\b|btc\b|eth\b|trx\b|ton\b|шт\b|штук|км\b|кг\b|байт|bytes|кб\b|мб\b|%)"
)


def cue_before(window: str) -> tuple[Cue | None, int]:
    """Name the last cue of a window.

    A general word (`raqami`, `номер`) gives way to a telling one right before it (`ҳисоб рақами`, `IMEI raqami`).

    Args:
        window: the text before a number, lower case.

    Returns:
        The cue, and how many characters lie between it and the number.
    """
    # The last two or three words mostly tell, and come again more often than whole windows do.
    cut = window.rfind(" ", 0, len(window) - _TAIL) + 1 if len(window) > _TAIL else 0
    cue, distance, is_open = _last_cue(window[cut:])
    if not cut or (cue and not is_open):
        return cue, distance
    if is_open:
        cue, distance, _ = _last_cue(window)
        return cue, distance
    cue, distance, _ = _last_cue(window[:cut])
    return cue, distance + len(window) - cut if cue else 0


@lru_cache(maxsize=16384)
def _last_cue(window: str) -> tuple[Cue | None, int, bool]:
    """Name the last cue of a window, tell how far from its end it stands, and whether a word before the window could tell more."""
    words = list(WORD.finditer(window))
    while words:
        word = words.pop()
        cue = cue_of(word.group())
        if cue is None:
            continue
        start, end = word.span()
        is_general = cue is Cue.NUMBER or window[start] == "№"
        # The word before it must be a cue itself, and no farther away than a blank and a sign.
        if is_general and words and start - words[-1].end() <= 2:
            cue = cue_of(words[-1].group()) or cue
        return cue, len(window) - end, is_general and not words
    return None, 0, False


@lru_cache(maxsize=8192)
def cue_after(window: str) -> Cue | None:
    """Name the cue that follows a number without a sign between, as in «4170… картасына», «0700… номеринен».

    Args:
        window: the text after the number, lower case.
    """
    if window[:1] not in {" ", "\u00a0"}:
        return None
    word = WORD.match(window, 1)
    return cue_of(word.group()) if word else None


@lru_cache(maxsize=8192)
def cues_in(window: str) -> frozenset[Cue]:
    """List the cues of a window (lower case)."""
    return frozenset(cue for word in WORD.findall(window) if (cue := cue_of(word)))


def words_before(window: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a window from the last to the first, each with the character before it."""
    for match in reversed(list(WORD.finditer(window))):
        yield match.group(), window[match.start() - 1 : match.start()] if match.start() else ""


def is_amount(before: str, after: str) -> bool:
    """Tell whether a currency or a unit stands beside a number.

    Args:
        before: the text before it, lower case.
        after: the text after it, lower case.
    """
    return _CURRENCY.match(after) is not None or before[-2:].strip()[-1:] in _SIGNS


_SIGNS = frozenset("$€₸₽£")

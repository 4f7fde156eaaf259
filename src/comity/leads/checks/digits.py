"""The check digit of ISO/IEC 7812-1, annex B (Luhn): payment cards, IMEI."""

from __future__ import annotations

import re

_OTHERS = re.compile(r"[^0-9]+")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(text: str) -> bool:
    """Tell whether the last digit is the Luhn check digit of those before; anything but ASCII digits between is skipped."""
    digits = list(map(int, only_digits(text)))
    if len(digits) < 2:
        return False
    return (sum(digits[-1::-2]) + sum(_DOUBLED[digit] for digit in digits[-2::-2])) % 10 == 0


def only_digits(text: str) -> str:
    """Keep the ASCII digits of a text."""
    return text if text.isascii() and text.isdigit() else _OTHERS.sub("", text)

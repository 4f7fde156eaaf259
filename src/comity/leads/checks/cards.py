"""Payment cards: which network a number may belong to, and how a number is masked.

Source: ISO/IEC 7812-1 (issuer identification, Luhn). Ranges as published by the networks: Visa 4; Mastercard 51-55 and 2221-2720;
Mir 2200-2204; American Express 34, 37; UnionPay 62; JCB 3528-3589; Discover 6011, 644-649, 65; Maestro 50, 56-58, 6304, 6759, 676;
Humo 9860 and Uzcard 8600, 5614 (Uzbekistan); Elcard 9417 (Kyrgyzstan). Masking: PCI DSS v4.0, requirement 3.4.1 (at most first six and
last four).
"""

from __future__ import annotations

import re

_NETWORKS = (
    ("Visa", re.compile(r"4(?:\d{12}|\d{15}|\d{18})")),
    ("Mastercard", re.compile(r"(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}")),
    ("Mir", re.compile(r"220[0-4]\d{12,15}")),
    ("American Express", re.compile(r"3[47]\d{13}")),
    ("UnionPay", re.compile(r"62\d{14,17}")),
    ("JCB", re.compile(r"35(?:2[89]|[3-8]\d)\d{12}")),
    ("Discover", re.compile(r"(?:6011|64[4-9]\d|65\d{2})\d{12}")),
    ("Humo", re.compile(r"9860\d{12}")),
    ("Uzcard", re.compile(r"(?:8600|5614)\d{12}")),
    ("Elcard", re.compile(r"9417\d{12}")),
    ("Maestro", re.compile(r"(?:50\d{2}|5[6-8]\d{2}|6304|6759|676[1-3])\d{8,15}")),
)


def card_network(number: str) -> str | None:
    """Name the network whose range and length the number fits; None where none does.

    Args:
        number: digits only.
    """
    return next((name for name, form in _NETWORKS if form.fullmatch(number)), None)


def masked(text: str) -> str:
    """Replace every digit but the first six and the last four by `*`; what stands between the digits stays."""
    total = sum("0" <= letter <= "9" for letter in text)
    out, seen = [], 0
    for letter in text:
        if "0" <= letter <= "9":
            seen += 1
            out.append(letter if seen <= 6 or seen > total - 4 else "*")
        else:
            out.append(letter)
    return "".join(out)

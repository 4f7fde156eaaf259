"""Tells which way words run, by the first letter that has a direction (Unicode Standard Annex 9, rules P2 and P3)."""

from __future__ import annotations

import unicodedata


def runs_left_to_right(text: str) -> bool:
    """Tell whether a text begins with a letter that runs left to right; a text without letters runs with its surroundings."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"L", "R", "AL"}:
            return direction == "L"
    return False

"""Runs of hexadecimal digits: the digest of a file, or the identifier of a transaction?

Sixty-four digits can be either (SHA-256; Bitcoin, TRON). The nearest word decides, then what the text as a whole is about.
"""

from __future__ import annotations

import re
from enum import Enum

from comity.leads.page import Page, Token
from comity.leads.words import Cue

HEX = re.compile(r"(?:0[xX])?[0-9a-fA-F]+")
SIXTY_FOUR = 64


class Reading(Enum):
    """What sixty-four digits are read as."""

    TRANSACTION = "transaction"
    FILE = "file"
    EITHER = "either"


def reading(page: Page, token: Token) -> Reading:
    """Tell how sixty-four hexadecimal digits are read."""
    if token.text[:2] in {"0x", "0X"}:
        return Reading.TRANSACTION
    cue, _ = page.cue_and_distance(token.start, token.end)
    if cue is Cue.TRANSFER:
        return Reading.TRANSACTION
    if cue is Cue.FILE:
        return Reading.FILE
    before = page.before(token.start, 110)
    if "sha" in before or "файл" in before or "file" in before:
        return Reading.FILE
    if page.text[token.start - 1 : token.start] == "/" or "tx" in before or "транзакц" in before or "transaction" in before:
        return Reading.TRANSACTION
    return Reading.EITHER


def is_mixed(text: str) -> bool:
    """Tell whether a run has both digits and letters: a row of digits or of letters alone is no digest."""
    return not text.isdigit() and not text.isalpha() and len(set(text.lower())) > 4

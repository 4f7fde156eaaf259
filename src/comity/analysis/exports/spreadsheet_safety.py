"""Keep a spreadsheet from running what evidence says: text that would start a formula is shown as text.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is taken as a formula or command by Excel, LibreOffice and others
(OWASP, CSV injection). Such text gets an apostrophe in front; the raw value stays in the store.
"""

from __future__ import annotations

import json
from datetime import datetime

from comity.model.time import as_rfc3339

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767


def safe_cell(value: object) -> str:
    """Write a value as the text of a cell that no spreadsheet runs."""
    text = plain_text(value)
    return "'" + text if text.startswith(_DANGEROUS) and not isinstance(value, (int, float)) else text


def plain_text(value: object) -> str:
    """Write a value as text: moments in RFC 3339, lists separated by commas."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return as_rfc3339(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).replace("\0", "\ufffd")


def shortened(text: str) -> str:
    """Cut a text to what a cell of Excel holds, and say so at its end."""
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 12] + " […cut…]"

"""Values as people write them in a draft: lenient about yes and no and lists of one, strict about dates and numbers.

YAML guesses types from plain text and guesses wrong for our subject: `NO` (Norway) becomes false, `+996312000000` loses its
plus, `12:30:00` becomes a number, `0x...` too. So values are read from the text that stands in the file, by the kind of the fact.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from comity.drafting.fields import FieldKind
from comity.text.messages import say

STATED = "stated"
"""What a text fact holds when the draft only says `true`: stated elsewhere, without words here."""

YES = frozenset(["true", "yes", "y", "on", "да", "ja", "oui", "si", "sí", "иә", "ия", "ооба", "ha", "bəli", "ha'a", "այո", "დიახ", "بله"])
NO = frozenset(["false", "no", "n", "off", "нет", "nein", "non", "жоқ", "жок", "yo'q", "yoʻq", "xeyr", "ոչ", "არა", "خیر"])

_LITERAL_TEXT = frozenset({"authority.issuing_state", "addressee.state", "request.language", "addressee.accepted_languages"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class WrongValueError(ValueError):
    """A value is not of the kind of its fact.

    Attributes:
        message: what is wrong.
        hint: how to write it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_text(field_id: str, raw: str, *, is_plain: bool) -> str | None:
    """Read a fact that is told in words.

    Args:
        field_id: the id of the fact; codes of States and languages are never taken for yes or no.
        raw: the text as it stands in the file.
        is_plain: whether it stands there without quotation marks.

    Returns:
        The text; `STATED` for a plain yes; None for a plain no and for nothing.
    """
    if is_plain and field_id not in _LITERAL_TEXT:
        word = raw.strip().casefold()
        if word in {"true", "yes", "on"}:
            return STATED
        if word in {"false", "no", "off"}:
            return None
    return raw if raw.strip() else None


def read_statement(raw: str) -> bool | str | None:
    """Read a fact that is true, false or told in words."""
    word = raw.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    return raw if word else None


def read_moment(raw: str) -> date | datetime | None:
    """Read a day or a moment in ISO 8601.

    Raises:
        WrongValueError: it is neither.
    """
    text = raw.strip()
    if not text:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _DATE.match(text) and len(text) > len("2026-03-14"):
            return datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongValueError(
            say("no such date: {value} ({reason})", value=_short(text), reason=error), say("write a day that exists, such as 2026-03-14")
        ) from None
    raise WrongValueError(
        say("not a date: {value}", value=_short(text)), say("write the year first: 2026-03-14, or 2026-03-14T10:15:00+05:00 with a time")
    )


def read_number(raw: str) -> int | float | None:
    """Read a number: digits with an optional sign and decimal point.

    Raises:
        WrongValueError: it is no number.
    """
    text = raw.strip()
    if not text:
        return None
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"[+-]?\d{1,18}\.\d{1,18}", text):
        return float(text)
    raise WrongValueError(
        say("not a number: {value}", value=_short(text)), say("write digits only, with a point before decimals: 3 or 2.5")
    )


def read_value(field_id: str, kind: FieldKind, raw: str, *, is_plain: bool) -> object:
    """Read one scalar by the kind of its fact; None when nothing is said.

    Raises:
        WrongValueError: the text is not of that kind.
    """
    if kind is FieldKind.MOMENT:
        return read_moment(raw)
    if kind is FieldKind.NUMBER:
        return read_number(raw)
    if kind is FieldKind.STATEMENT:
        return read_statement(raw)
    return read_text(field_id, raw, is_plain=is_plain)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."

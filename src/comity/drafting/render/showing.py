"""Shows a value of the draft in the language of a letter: dates with the month as a word, States by name, codes in words.

Digits are Western in every language. A date can carry its ISO form as well, for providers that file by it.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import lru_cache

from comity.drafting.render.facts import IDENTIFIERS, LANGUAGES, STATES
from comity.drafting.render.words import Words
from comity.text.languages import language

_SAME_CODES = {"preservation.scope": "data.categories"}
"""Facts whose codes are those of another fact."""
ITEM_SEPARATOR = "; "


def shown(value: object, field: str, words: Words, style: str = "") -> str:
    """Write a value in words.

    Args:
        value: what the draft says; None and empty values give an empty text.
        field: id of the fact, which decides how codes are read.
        words: the language.
        style: `iso` adds the ISO form to a date, but not between right-to-left words, which would turn its parts round; `long` tells
            what a data category covers.
    """
    if isinstance(value, tuple):
        return ITEM_SEPARATOR.join(shown(item, field, words, style) for item in value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, date):
        return _moment(value, words.language, with_iso=style == "iso" and not language(words.language).rtl)
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < 1_000_000 else str(value)
    text = clean(str(value), code=field in IDENTIFIERS)
    if field in STATES:
        return words.states.get(text.upper()) or state_name(text, words.language)
    if field in LANGUAGES:
        return _language_name(text, words.language)
    if style == "long":
        return words.long.get(text, text)
    return words.values.get(_SAME_CODES.get(field, field), {}).get(text, text)


def _moment(value: date, tag: str, *, with_iso: bool) -> str:
    day = value.date() if isinstance(value, datetime) else value
    text = written_date(day, tag)
    if with_iso:
        text = f"{text} ({day.isoformat()})"
    if isinstance(value, datetime):
        text = f"{text}, {value.time().isoformat(timespec='auto')}"
        if value.tzinfo is not None:
            text = f"{text} {value.tzname() if value.utcoffset() else 'UTC'}".replace("UTCUTC", "UTC")
    return text


@lru_cache(maxsize=4096)
def written_date(day: date, tag: str) -> str:
    """Write a day with the month as a word, in Western digits."""
    return language(tag).write_date(day)


@lru_cache(maxsize=512)
def state_name(code: str, locale: str) -> str:
    """Return the name of a State; an unknown code comes back as it is."""
    from babel import Locale

    return str(Locale.parse(locale).territories.get(code.upper(), code))


@lru_cache(maxsize=512)
def _language_name(tag: str, locale: str) -> str:
    from babel import Locale

    return str(Locale.parse(locale).languages.get(tag.replace("-", "_"), tag))


def clean(text: str, *, code: bool) -> str:
    """Take out what a document must not hold.

    Control characters go. In an identifier a hidden or direction-changing character is made visible, so that nobody copies what he
    cannot see; in prose, characters that change the direction of the text around them go.
    """
    if text.isprintable():
        return text
    out = []
    for char in text:
        if char in "\n\t" or char.isprintable():
            out.append(char)
            continue
        category = unicodedata.category(char)
        if category == "Cf" and (code or char in "\u200c\u200d\u00ad"):
            out.append(f"[U+{ord(char):04X}]" if code else char)
        elif category in {"Zs", "Zl", "Zp"}:
            out.append(" " if category == "Zs" else "\n")
    return "".join(out)

"""Words for people, in their language.

The English sentence is the key; its fields are named: `t("period ends before it starts: {start}", start=start)`. A
translation is a line of `locales/<tag>/LC_MESSAGES/comity.po` (GNU gettext; what `--help` says lies in `help.po` beside it).
What is not translated appears in the second language of the table of languages (Russian for Kazakh, Kyrgyz and Uzbek), else in English:
a sentence whole, with the messages inside it, never as an empty line and never as an error. English reads no file at all.

How to write a message
    t = Messages("ru")
    t("no file of this name: {path}", path=path)
    t.plural("{count} finding", "{count} findings", count=3)         the catalogue knows the plural forms, code does not
    say("no file of this name: {path}", path=path)                   where the language is not known yet (errors, pure code)
    t.of(error.message)                                              translates what `say` made; any other text as it is
    LABELS = {"valid": mark("valid")} ... t(LABELS[code])            a message kept in a constant

The first argument is always a plain literal: no f-string, no concatenation of variables. A brace that is meant as a brace is doubled.
`tools/messages.py extract` collects the messages, `tools/messages.py check` tells which are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from comity.model.said import ENGLISH, Said, Worded, fill, mark, say

if TYPE_CHECKING:
    from comity.text.catalogue import Catalogue

SOURCE_LANGUAGE = ENGLISH
_DOMAIN = "comity"

__all__ = ["SOURCE_LANGUAGE", "Messages", "Said", "Worded", "fallbacks", "mark", "readable", "say"]


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one language.

    Attributes:
        language: BCP 47 tag (`ru`, `ru-KZ`, `uz-cyrl`); POSIX forms (`ru_RU.UTF-8`) are understood. An unknown one reads as English.
        domain: name of the catalogue: `comity` for what the program says, `help` for what `--help` says (a small file, read at once).
    """

    language: str = SOURCE_LANGUAGE
    domain: str = _DOMAIN

    def __call__(self, key: str, /, **fields: object) -> str:
        """Say the sentence in this language.

        Args:
            key: the English sentence with named fields.
            **fields: their values; messages among them are translated as well.
        """
        inside = tuple(value for value in fields.values() if isinstance(value, Said))
        return self._filled(self._translation(lambda catalogue: catalogue.single(key), inside), key, fields)

    def plural(self, one: str, many: str, /, *, count: int, **fields: object) -> str:
        """Say a sentence that counts something; `{count}` is among its fields.

        Args:
            one: the English sentence for 1.
            many: the English sentence for any other number.
            count: the number.
            **fields: values of further fields.
        """
        english = one if count == 1 else many
        found = self._translation(lambda catalogue: catalogue.plural(one, count))
        return self._filled(found, english, {"count": count, **fields})

    def of(self, text: str) -> str:
        """Translate what `say` made, choose among the words of a `Worded`; any other text comes back as it is."""
        if isinstance(text, Worded):
            return next((text.words[tag] for tag in readable(self.language) if tag in text.words), str(text))
        return self(text.key, **text.fields) if isinstance(text, Said) else text

    def language_of(self, text: str) -> str:
        """Return the tag of the language in which `of` says a text, so that a page can mark it; its own where nobody knows."""
        if isinstance(text, Worded):
            return next((tag for tag in readable(self.language) if tag in text.words), SOURCE_LANGUAGE)
        if not isinstance(text, Said):
            return self.language
        fallen = next((tag for tag in readable(self.language) if _has(tag, self.domain, text)), SOURCE_LANGUAGE)
        return self.language if fallen in fallbacks(self.language) else fallen

    def verbatim(self, text: str) -> str:
        """Translate a text that has no fields: its braces are braces."""
        return self._translation(lambda catalogue: catalogue.single(text)) or text

    def form(self, one: str, many: str, count: int) -> str:
        """Return the form for a number with its fields unfilled, as gettext's own `ngettext` does."""
        return self._translation(lambda catalogue: catalogue.plural(one, count)) or (one if count == 1 else many)

    def _translation(self, look_up: Callable[[Catalogue], str | None], inside: tuple[Said, ...] = ()) -> str | None:
        for tag in readable(self.language):
            if tag == SOURCE_LANGUAGE:
                return None
            catalogue = _catalogue(tag, self.domain)
            if catalogue is None or not (found := look_up(catalogue)):
                continue
            if all(_has(tag, self.domain, one) for one in inside):
                return found
        return None

    def _filled(self, translation: str | None, english: str, fields: Mapping[str, object]) -> str:
        if any(isinstance(value, Said | Worded) for value in fields.values()):
            fields = {name: self.of(value) if isinstance(value, Said | Worded) else value for name, value in fields.items()}
        if translation is not None:
            try:
                return fill(translation, _isolated(fields) if _is_rtl(self.language) else fields)
            except (KeyError, IndexError, ValueError):
                pass  # a slip of the translator must not cost the user the message; `tools/messages.py check` reports it
        return fill(english, fields)


def readable(language: str) -> tuple[str, ...]:
    """List the tags to try for a reader of a language: its own, then the second language of the table; English goes without saying.

    Args:
        language: BCP 47 or POSIX form, in any case.
    """
    own = fallbacks(language)
    return own if own[-1] in _WHOLE else (*own, *_second(own))


_WHOLE = frozenset({SOURCE_LANGUAGE, "ru"})  # these have every message: no table is read for them


@lru_cache(maxsize=32)
def _second(own: tuple[str, ...]) -> tuple[str, ...]:
    from comity.text.languages import find_language

    found = find_language(own[0])
    return () if found is None or found.second in own or found.second == SOURCE_LANGUAGE else (found.second,)


@lru_cache(maxsize=32)
def _is_rtl(language: str) -> bool:
    if language in _WHOLE:
        return False
    from comity.text.languages import find_language

    found = find_language(language)
    return found is not None and found.rtl


def _isolated(fields: Mapping[str, object]) -> dict[str, object]:
    """Keep names, days and identifiers in runs of their own: a day after an Arabic letter would be shown day first (UAX #9, W2)."""
    return {
        name: f"\u2068{value}\u2069" if isinstance(value, str) and any(one.isascii() and one.isalnum() for one in value) else value
        for name, value in fields.items()
    }


def _has(tag: str, domain: str, said: Said) -> bool:
    """Tell whether a language has a message and the messages inside it."""
    if tag == SOURCE_LANGUAGE:
        return True
    catalogue = _catalogue(tag, domain)
    if catalogue is None or not catalogue.single(said.key):
        return False
    return all(_has(tag, domain, value) for value in said.fields.values() if isinstance(value, Said))


def fallbacks(language: str) -> tuple[str, ...]:
    """List the tags to try for a language, from the whole tag to its first part.

    Args:
        language: BCP 47 or POSIX form, in any case.
    """
    parts = language.split(".", maxsplit=1)[0].replace("_", "-").lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=32)
def _catalogue(tag: str, domain: str = _DOMAIN) -> Catalogue | None:
    if not tag.replace("-", "").isalnum():
        return None
    path = files("comity.text") / "locales" / tag / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return None
    from comity.text.catalogue import read_catalogue

    return read_catalogue(path.read_text(encoding="utf-8"), place=f"locales/{tag}/{domain}.po")

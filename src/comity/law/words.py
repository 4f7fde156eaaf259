"""Words for people in files of facts."""

from __future__ import annotations

from comity.knowledge.row import Facts


class Named(Facts, frozen=True, kw_only=True):
    """A text in the languages of the project; English is the original."""

    en: str
    ru: str | None = None

    def told(self, language: str) -> str:
        """Return the text in a language, in English where there is no translation."""
        return self.ru if language.split("-", maxsplit=1)[0] == "ru" and self.ru else self.en

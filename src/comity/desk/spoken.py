"""The languages of the interface: English, and every one that has a catalogue of messages. A new catalogue appears by itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from comity.text.languages import Language, languages


@cache
def spoken_languages() -> tuple[Language, ...]:
    """Return the languages in which pages are shown."""
    folder = files("comity.text") / "locales"
    known = {entry.name.lower() for entry in folder.iterdir() if (entry / "LC_MESSAGES" / "comity.po").is_file()}
    return tuple(language for tag, language in languages().items() if tag == "en" or tag.lower() in known)

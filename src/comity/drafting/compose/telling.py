"""Words of the case file in a letter: whether they are told in its language, and how a note becomes a sentence.

Nothing is translated here. A sentence in another language is left out of the draft and asked for; a name or a code may stay.
"""

from __future__ import annotations

from comity.text.languages import find_language
from comity.text.scripts import scripts

_SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Geor": "GEORGIAN", "Armn": "ARMENIAN"}
_SENTENCE = 4
"""From so many words on, a text is taken for a sentence; below, for a name or a code."""


def is_told_in(text: str, told: str, wanted: str) -> bool:
    """Tell whether a text may stand in a letter.

    Args:
        text: the words.
        told: language of the file they come from (BCP 47).
        wanted: language of the letter.

    Returns:
        True in the same language. Otherwise False for letters that the language does not write, and for whole sentences.
    """
    if told.partition("-")[0].lower() == wanted.partition("-")[0].lower():
        return True
    language = find_language(wanted)
    own = {_SCRIPTS.get(language.script, "LATIN") if language else "LATIN", "LATIN"}
    return scripts(text) <= own and len(text.split()) < _SENTENCE


def as_sentence(text: str) -> str:
    """Begin a note with a capital and end it with a full stop; an identifier at its head stays as it is."""
    first = text.split(maxsplit=1)[0]
    head = text[0].upper() + text[1:] if first.rstrip(",:;").isalpha() and first.islower() else text
    return head if head[-1] in '.!?»")' else f"{head}."

"""What is said to people before it is known in which language: a sentence that keeps its key and its fields.

`text.messages` says it in a language. It stands here because rooms that do not know the languages (facts, law) have something to say, too.
"""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = "en"


class Said(str):
    """A message that still knows its key and its fields, so that it can be said again in another language.

    It is the English text; `Messages.of` translates it.

    Attributes:
        key: the English sentence with its fields.
        fields: the values of the fields.
    """

    __slots__ = ("fields", "key")

    key: str
    fields: Mapping[str, object]

    def __new__(cls, key: str, fields: Mapping[str, object]) -> Said:
        """Fill the English sentence, and keep what it was filled with."""
        text = super().__new__(cls, fill(key, fields))
        text.key = key
        text.fields = dict(fields)
        return text

    def __reduce__(self) -> tuple[type[Said], tuple[str, Mapping[str, object]]]:
        """Keep key and fields when copied or sent to another process."""
        return Said, (self.key, self.fields)


class Worded(str):
    """Words that a file of facts has in several languages, as a field of a message: each language is given its own.

    It is the English text.

    Attributes:
        words: language tag to text; `en` is there.
    """

    __slots__ = ("words",)

    words: Mapping[str, str]

    def __new__(cls, words: Mapping[str, str]) -> Worded:
        """Keep the words of every language."""
        text = super().__new__(cls, words[ENGLISH])
        text.words = dict(words)
        return text

    def __reduce__(self) -> tuple[type[Worded], tuple[Mapping[str, str]]]:
        """Keep the words when copied or sent to another process."""
        return Worded, (self.words,)


def say(key: str, /, **fields: object) -> Said:
    """Say something in English now, and let the face translate it later."""
    return Said(key, fields)


def mark(key: str) -> str:
    """Mark a message that is kept in a constant, so that it reaches the catalogue."""
    return key


def fill(text: str, fields: Mapping[str, object]) -> str:
    """Put the fields into a sentence; one without braces stays as it is."""
    return text.format_map(fields) if "{" in text or "}" in text else text

"""The words of one language that every letter needs: names of categories, of facts, of kinds, and the warnings.

They stand in `drafting/forms/words/<tag>.yaml`; a ministry's overlay may hold a `drafting/forms/words/<tag>.yaml` of its own, which
replaces the whole file.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec

from comity.errors import KnowledgeError


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language.

    Attributes:
        language: BCP 47 tag, the name of the file.
        item_style: marks of list items: `latin` (a), `cyrillic` а), `digits` 1).
        training: the warning on letters of an exercise; the English one is added to it.
        unfinished: the warning on letters with gaps.
        gap: what stands for an unknown fact; holds `{question}`.
        yes: a statement that is true.
        no: a statement that is false.
        values: fact id to code to words.
        long: data category to what it covers.
        fields: fact id to the name of the fact, which is also the question of a gap.
        states: ISO 3166-1 code to the name that the State uses for itself in this language, where that is not the one of CLDR.
    """

    language: str
    training: str
    unfinished: str
    gap: str
    yes: str
    no: str
    values: dict[str, dict[str, str]]
    long: dict[str, str]
    fields: dict[str, str]
    item_style: str = "latin"
    states: dict[str, str] = {}


def read_words(language: str, overlay: Path | None = None) -> Words:
    """Read the words of a language.

    Args:
        language: the tag of a form.
        overlay: a ministry's folder of knowledge files.

    Raises:
        KnowledgeError: the file is missing or not as its schema says.
    """
    own = overlay / "drafting" / "forms" / "words" / f"{language}.yaml" if overlay else None
    if own is not None and own.is_file():
        return decode_words(own.read_bytes(), str(own))
    return _shipped(language)


@lru_cache(maxsize=16)
def _shipped(language: str) -> Words:
    path = files("comity.drafting") / "forms" / "words" / f"{language}.yaml"
    if not path.is_file():
        raise KnowledgeError(
            f"no words for language {language}", place=f"forms/words/{language}.yaml", hint="copy words/en.yaml and translate it"
        )
    return decode_words(path.read_bytes(), f"forms/words/{language}.yaml")


def decode_words(content: bytes, place: str) -> Words:
    """Read a file of words.

    Raises:
        KnowledgeError: it is not as the schema says.
    """
    try:
        return msgspec.yaml.decode(content, type=Words)
    except (msgspec.MsgspecError, ValueError) as error:
        raise KnowledgeError(f"not a file of words: {error}", place=place, hint="compare it with forms/words/en.yaml") from error

"""Short sentences of which a draft is composed, in the language of the letter: `phrases.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from comity.knowledge.plain_yaml import parse
from comity.text.messages import fallbacks


def phrase(phrase_id: str, language: str, /, **fields: str) -> str:
    """Return a sentence with its fields filled in.

    Args:
        phrase_id: id in the file.
        language: BCP 47 tag; English where the sentence is not told in it.
        **fields: values of the fields; braces in them stay as they are.
    """
    texts = _phrases()[phrase_id]
    text = next((texts[tag] for tag in fallbacks(language) if tag in texts), texts["en"])
    return text.format(**fields) if fields else text


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    file = files("comity.drafting.compose") / "phrases.yaml"
    loaded: Mapping[str, Mapping[str, str]] = parse(file.read_text(encoding="utf-8"), "drafting/compose/phrases.yaml")
    return loaded

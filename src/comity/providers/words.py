"""Groups of States and questions for people, from the files beside this one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from comity.knowledge.plain_yaml import parse


@cache
def regions() -> dict[str, frozenset[str]]:
    """Return the groups of States that addressing rules use, by name."""
    return {name: frozenset(codes) for name, codes in _file("regions.yaml")["regions"].items()}


def question(code: str, language: str = "en", **fields: str) -> str:
    """Return a question in a language, in English where there is no translation.

    Raises:
        KeyError: there is no such question.
    """
    texts: dict[str, str] = _file("questions.yaml")["questions"][code]
    return texts.get(language.split("-", maxsplit=1)[0], texts["en"]).format(**fields)


@cache
def _file(name: str) -> dict[str, dict[str, dict[str, str]]]:
    text = files("comity.providers").joinpath(name).read_text(encoding="utf-8")
    result: dict[str, dict[str, dict[str, str]]] = parse(text, f"providers/{name}")
    return result

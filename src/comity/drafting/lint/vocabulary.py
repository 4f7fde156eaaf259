"""The vocabulary of lint rules: the elementary words and every function in the folder `functions`."""

from __future__ import annotations

from functools import cache

from comity.drafting.lint.expression.function import Function
from comity.drafting.lint.expression.language import Language
from comity.drafting.lint.expression.words import WORDS
from comity.errors import KnowledgeError
from comity.plugins.walk import walk

_FUNCTIONS = "comity.drafting.lint.functions"


@cache
def rule_language() -> Language:
    """Return the language of lint rules.

    Raises:
        KnowledgeError: two functions have one name.
    """
    return Language(functions())


def functions() -> dict[str, Function]:
    """Return the functions by name: the elementary words first, then those found by walking.

    Raises:
        KnowledgeError: two functions have one name.
    """
    found = dict(WORDS)
    for slug, kind in walk(_FUNCTIONS, Function):  # type: ignore[type-abstract]
        if kind.name in found:
            raise KnowledgeError(f"the function {kind.name!r} is there twice", place=f"{_FUNCTIONS}.{slug}", hint="give it another name")
        found[kind.name] = kind()
    return found

"""The words of click itself ("Usage:", "No such option ..."), in the language of the user.

Click says its words through gettext's `_` and `ngettext`, which know one language for the whole process, taken from the environment, and
read compiled catalogues only. Comity also takes the language from `--lang` and reads its catalogues as they are; so these two names of
click's modules are pointed here. They are no part of what click promises: a module that has them no more is passed by and speaks English,
and `tests/cli/test_spoken_help.py` says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from comity.text.messages import Messages

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "shell_completion", "termui", "types", "utils", "_termui_impl")

_ENGLISH = Messages(domain="help")
_words: ContextVar[Messages] = ContextVar("words_of_click")


def _single(message: str) -> str:
    return _words.get(_ENGLISH).verbatim(message)


def _plural(one: str, many: str, count: int) -> str:
    return _words.get(_ENGLISH).form(one, many, count)


@contextmanager
def speaking(words: Messages) -> Iterator[Messages]:
    """Let click speak a language for as long as the block runs.

    Args:
        words: the catalogue of help texts, which holds click's words, too.
    """
    for name in MODULES:
        module = sys.modules.get(f"click.{name}")
        for word, ours in (("_", _single), ("ngettext", _plural)):
            if hasattr(module, word):
                setattr(module, word, ours)
    before = _words.set(words)
    try:
        yield words
    finally:
        _words.reset(before)

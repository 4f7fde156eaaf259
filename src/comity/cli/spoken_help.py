"""What `--help` says, in the language of the user.

A command is written in English: its docstring and the `help` of its options. Before a command runs, or tells about itself, it is copied
with the words of the catalogue `help` in place of its own (`text/locales/<tag>/LC_MESSAGES/help.po`), and the command as it was
written stays as it was. English reads no catalogue. `tools/messages.py check` tells which help texts a catalogue lacks.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import click

_PARAGRAPHS = re.compile(r"\n\s*\n")
_FIRST_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|$)", re.DOTALL)

CommandT = TypeVar("CommandT", bound=click.Command)


def key(text: str) -> str:
    """Return the key of a help text in the catalogue: a paragraph a line, however the source breaks its lines."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in _PARAGRAPHS.split(text.strip()))


def texts(command: click.Command) -> Iterator[str]:
    """List the keys of what one command says of itself and of its options; not of the commands below it."""
    for text in (
        command.help,
        _own_short_help(command),
        command.epilog,
        *(getattr(parameter, "help", None) for parameter in command.params),
    ):
        if text:
            yield key(text)


def in_words(command: CommandT, translate: Callable[[str], str]) -> CommandT:
    """Return a copy of a command, and of the commands below it, that speaks other words.

    Args:
        command: the command as it was written.
        translate: key to words.
    """

    def said(text: str | None) -> str | None:
        return translate(key(text)) if text else text

    spoken = copy.copy(command)
    spoken.help, spoken.epilog = said(command.help), said(command.epilog)
    # lists of commands show the first sentence whole, as the list of all commands does: click would cut it at 45 letters
    spoken.short_help = said(_own_short_help(command)) or first_sentence(spoken.help)
    spoken._help_option = None  # noqa: SLF001 - click keeps `--help` here once it was asked for, in the words of that time
    spoken.params = [_parameter(parameter, said) for parameter in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: in_words(below, translate) for name, below in spoken.commands.items()}
    return spoken


def _parameter(parameter: click.Parameter, said: Callable[[str | None], str | None]) -> click.Parameter:
    spoken = copy.copy(parameter)
    if isinstance(spoken, click.Option):
        spoken.help = said(spoken.help)
    return spoken


def _own_short_help(command: click.Command) -> str | None:
    return None if command.short_help == first_sentence(command.help) else command.short_help


def first_sentence(text: str | None) -> str | None:
    """Return the first sentence of a help text; None where there is none."""
    found = _FIRST_SENTENCE.match(_PARAGRAPHS.split(text.strip())[0]) if text else None
    return found[0] if found else None

"""What every command prints with: one JSON document, a table, words in the user's language.

Results go to standard output; progress and messages go to standard error, so that `--json | another-program` always works.

    from comity.cli.output import print_json, print_table, words

    t = words(lang)                 the language of --lang, else of `comity --lang`, COMITY_LANG, the locale; else English
    if as_json:
        print_json({"leads": leads})
    else:
        print_table([t("kind"), t("value")], rows)
"""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from comity.text.messages import Messages

LANGUAGE_VARIABLES = ("COMITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_GAP = 2
_NARROWEST = 20


@dataclass(frozen=True)
class Session:
    """What the program was told before the command.

    Attributes:
        language: tag of the language for words to the user; None when not given.
    """

    language: str | None = None


def language(chosen: str | None = None) -> str:
    """Return the tag of the language in which to speak.

    Args:
        chosen: what the command's own `--lang` says; it wins.
    """
    context = click.get_current_context(silent=True)
    session = context.find_root().obj if context else None
    given = session.language if isinstance(session, Session) else None
    return chosen or given or language_of_the_machine()


def language_of_the_machine() -> str:
    """Return the tag that the environment asks for, `en` when it asks for none."""
    for variable in LANGUAGE_VARIABLES:
        value = os.environ.get(variable, "").split(".")[0].split("@")[0].replace("_", "-")
        if value:
            return "en" if value in {"C", "POSIX"} else value
    return "en"


def words(chosen: str | None = None) -> Messages:
    """Return the messages of the language in which to speak."""
    return Messages(language(chosen))


def print_json(document: object) -> None:
    """Print one JSON document on standard output: keys in their order, letters as they are, one trailing newline.

    Args:
        document: mappings, sequences, text, numbers, dataclasses, enums, dates and `msgspec` structures.
    """
    import msgspec

    encoded = msgspec.json.encode(document, enc_hook=str)
    click.echo(msgspec.json.format(encoded, indent=2).decode("utf-8"))


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, indent: int = 0) -> None:
    """Print rows in columns as wide as their content; the last column is wrapped to the width of the terminal.

    Args:
        head: titles of the columns; an empty sequence prints none.
        rows: cells; None prints as an empty cell.
        indent: spaces before each line.
    """
    lines = [["" if cell is None else str(cell) for cell in row] for row in rows]
    table = ([list(head)] if head else []) + lines
    if not table:
        return
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    for row in table:
        _print_row(row, widths, indent)


def _print_row(row: Sequence[str], widths: Sequence[int], indent: int) -> None:
    start = " " * indent + "".join(cell + " " * (width - _width(cell) + _GAP) for cell, width in zip(row, widths, strict=False))
    room = max(shutil.get_terminal_size().columns - _width(start), _NARROWEST)
    pieces = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
    click.echo((start + pieces[0]).rstrip())
    for piece in pieces[1:]:
        click.echo(" " * _width(start) + piece)


def _width(text: str) -> int:
    """Count the columns that a text takes: letters with marks count once, East Asian wide ones twice."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

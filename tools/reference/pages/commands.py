"""The commands, from the program itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

from comity.cli.main import program
from tools.reference.page import Page, docstring, escape, table

INTRODUCTION = """
What every command has in common: results go to standard output, everything else to standard error. `--json` prints one JSON
document ([its schemas](schemas.md)). Times are RFC 3339 in UTC. `comity --lang ru COMMAND` speaks Russian.

| exit code | means |
| --- | --- |
| 0 | well |
| 1 | findings of severity error or block, or refused |
| 2 | bad input: the message names the place and the next step |
| 3 | a custody or proof failure |
| 70 | a fault of the program itself |
| 130 | interrupted |
| 141 | the reader of the output went away |
"""


def pages() -> Iterator[Page]:
    """Describe every command with its arguments and options."""
    context = click.Context(program, info_name="comity")
    parts = [INTRODUCTION, "## comity\n", _options(program, context)]
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None  # noqa: S101 - the name was listed
        parts += _described(command, context, f"comity {name}", 2)
    yield Page("commands.md", "Commands", "\n".join(parts))


def _described(command: click.Command, parent: click.Context, name: str, depth: int) -> list[str]:
    context = click.Context(command, parent=parent, info_name=command.name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [f"{'#' * depth} {name}\n", f"    {usage}\n", _prose(docstring(command.help)) + "\n", _options(command, context)]
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            if found is not None and not found.hidden:
                parts += _described(found, context, f"{name} {sub}", min(depth + 1, 4))
    return parts


def _prose(text: str) -> str:
    """Turn what click prints line by line into Markdown: a paragraph after the mark for that is code."""
    paragraphs = text.replace("\f", "").split("\n\n")
    out = []
    for paragraph in paragraphs:
        if paragraph.startswith("\b\n"):
            out.append("\n".join("    " + line for line in paragraph.removeprefix("\b\n").splitlines()))
        else:
            out.append(escape(paragraph))
    return "\n\n".join(out)


def _options(command: click.Command, context: click.Context) -> str:
    rows = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Argument):
            rows.append((f"`{parameter.make_metavar(context)}`", getattr(parameter, "help", None) or "argument"))
        elif record:
            rows.append((f"`{record[0]}`", record[1]))
    return table(["argument or option", "what it does"], rows) if rows else ""

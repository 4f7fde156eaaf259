"""The program `comity`: finds its commands by file name, and turns errors into a message, a hint and an exit code.

Exit codes: 0 well, 1 findings or refusals, 2 bad input, 3 custody failure, 130 interrupted. Errors go to standard error,
never as a traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.resources import files

import click

from comity import __version__
from comity.errors import ComityError

_COMMANDS = "comity.cli.commands"


class CommandFolder(click.Group):
    """A group whose commands are the files of a folder; a command is imported only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """List the commands by file name."""
        names = (entry.name for entry in files(_COMMANDS).iterdir())
        return sorted(name[:-3].replace("_", "-") for name in names if name.endswith(".py") and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command: the name `command` in its module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{_COMMANDS}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the first line of each file, without importing any."""
        rows = [(name, _first_line(name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _first_line(name: str) -> str:
    text = files(_COMMANDS).joinpath(name.replace("-", "_") + ".py").read_text(encoding="utf-8")
    return text.split('"""', 2)[1].strip().splitlines()[0]


@click.group(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="comity")
def program() -> None:
    """Obtain electronic evidence across borders: leads, route, draft, lint, render."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    try:
        code = program.main(args=arguments, prog_name="comity", standalone_mode=False)
    except ComityError as error:
        _tell(str(error), error.hint)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        _tell("interrupted; nothing half-written was kept", None)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _tell(message: str, hint: str | None) -> None:
    click.echo(f"comity: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)

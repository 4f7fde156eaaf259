"""The program `comity`: finds its commands by file name, and turns errors into a message, a hint and an exit code.

Exit codes: 0 well, 1 findings or refusals, 2 bad input, 3 custody failure, 70 a fault of the program itself, 130 interrupted,
141 the reader of the output went away. Errors go to standard error in the user's language, never as a traceback; whoever mends the
program sets COMITY_DEBUG=1 and gets it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.resources import files
from typing import Any, TextIO

import click

from comity import __version__
from comity.cli.click_words import speaking
from comity.cli.output import Session, language_of_the_machine
from comity.cli.spoken_help import in_words, key
from comity.errors import ComityError
from comity.text.messages import Messages

_COMMANDS = "comity.cli.commands"
_FAULT = 70  # EX_SOFTWARE of sysexits.h
_INTERRUPTED = 130
_PIPE_CLOSED = 141


class CommandFolder(click.Group):
    """A group whose commands are the files of a folder; a command is imported only when it runs.

    Attributes:
        package: dotted name of the folder.
        words: what the help of the commands is said with; English as it is written, unless `run` finds another language asked.
    """

    def __init__(self, *arguments: Any, package: str = _COMMANDS, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.package = package
        self.words = Messages(domain="help")

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """List the commands by file name."""
        names = (entry.name for entry in files(self.package).iterdir())
        return sorted(name[:-3].replace("_", "-") for name in names if name.endswith(".py") and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command: the name `command` in its module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return in_words(command, self.words.verbatim)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the first line of each file, without importing any."""
        rows = [(name, self.words.verbatim(key(first_line(self.package, name)))) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section(self.words.verbatim("Commands")):
                formatter.write_dl(rows)


def first_line(package: str, name: str) -> str:
    """Return the first line of a command's docstring, which says what it is for."""
    text = files(package).joinpath(name.replace("-", "_") + ".py").read_text(encoding="utf-8")
    return text.split('"""', 2)[1].strip().splitlines()[0]


def _known_language(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001 - click's signature
    if value is not None:
        from comity.text.languages import language

        language(value)
    return value


@click.group(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", metavar="TAG", callback=_known_language, help="Language of the words to you: en, ru, ... (else COMITY_LANG, LANG).")
@click.version_option(__version__, prog_name="comity")
@click.pass_context
def program(context: click.Context, lang: str | None) -> None:
    """Obtain electronic evidence across borders: leads, route, draft, lint, render."""
    context.obj = Session(lang)


def main(arguments: list[str] | None = None, group: click.Group = program) -> None:
    """Run the program and leave with its exit code.

    Args:
        arguments: what stands after the program's name; those of the process when None.
        group: the commands.
    """
    for stream in (sys.stdout, sys.stderr):
        write_any_letter(stream)
    stdout = sys.stdout
    try:
        code = run(sys.argv[1:] if arguments is None else arguments, group)
        stdout.flush()
    except BrokenPipeError:
        code = _nobody_reads(stdout)
    except SystemExit:
        if sys.stdout is stdout:
            raise
        code = _nobody_reads(stdout)  # click saw the closed pipe first: it puts another stream in place and leaves with 1
    sys.exit(code)


def run(arguments: list[str], group: click.Group = program) -> int:
    """Run the program; tell what went wrong.

    Args:
        arguments: what stands after the program's name.
        group: the commands.

    Raises:
        BrokenPipeError: nobody reads the output any more.
    """
    with speaking(Messages(_language_asked(arguments), "help")) as words:
        return _run(arguments, _spoken(group, words))


def _spoken(group: click.Group, words: Messages) -> click.Group:
    """Let a group, and every command that it will import, speak the language asked."""
    spoken = in_words(group, words.verbatim)
    if isinstance(spoken, CommandFolder):
        spoken.words = words
    return spoken


def _run(arguments: list[str], group: click.Group) -> int:
    try:
        code = group.main(args=arguments, prog_name="comity", standalone_mode=False)
    except ComityError as error:
        return _told(arguments, error, error.exit_code)
    except click.ClickException as error:
        return _misused(arguments, error)
    except (click.exceptions.Abort, KeyboardInterrupt):
        t = Messages(_language_asked(arguments))
        _tell(t, t("interrupted"), None)
        return _INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.environ.get("COMITY_DEBUG"):
            raise
        return _told(arguments, _from_system(error), 2)
    except Exception as error:  # the edge: whatever else happens is reported here, once
        if os.environ.get("COMITY_DEBUG"):
            raise
        return _fault(arguments, error)
    return code if isinstance(code, int) else 0


def _nobody_reads(stdout: TextIO) -> int:
    """Send what is still in the buffer to nowhere, or the interpreter would complain while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
    return _PIPE_CLOSED


def write_any_letter(stream: TextIO) -> None:
    """Make a stream take every letter: UTF-8 into files and pipes, a question mark where a terminal has no such letter.

    PYTHONIOENCODING, where set, decides alone.
    """
    reconfigure = getattr(stream, "reconfigure", None)  # a stream put in place by another program may have none
    if reconfigure is None or os.environ.get("PYTHONIOENCODING"):
        return
    if stream.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _told(arguments: list[str], error: ComityError, code: int) -> int:
    """Say an error in the user's language; return the exit code."""
    t = Messages(_language_asked(arguments))
    message = t.of(error.message)
    _tell(t, f"{error.place}: {message}" if error.place else message, t.of(error.hint) if error.hint else None)
    return code


def _misused(arguments: list[str], error: click.ClickException) -> int:
    """Say what is wrong with the call itself, in click's words; a call without any words gets the help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return 2
    context = error.ctx if isinstance(error, click.UsageError) else None
    t = Messages(_language_asked(arguments))
    _tell(t, error.format_message(), t("see: {command} --help", command=context.command_path if context else "comity"))
    return 2


def _language_asked(arguments: list[str]) -> str:
    """Find the language in the words of the call itself: an error may come before they are understood."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return language_of_the_machine()


def _from_system(error: OSError) -> ComityError:
    return ComityError(error.strerror or str(error), place=None if error.filename is None else str(error.filename))


def _fault(arguments: list[str], error: Exception) -> int:
    t = Messages(_language_asked(arguments))
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = f"{step.tb_frame.f_globals.get('__name__')}:{step.tb_lineno}" if step else "?"
    _tell(
        t,
        t(
            "a fault of the program, not yours: {fault} ({place}, comity {version})",
            fault=f"{type(error).__name__}: {error}",
            place=place,
            version=__version__,
        ),
        t("set COMITY_DEBUG=1, run the same again, and send what it prints to whoever maintains Comity for you"),
    )
    return _FAULT


def _tell(t: Messages, message: str, hint: str | None) -> None:
    click.echo(f"comity: {message}", err=True)
    if hint:
        click.echo("  " + t("hint: {hint}", hint=hint), err=True)

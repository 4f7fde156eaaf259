"""`--help` speaks the language of the user: every command, every option, and click's own words."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from comity.cli import click_words
from comity.cli.main import program, run
from comity.cli.spoken_help import first_sentence, in_words, key, texts
from comity.text.messages import Messages
from tests.house.test_documentation import EVERY_COMMAND

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_what_a_command_says_of_itself_is_there_in_russian(name: str) -> None:
    words = Messages("ru", "help")
    assert not [text for text in texts(EVERY_COMMAND[name]) if not _CYRILLIC.search(words.verbatim(text))]


@pytest.mark.parametrize(
    "arguments", [["--lang", "ru", "--help"], ["--lang=ru", "vault", "--help"], ["knowledge", "check", "--lang", "ru", "-h"]]
)
def test_help_in_russian_keeps_no_english_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Вызов: comity")
    assert not re.findall(r"(?:\b[a-z]{3,} ){3}", printed.split("\n", 1)[1])  # the first line names the command


def test_the_language_comes_from_the_environment(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_LANG", "ru_RU.UTF-8")
    run(["route", "--help"])
    assert "Показать эту справку и выйти." in capsys.readouterr().out
    monkeypatch.setenv("COMITY_LANG", "en")
    run(["route", "--help"])
    assert "Show this message and exit." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lang", "ru", "nope"], "Нет такой команды: 'nope'."),
        (["--lang", "ru", "route", "--bad"], "Нет такого параметра: '--bad'."),
        (["route", "--lang", "ru", "--on", "xx"], "Неверное значение '--on': 'xx' не подходит к образцу '%Y-%m-%d'."),
        (["--lang", "en", "nope"], "No such command 'nope'."),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_click_speaks_english_again_afterwards() -> None:
    with click_words.speaking(Messages("ru", "help")):
        assert str(click.BadParameter("x").format_message()) == "Неверное значение: x"
    assert str(click.BadParameter("x").format_message()) == "Invalid value: x"


def test_every_module_of_click_that_speaks_is_known() -> None:
    """A new version of click may speak elsewhere."""
    folder = Path(click.__file__).parent
    speaking = {
        path.stem for path in folder.glob("*.py") if re.search("^from gettext import", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert speaking - {"_winconsole"} == set(click_words.MODULES)
    assert all(hasattr(import_module(f"click.{name}"), "_") for name in click_words.MODULES)


def test_a_command_in_other_words_leaves_the_command_as_it_was_written() -> None:
    written = click.Group(
        "all", help="First. Second.", commands={"one": click.Command("one", params=[click.Option(["--x"], help="An\n  x.")])}
    )
    spoken = in_words(written, str.upper)
    assert (written.help, spoken.help, spoken.short_help) == ("First. Second.", "FIRST. SECOND.", "FIRST.")
    assert [getattr(command.params[0], "help", "") for command in (written.commands["one"], spoken.commands["one"])] == [
        "An\nx.",
        "AN X.",
    ]
    assert in_words(spoken, str.lower).short_help == "first."


def test_a_paragraph_of_help_is_one_line_of_the_catalogue() -> None:
    assert key("One\n  line.\n\n Another\n one.\n") == "One line.\n\nAnother one."
    assert first_sentence("Text of two. More.\n\nRest") == "Text of two."
    assert first_sentence("") is None


def test_english_help_reads_no_catalogue() -> None:
    code = (
        "import sys; from comity.cli.main import run; code = run(['--lang', 'en', 'route', '--help']); "
        "sys.exit(code or 'comity.text.catalogue' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode == 0


def test_the_list_of_all_commands_is_russian(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--lang", "ru", "--help"])
    lines = capsys.readouterr().out.splitlines()
    for name in program.list_commands(click.Context(program)):
        (line,) = [line for line in lines if line.startswith(f"  {name} ")]
        assert _CYRILLIC.search(line)

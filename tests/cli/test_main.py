"""The edge of the program: exit codes, words, no traceback, any letter on any terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.cli.main import CommandFolder, run, write_any_letter

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture
def bad_commands(monkeypatch: pytest.MonkeyPatch) -> CommandFolder:
    """The commands of `tests/samples/commands`."""
    monkeypatch.syspath_prepend(SAMPLES)
    for variable in ("COMITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "COMITY_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    return CommandFolder(name="bad", package="commands")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("fault", 70, "a fault of the program, not yours: KeyError: 'case' (commands.fault:9, comity "),
        ("missing", 2, "comity: no-such-folder/case.yaml: No such file or directory\n"),
        ("interrupted", 130, "comity: interrupted\n"),
        ("wrong-input", 2, "comity: case.yaml: language: unknown language: xx\n  hint: see the list\n"),
        ("findings", 1, ""),
        ("no-such-command", 2, "comity: No such command 'no-such-command'.\n  hint: see: "),
    ],
)
def test_what_goes_wrong_is_said_with_its_exit_code(
    command: str, code: int, said: str, bad_commands: CommandFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command], bad_commands) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_a_fault_shows_its_traceback_to_whoever_mends_it(bad_commands: CommandFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_DEBUG", "1")
    with pytest.raises(KeyError):
        run(["fault"], bad_commands)


def test_help_lists_a_command_by_the_first_line_of_its_file(bad_commands: CommandFolder, capsys: pytest.CaptureFixture[str]) -> None:
    sys.modules.pop("commands.fault", None)
    assert run(["--help"], bad_commands) == 0
    assert "Stumble over a fault of the program." in capsys.readouterr().out
    assert "commands.fault" not in sys.modules


def test_an_unknown_language_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "xx", "leads"]) == 2
    assert "unknown language: xx" in capsys.readouterr().err


def test_help_imports_little() -> None:
    code = (
        "import json, sys\nbefore = set(sys.modules)\nfrom comity.cli.main import run\nrun(['--help'])\n"
        "print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = json.loads(done.stderr)
    rooms = {name.split(".")[1] for name in imported if name.startswith("comity.")}
    assert rooms <= {"cli", "errors", "model", "text"}
    assert [name for name in imported if name.startswith("comity.model.")] == ["comity.model.said"]
    strangers = {"yaml", "msgspec", "lxml", "babel", "phonenumbers", "typst", "docx", "pikepdf", "django", "numpy", "cryptography"}
    assert not strangers & set(imported)
    assert len(imported) < 150, imported


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    code = "from comity.cli.main import CommandFolder, main; main(['long-output'], CommandFolder(name='bad', package='commands'))"
    done = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(SAMPLES)}
    )
    assert done.stdout is not None
    assert done.stderr is not None
    with done.stdout, done.stderr:
        assert done.stdout.readline() == b"line 0\n"
        done.stdout.close()
        assert done.stderr.read() == b""
    assert done.wait() == 141


def test_a_file_takes_every_letter_whatever_the_locale() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    write_any_letter(stream)
    stream.write("Бишкек ₮")
    stream.flush()
    assert raw.getvalue().decode("utf-8") == "Бишкек ₮"


def test_a_terminal_without_the_letter_shows_a_question_mark() -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    raw = Terminal()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    write_any_letter(stream)
    stream.write("Бишкек")
    stream.flush()
    assert raw.getvalue() == b"??????"


def test_the_shell_completes_commands() -> None:
    asked = {**os.environ, "COMP_WORDS": "comity ver", "COMP_CWORD": "1", "_COMITY_COMPLETE": "bash_complete"}
    done = subprocess.run([sys.executable, "-m", "comity"], env=asked, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["plain,verify"]
